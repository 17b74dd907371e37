import { fromKerasObject } from '@argali/core';
import { getInitializer } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import { differences } from './compare.ts';
import { classesExist } from './exports.ts';
import { readCases, type GoldenCase, type GoldenObject, type GoldenTensor } from './golden.ts';
import type { Kind } from './run-cases.ts';

interface InitializerCase extends GoldenCase, GoldenObject {
  shape: number[];
  value: GoldenTensor;
}

export const initializers: Kind<InitializerCase> = {
  name: 'initializers',
  cases: readCases('initializers.json'),
  classOf: (golden) => golden.class_name,
  isApplicable: classesExist,
  run: ({ class_name, config, shape, value }) => {
    const initializer = getInitializer(fromKerasObject({ class_name, config }));
    return tf.tidy(() => differences(initializer.call(shape), value, { name: 'value' }));
  },
};
