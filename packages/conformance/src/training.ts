import { classesExist, namesExist } from './exports.ts';
import { readFolder } from './golden.ts';
import type { Kind } from './run-cases.ts';
import type { TrainingCase, TrainingFile } from './training-case.ts';
import { TrainingRun } from './training-run.ts';

export const training: Kind<TrainingCase> = {
  name: 'training',
  cases: readFolder<TrainingFile>('training').map((file) => ({ ...file, id: file.name })),
  classOf: ({ name }) => name,
  isApplicable: ({ model, compile: { optimizer, loss, metrics, weighted_metrics } }) =>
    classesExist(model) && classesExist(optimizer) && namesExist([loss, metrics, weighted_metrics]),
  run: async (golden) => {
    const run = new TrainingRun(golden);
    try {
      return [
        ...(await run.checkFit()),
        ...run.checkWeights(),
        ...(await run.checkEvaluate()),
        ...(await run.checkPredict()),
      ];
    } finally {
      run.dispose();
    }
  },
};
