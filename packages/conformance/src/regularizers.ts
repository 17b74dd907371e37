import { fromKerasObject } from '@argali/core';
import { getRegularizer } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import { differences } from './compare.ts';
import { classesExist } from './exports.ts';
import {
  readCases,
  toTensor,
  type GoldenCase,
  type GoldenNumber,
  type GoldenObject,
  type GoldenTensor,
} from './golden.ts';
import { gradientsOf } from './gradients.ts';
import type { Kind } from './run-cases.ts';

interface RegularizerCase extends GoldenCase, GoldenObject {
  x: GoldenTensor;
  value: GoldenNumber;
  grad: GoldenTensor;
}

export const regularizers: Kind<RegularizerCase> = {
  name: 'regularizers',
  cases: readCases('regularizers.json'),
  classOf: (golden) => golden.class_name,
  isApplicable: classesExist,
  run: ({ class_name, config, x: stored, value, grad }) => {
    const regularizer = getRegularizer(fromKerasObject({ class_name, config }));
    return tf.tidy(() => {
      const x = toTensor(stored);
      const call = (): tf.Tensor => regularizer?.call(x) ?? tf.scalar(NaN);
      const [gradient = null] = gradientsOf(() => [call()], [tf.scalar(1)], [x]);
      return [...differences(call(), value, { name: 'value' }), ...differences(gradient, grad, { name: 'grad' })];
    });
  },
};
