import * as tf from '@tensorflow/tfjs-core';
import { classesExist } from './exports.ts';
import { readFolder } from './golden.ts';
import type { LayerCase } from './layer-case.ts';
import { LayerRun } from './layer-run.ts';
import type { Kind } from './run-cases.ts';

export const layers: Kind<LayerCase> = {
  name: 'layers',
  cases: readFolder<{ cases: LayerCase[] }>('layers').flatMap(({ cases }) => cases),
  classOf: (golden) => golden.class_name,
  isApplicable: ({ class_name, config }) => classesExist({ class_name, config }),
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
