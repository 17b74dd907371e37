import { runLayerTest } from '../testing/run-layer-test.ts';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { take } from '../testing/values.ts';
import { GaussianDropout } from './gaussian-dropout.ts';

/** Mean and standard deviation. */
function statistics(values: readonly number[]): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
}

describe('GaussianDropout', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(GaussianDropout, { title: 'in inference', config: { rate: 0.4 }, inputShape: [2, 4] });
  runLayerTest(GaussianDropout, {
    title: 'in training',
    config: { rate: 0.4, seed: 1 },
    inputShape: [2, 4],
    args: () => ({ training: true }),
    random: true,
  });

  it('multiplies by noise of mean 1', () => {
    const layer = new GaussianDropout({ rate: 0.2, seed: 4 });
    const x = tf.ones([5000]);
    const first = take(layer.apply(x, { training: true }));
    const [mean, deviation] = statistics(first);
    expect(mean).toBeCloseTo(1, 1);
    expect(deviation).toBeCloseTo(0.5, 1);
    expect(take(layer.apply(x, { training: true }))).not.toEqual(first);
    expect(take(new GaussianDropout({ rate: 0.2, seed: 4 }).apply(x, { training: true }))).toEqual(first);
    x.dispose();
  });

  it('names a bad argument', () => {
    expect(() => new GaussianDropout({ name: 'n', rate: -1 })).toThrow('GaussianDropout "n": expected `rate`');
    expect(() => new GaussianDropout({ rate: 1 })).toThrow('a number below 1');
  });
});
