import { beginEachTest, silent } from '../testing/problems.ts';
import { collectWarnings, expectClose, identity, onEachBackend, restartable, x, y } from '../testing/known-losses.ts';
import type { FitOptions } from './fit.ts';

beginEachTest();
const warnings = collectWarnings();

onEachBackend(() => {
  describe('what is validated', () => {
    const run = async (options: FitOptions): Promise<Record<string, number[]>> => {
      const model = identity({ weightedMetrics: ['mae'] });
      const { history } = await model.fit(x, y, { shuffle: false, batchSize: 2, ...options, ...silent });
      model.dispose();
      return history;
    };
    const half = { validationSplit: 0.4 };
    const classWeight = { 0: 1, 1: 10 };
    const sampleWeight = [1, 2, 3, 4, 5];

    it('is not weighed by class, but by sample', async () => {
      const { loss, val_loss, val_mae } = await run({ ...half, classWeight });
      expectClose(loss, [(1 + 10 + 9) / 3]);
      expectClose(val_loss, [(9 + 16) / 2]);
      expectClose(val_mae, [3.5]);
      expectClose((await run({ ...half, sampleWeight }))['val_loss'], [(4 * 9 + 5 * 16) / 2]);
      expectClose((await run({ ...half, sampleWeight, classWeight }))['val_loss'], [58]);
    });

    it('is the data that are given, and then all samples train', async () => {
      const validationData = [x.slice(0, 1), y.slice(0, 1)] as const;
      const { loss, val_loss } = await run({ ...half, validationData, classWeight });
      expectClose(loss, [(1 + 10 + 9 + 90 + 160) / 5]);
      expectClose(val_loss, [1]);
      expectClose((await run({ validationData: [x, y, sampleWeight] }))['val_loss'], [(1 + 2 + 27 + 36 + 80) / 5]);
    });

    it('has so many steps', async () => {
      const steps = { validationSteps: 1, validationBatchSize: 1 };
      expectClose((await run({ ...half, ...steps }))['val_loss'], [9]);
      expectClose((await run({ validationData: [x, y], ...steps }))['val_loss'], [1]);
      expectClose((await run({ ...half, validationSteps: 1 }))['val_loss'], [12.5]);
    });

    it.each(restartable)('is the same after each epoch: %s', async (_, make) => {
      for (const [validationSteps, loss] of [
        [2, 1],
        [3, 11 / 3],
        [4, 5],
        [null, 5],
      ] as const)
        // prettier-ignore
        expectClose((await run({ epochs: 3, validationData: make(), validationSteps }))['val_loss'], [loss, loss, loss]);
      expect(warnings).toEqual([]);
      expectClose((await run({ validationData: make(), validationSteps: 5 }))['val_loss'], [5]);
      expect(warnings.join()).toMatch(/evaluation ran out of data after 4 batches; expected 5 steps/);
    });

    it('comes after the epochs that are asked for', async () => {
      const epochs = { epochs: 5, validationData: [x, y] as const };
      expect((await run({ ...epochs, validationFreq: 2 }))['val_loss']).toHaveLength(2);
      expect((await run({ ...epochs, validationFreq: [1, 4, 5] }))['val_loss']).toHaveLength(3);
    });
  });

  it('options that are null stand for their defaults', async () => {
    const model = identity();
    const none = { batchSize: null, validationBatchSize: null, stepsPerEpoch: null, validationSteps: null };
    const { history } = await model.fit(x, y, { ...none, validationSplit: 0.4, ...silent });
    expectClose(history['val_loss'], [12.5]);
    expectClose([(await model.evaluate(x, y, { batchSize: null, steps: null, ...silent })).loss], [36 / 5]);
    (await model.predict(x, { batchSize: null, steps: null })).dispose();
    for (const name of [
      'batchSize',
      'validationBatchSize',
      'stepsPerEpoch',
      'validationSteps',
      'validationFreq',
    ] as const)
      for (const value of [0, -1, 1.5, Number.NaN, '8' as never])
        await expect(model.fit(x, y, { validationSplit: 0.4, [name]: value, ...silent })).rejects.toThrow(
          new RegExp(`${name}.*positive integer`),
        );
    model.dispose();
  });
});
