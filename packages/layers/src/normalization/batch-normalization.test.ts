import { runLayerTest } from '../testing/run-layer-test.ts';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { expectClose } from '../testing/values.ts';
import { BatchNormalization } from './batch-normalization.ts';

const weights = [
  ['gamma', [2]],
  ['beta', [2]],
  ['moving_mean', [2]],
  ['moving_variance', [2]],
] as const;

describe('BatchNormalization', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(BatchNormalization, {
    title: 'in inference, by hand',
    config: { epsilon: 0 },
    inputShape: [1, 2],
    inputs: [[[5, 6]]],
    weights,
    weightValues: [
      [2, 3],
      [10, 20],
      [1, 2],
      [4, 16],
    ],
    output: [[14, 23]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(BatchNormalization, {
    title: 'in training, by hand',
    config: { epsilon: 0 },
    inputShape: [2, 2],
    inputs: [
      [
        [1, 10],
        [3, 30],
      ],
    ],
    args: () => ({ training: true }),
    weights,
    weightValues: [
      [2, 1],
      [0, 5],
      [7, 7],
      [8, 8],
    ],
    output: [
      [-2, 4],
      [2, 6],
    ],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(BatchNormalization, {
    config: { axis: 1, gammaInitializer: 'ones', betaRegularizer: 'l2' },
    inputShape: [3, 2, 2, 3],
    args: () => ({ training: true }),
    weights,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(BatchNormalization, {
    title: 'a mask',
    config: {},
    inputShape: [2, 3, 2],
    args: () => ({ training: true }),
    masks: [
      [
        [true, true, false],
        [true, false, false],
      ],
    ],
    outputMask: [
      [true, true, false],
      [true, false, false],
    ],
    weights,
  });
  runLayerTest(BatchNormalization, {
    config: { center: false, scale: false },
    inputShape: [4, 2],
    weights: [
      ['moving_mean', [2]],
      ['moving_variance', [2]],
    ],
  });
  runLayerTest(BatchNormalization, {
    title: 'sequences in training, without gamma',
    config: { scale: false },
    inputShape: [3, 5, 6],
    args: () => ({ training: true }),
    weights: [
      ['beta', [6]],
      ['moving_mean', [6]],
      ['moving_variance', [6]],
    ],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(BatchNormalization, {
    title: 'volumes, frozen',
    config: { center: false, trainable: false },
    inputShape: [1, 2, 2, 2, 3],
    args: () => ({ training: true }),
    weights: [
      ['gamma', [3]],
      ['moving_mean', [3]],
      ['moving_variance', [3]],
    ],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(BatchNormalization, {
    config: { renorm: true, renormClipping: { rmin: 0.5, rmax: 2, dmax: 1 } },
    inputShape: [4, 2],
    args: () => ({ training: true }),
    random: true,
    // Its statistics move with every call.
    gradientStep: false,
    weights: [...weights, ['moving_stddev', [2]], ['renorm_mean', [2]], ['renorm_stddev', [2]]],
  });

  it('moves its averages in training only', () => {
    const layer = new BatchNormalization({ momentum: 0.9 });
    const x = tf.tensor2d([[1], [3]]);
    const averages = (): number[] => [layer.movingMean, layer.movingVariance].map((v) => v?.value.dataSync()[0] ?? NaN);
    tf.dispose(layer.apply(x));
    expect(averages()).toEqual([0, 1]);
    tf.dispose(layer.apply(x, { training: true }));
    expect(averages()).toEqual([expect.closeTo(0.2, 5), expect.closeTo(1, 5)]);
    tf.dispose(layer.apply(x, { training: true }));
    expect(averages()).toEqual([expect.closeTo(0.38, 5), expect.closeTo(1, 5)]);
    layer.trainable = false;
    const frozen = layer.apply(x, { training: true });
    expect(averages()).toEqual([expect.closeTo(0.38, 5), expect.closeTo(1, 5)]);
    const inference = layer.apply(x);
    expectClose(frozen, inference);
    tf.dispose([x, frozen, inference]);
    layer.dispose();
  });

  it('corrects a batch by slow statistics under renorm', () => {
    // stddev 1 against 2, mean 2 against 1: factor 0.5, shift 0.5.
    const layer = new BatchNormalization({ renorm: true, epsilon: 0, momentum: 0.5, renormMomentum: 0.5 });
    const x = tf.tensor2d([[1], [3]]);
    layer.ensureBuilt([null, 1]);
    layer.setWeights([[1], [0], [0], [4], [2], [1], [2]]);
    const y = layer.apply(x, { training: true });
    expectClose(y, [[0], [1]]);
    const state = layer.getWeights();
    expect(state.map((value) => value.dataSync()[0])).toEqual([1, 0, 1, 2.25, 1.5, 1.5, 1.5]);
    tf.dispose([x, y, ...state]);
    layer.dispose();
  });

  it('names bad arguments', () => {
    expect(() => new BatchNormalization({ name: 'b', momentum: 2 })).toThrow(
      'BatchNormalization "b": expected `momentum`',
    );
    expect(() => new BatchNormalization({ renormClipping: { rmin: 2, rmax: 1 } })).toThrow('renormClipping');
    expect(() => new BatchNormalization({ synchronized: true })).toThrow(
      'expected `synchronized` to be false. Received: synchronized=true',
    );
    // @ts-expect-error: no flag.
    expect(() => new BatchNormalization({ synchronized: 0 })).toThrow(
      'expected `synchronized` to be true or false. Received: synchronized=0',
    );
    expect(() => {
      new BatchNormalization({ name: 'b', axis: 3 }).ensureBuilt([null, 2]);
    }).toThrow('an axis of a tensor of rank 2');
  });
});
