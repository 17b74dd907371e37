import * as tf from '@tensorflow/tfjs-core';
import { classesExist } from './exports.ts';
import { readFolder } from './golden.ts';
import type { LayerCase } from './layer-case.ts';
import { LayerRun } from './layer-run.ts';
import type { Kind } from './run-cases.ts';

/** Cases whose outputs Keras drew at random, by `class_name/id`: `[0.5, 0.5]` stands for 0.5 to 127.5 in Solarization. */
const drawn = new Set(['Solarization/fixed']);

export const layers: Kind<LayerCase> = {
  name: 'layers',
  cases: readFolder<{ cases: LayerCase[] }>('layers').flatMap(({ cases }) => cases),
  classOf: (golden) => golden.class_name,
  isApplicable: ({ class_name, id, config }) =>
    !drawn.has(`${class_name}/${id}`) && classesExist({ class_name, config }),
  run: (golden) =>
    tf.tidy(() => {
      const run = new LayerRun(golden);
      const unbuilt = run.prepare();
      const problems =
        unbuilt.length > 0
          ? unbuilt
          : [
              ...run.checkAdapted(),
              ...run.checkOutputShape(),
              ...run.checkCall(),
              ...run.checkWeights(),
              ...run.checkExtraCalls(),
              ...run.checkGradients(),
            ];
      run.layer.dispose();
      return problems;
    }),
};
