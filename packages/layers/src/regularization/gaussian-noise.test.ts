import { runLayerTest } from '../testing/run-layer-test.ts';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { take } from '../testing/values.ts';
import { GaussianNoise } from './gaussian-noise.ts';

/** Mean and standard deviation. */
function statistics(values: readonly number[]): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
}

describe('GaussianNoise', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(GaussianNoise, { title: 'in inference', config: { stddev: 0.4 }, inputShape: [2, 4] });
  runLayerTest(GaussianNoise, {
    title: 'in training',
    config: { stddev: 0.4, seed: 1 },
    inputShape: [2, 4],
    args: () => ({ training: true }),
    random: true,
  });

  it('adds noise of its deviation', () => {
    const layer = new GaussianNoise({ stddev: 0.2, seed: 4 });
    const x = tf.fill([5000], 3);
    const first = take(layer.apply(x, { training: true }));
    const [mean, deviation] = statistics(first);
    expect(mean).toBeCloseTo(3, 1);
    expect(deviation).toBeCloseTo(0.2, 1);
    expect(take(layer.apply(x, { training: true }))).not.toEqual(first);
    expect(take(new GaussianNoise({ stddev: 0.2, seed: 4 }).apply(x, { training: true }))).toEqual(first);
    x.dispose();
  });

  it('names a bad argument', () => {
    expect(() => new GaussianNoise({ name: 'n', stddev: -1 })).toThrow('GaussianNoise "n": expected `stddev`');
  });
});
