import { runLayerTest } from '../testing/run-layer-test.ts';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { take } from '../testing/values.ts';
import { AlphaDropout } from './alpha-dropout.ts';

/** Mean and standard deviation. */
function statistics(values: readonly number[]): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
}

describe('AlphaDropout', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(AlphaDropout, { title: 'in inference', config: { rate: 0.4 }, inputShape: [2, 4] });
  runLayerTest(AlphaDropout, {
    title: 'in training',
    config: { rate: 0.4, seed: 1 },
    inputShape: [2, 4],
    args: () => ({ training: true }),
    random: true,
  });

  it('keeps mean and variance of normal inputs', () => {
    const layer = new AlphaDropout({ rate: 0.2, seed: 4 });
    const x = tf.randomNormal([20000], 0, 1, 'float32', 1);
    const first = take(layer.apply(x, { training: true }));
    const [mean, deviation] = statistics(first);
    expect(mean).toBeCloseTo(0, 1);
    expect(deviation).toBeCloseTo(1, 1);
    expect(take(layer.apply(x, { training: true }))).not.toEqual(first);
    expect(take(new AlphaDropout({ rate: 0.2, seed: 4 }).apply(x, { training: true }))).toEqual(first);
    x.dispose();
  });

  it('names a bad argument', () => {
    expect(() => new AlphaDropout({ name: 'n', rate: -1 })).toThrow('AlphaDropout "n": expected `rate`');
  });
});
