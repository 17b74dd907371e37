import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CallbackLike } from '../callbacks/callback.ts';
import type { Sequential } from '../sequential.ts';
import {
  collectWarnings,
  expectClose,
  four,
  identity,
  onEachBackend,
  restartable,
  x,
  y,
} from '../testing/known-losses.ts';
import { beginEachTest, silent } from '../testing/problems.ts';
import type { BatchData, BatchIterable } from './data.ts';

beginEachTest();
const warnings = collectWarnings();

onEachBackend(() => {
  describe('data that end', () => {
    it.each(restartable)('begin anew where that can be: %s', async (_, make) => {
      const losses = async (epochs: number, stepsPerEpoch: number | null): Promise<number[] | undefined> => {
        const model = identity();
        const { history } = await model.fit(make(), { epochs, stepsPerEpoch, ...silent });
        model.dispose();
        return history['loss'];
      };
      expectClose(await losses(3, null), [5, 5, 5]);
      expectClose(await losses(3, 4), [5, 5, 5]);
      expectClose(await losses(4, 2), [1, 9, 1, 9]);
      expect(warnings).toEqual([]);
      expectClose(await losses(3, 3), [11 / 3, 9, 11 / 3]);
      expect(warnings.join()).toMatch(/epoch 2 ran out of data after 1 batches; expected 3 steps/);
    });

    it('end the training with a warning, never with a loss of 0', async () => {
      const model = identity();
      const { history, epoch } = await model.fit(four(), { epochs: 3, ...silent });
      expectClose(history['loss'], [5]);
      expect(epoch).toEqual([0]);
      expect(warnings.join()).toMatch(/the data have ended after 1 epochs of 3/);
      const validated = await model.fit(x, y, { epochs: 3, validationData: four(), ...silent });
      expectClose(validated.history['val_loss'], [5]);
      expect(validated.history['loss']).toHaveLength(3);
      expect(warnings.filter((warning) => /validation data have ended/.test(warning))).toHaveLength(2);
      expectClose([(await model.evaluate(four(), { steps: 9, ...silent })).loss], [5]);
      const predicted = await model.predict(four(), { steps: 9 });
      expect([...predicted.dataSync()]).toEqual([1, 2, 3, 4]);
      predicted.dispose();
      model.dispose();
    });

    it('before they have begun are an error', async () => {
      const model = identity();
      const none: BatchIterable[] = [[].values(), new Set<BatchData>(), function* () {}, async function* () {}]; // prettier-ignore
      const before = tf.memory().numTensors;
      for (const empty of none) {
        await expect(model.fit(empty, silent)).rejects.toThrow(/fit: expected at least one batch/);
        await expect(model.fit(x, y, { validationData: empty, ...silent })).rejects.toThrow(/validationData.*at least/);
        await expect(model.evaluate(empty, silent)).rejects.toThrow(/evaluate: expected at least one batch/);
        await expect(model.predict(empty, silent)).rejects.toThrow(/predict: expected at least one batch/);
      }
      expect(tf.memory().numTensors).toBe(before);
      await expect(model.fit((() => 3) as never, silent)).rejects.toThrow(
        /an iterator of batches. Received: it made 3/,
      );
      model.dispose();
    });

    it('keep their tensors in arrays and sets; what an iterator hands out is used up', async () => {
      const model = identity();
      const kept: [Tensor, Tensor][] = [1, 2].map((i) => [tf.fill([1, 1], i), tf.zeros([1, 1])]);
      expectClose((await model.fit(new Set(kept), { epochs: 2, ...silent })).history['loss'], [2.5, 2.5]);
      const [[first, zero] = []] = kept;
      if (first === undefined || zero === undefined) throw new Error('no batch');
      const same = function* (): Generator<BatchData> {
        for (let i = 0; i < 2; i++) yield [first, zero];
      };
      await expect(model.fit(same, silent)).rejects.toThrow(/a tensor that has been disposed of/);
      const both = function* (): Generator<BatchData> {
        const t = tf.ones([1, 1]);
        yield [t, t, tf.ones([1])];
      };
      expectClose((await model.fit(both, silent)).history['loss'], [0]);
      tf.dispose(kept);
      model.dispose();
    });
  });

  describe('iterators', () => {
    const closed: string[] = [];
    beforeEach(() => closed.splice(0));
    const endless = (name: string) =>
      function* (): Generator<BatchData> {
        try {
          for (;;) yield [tf.ones([1, 1]), tf.ones([1, 1])];
        } finally {
          closed.push(name);
        }
      };
    const stop: CallbackLike = {
      onTrainBatchEnd() {
        model.stopTraining = true;
      },
    };
    let model: Sequential;
    beforeEach(() => (model = identity()));
    afterEach(() => model.dispose());

    it('are closed at the end, however it comes', async () => {
      await model.fit(endless('steps'), { stepsPerEpoch: 2, epochs: 2, ...silent });
      await model.fit(endless('stop'), { callbacks: [stop], ...silent });
      await model.fit(endless('stop of an iterator')(), { callbacks: [stop], ...silent });
      const fail = { onTrainBatchEnd: () => Promise.reject(new Error('no')) };
      await expect(model.fit(endless('error'), { callbacks: [fail], ...silent })).rejects.toThrow('no');
      await model.fit(x, y, { validationData: endless('validation'), validationSteps: 1, epochs: 2, ...silent });
      await model.evaluate(endless('evaluate'), { steps: 1, ...silent });
      (await model.predict(endless('predict'), { steps: 1 })).dispose();
      expect(closed).toEqual(['steps', 'stop', 'stop of an iterator', 'error', 'validation', 'validation', 'evaluate', 'predict']); // prettier-ignore
      // The caller goes on with his own.
      const own = endless('own')();
      await model.fit(own, { stepsPerEpoch: 2, ...silent });
      await model.fit(own, { stepsPerEpoch: 2, ...silent });
      expect(closed).not.toContain('own');
    });

    it('do not keep a signal from ending the run', async () => {
      const before = tf.memory().numTensors;
      const after = (ms: number): AbortSignal => {
        const controller = new AbortController();
        setTimeout(() => controller.abort(new Error('too late')), ms);
        return controller.signal;
      };
      const never = async function* (): AsyncGenerator<BatchData> {
        yield await new Promise<BatchData>(() => undefined);
      };
      let late: (value: BatchData) => void = () => undefined;
      const slow = async function* (): AsyncGenerator<BatchData> {
        yield await new Promise<BatchData>((resolve) => (late = resolve));
      };
      await expect(model.fit(never, { signal: after(5), ...silent })).rejects.toThrow('too late');
      await expect(model.evaluate(never, { signal: after(5), ...silent })).rejects.toThrow('too late');
      await expect(model.predict(never, { signal: after(5) })).rejects.toThrow('too late');
      await expect(model.fit(endless('busy'), { signal: after(5), ...silent })).rejects.toThrow('too late');
      await expect(model.fit(slow, { signal: after(5), ...silent })).rejects.toThrow('too late');
      late([tf.ones([1, 1]), tf.ones([1, 1])]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(tf.memory().numTensors).toBe(before);
      expect(closed).toEqual(['busy']);
    });
  });
});
