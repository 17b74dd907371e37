import { fromKerasObject } from '@argali/core';
import { getConstraint } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import { differences } from './compare.ts';
import { classesExist } from './exports.ts';
import { readCases, toTensor, type GoldenCase, type GoldenObject, type GoldenTensor } from './golden.ts';
import type { Kind } from './run-cases.ts';

interface ConstraintCase extends GoldenCase, GoldenObject {
  x: GoldenTensor;
  y: GoldenTensor;
}

export const constraints: Kind<ConstraintCase> = {
  name: 'constraints',
  cases: readCases('constraints.json'),
  classOf: (golden) => golden.class_name,
  isApplicable: classesExist,
  run: ({ class_name, config, x, y }) => {
    const constraint = getConstraint(fromKerasObject({ class_name, config }));
    return tf.tidy(() => differences(constraint?.call(toTensor(x)) ?? null, y, { name: 'y' }));
  },
};
