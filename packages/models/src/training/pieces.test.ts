import * as tf from '@tensorflow/tfjs-core';
import { identity, onEachBackend } from '../testing/known-losses.ts';
import { beginEachTest } from '../testing/problems.ts';
import type { BatchData } from './data.ts';

beginEachTest();

onEachBackend(() => {
  it('predicts over very many batches', async () => {
    const model = identity();
    const before = tf.memory().numTensors;
    const count = 5_000;
    const batches = function* (): Generator<BatchData> {
      for (let i = 0; i < count; i++) yield [[[i]]];
    };
    const predicted = await model.predict(batches);
    expect([...predicted.dataSync()]).toEqual(Array.from({ length: count }, (_, i) => i));
    predicted.dispose();
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});
