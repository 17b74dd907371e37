import * as tf from '@tensorflow/tfjs-core';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { startBackend } from '../testing/backends.ts';
import { take } from '../testing/values.ts';
import { HashedCrossing } from './hashed-crossing.ts';

describe('HashedCrossing', () => {
  beforeAll(() => startBackend('cpu'));

  const letters = (): tf.Tensor => tf.tensor(['A', 'B', 'A', 'B', 'A']);
  const numbers = (): tf.Tensor => tf.tensor([101, 101, 101, 102, 102], [5], 'int32');

  it('gives the bins that Keras documents', () => {
    const before = tf.memory().numTensors;
    const inputs = [letters(), numbers()];
    const layer = new HashedCrossing({ numBins: 5 });
    expect(take(layer.apply(inputs))).toEqual([1, 4, 1, 1, 3]);
    const copy = HashedCrossing.fromConfig({ ...layer.getConfig(), outputMode: 'one_hot' });
    const rows = copy.apply(inputs);
    expect(rows.shape).toEqual([5, 5]);
    expect(copy.computeOutputShape([[null], [null]])).toEqual([null, 5]);
    expect(take(rows).slice(0, 10)).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    tf.dispose(inputs);
    expect(tf.memory().numTensors).toBe(before);
  });

  runLayerTest(HashedCrossing, {
    config: { numBins: 5, outputMode: 'oneHot' },
    inputShape: [[2], [2]],
    inputs: [['A', 'B'], ['101', '102']], // prettier-ignore
    inputDtype: 'string',
    output: [[0, 0, 1, 0, 0], [0, 0, 1, 0, 0]], // prettier-ignore
    gradientStep: false,
  });
  runLayerTest(HashedCrossing, {
    title: 'whole numbers',
    config: { numBins: 5 },
    inputShape: [[3], [3]],
    inputs: [[1, 2, 7], [101, 101, 3]], // prettier-ignore
    inputDtype: 'int32',
    output: { data: [0, 3, 0], shape: [3] },
    gradientStep: false,
  });

  it('names bad arguments and inputs', () => {
    expect(() => new HashedCrossing({ name: 'h', numBins: -2 })).toThrow('HashedCrossing "h": expected `numBins`');
    const layer = new HashedCrossing({ name: 'h', numBins: 5 });
    const [a, b] = [letters(), tf.tensor([1, 2], [2], 'int32')];
    expect(() => layer.apply([a, b])).toThrow('HashedCrossing "h": expected two or more inputs of one shape');
    expect(() => layer.apply([a])).toThrow('HashedCrossing "h"');
    tf.dispose([a, b]);
  });
});
