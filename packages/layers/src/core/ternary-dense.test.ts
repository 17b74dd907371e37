import { valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { take } from '../testing/values.ts';
import { Dense } from './dense.ts';
import { TernaryDense } from './ternary-dense.ts';

/** Their mean absolute value is 1.1. */
const kernel = [
  [1, -0.2],
  [-3, 2],
  [0.4, 0],
];

describe('TernaryDense', () => {
  const shared = {
    inputShape: [1, 3],
    inputs: [[[1, 2, 3]]],
    weights: [
      ['kernel', [3, 2]],
      ['bias', [2]],
    ],
    weightValues: [kernel, [10, 20]],
    // A difference sees steps where the estimator has a slope.
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  } as const;
  runLayerTest(TernaryDense, { ...shared, config: { units: 2 }, output: [[8.9, 22.2]] });
  runLayerTest(TernaryDense, { ...shared, config: { units: 2, threshold: 0.3 }, output: [[12, 22]] });
  runLayerTest(TernaryDense, {
    title: 'more axes, an activation and no bias',
    config: { units: 2, activation: 'relu', useBias: false, threshold: 0 },
    inputShape: [1, 2, 3],
    inputs: [
      [
        [
          [1, 2, 3],
          [1, 0, -1],
        ],
      ],
    ],
    weights: [['kernel', [3, 2]]],
    weightValues: [kernel],
    output: [
      [
        [2, 1],
        [0, 0],
      ],
    ],
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });

  describe.each(['cpu', 'wasm'] as const)('differentiates as if the kernel were used itself, on %s', (backend) => {
    beforeAll(() => startBackend(backend));

    it.each([null, 0.3])('with threshold %s', (threshold) => {
      const [x, dy] = [
        [1, 2, 3],
        [0.5, -2],
      ] as const;
      const layer = new TernaryDense({ units: 2, threshold });
      layer.ensureBuilt([1, 3]);
      layer.setWeights([kernel, [10, 20]]);
      const [inputs, cotangents] = [tf.tensor2d([[...x]]), tf.tensor2d([[...dy]])];
      const { value, gradients } = valueAndGradients(
        () => tf.sum(tf.mul(layer.apply(inputs), cotangents)),
        [inputs, ...layer.trainableWeights.map((weight) => weight.value)],
      );
      const [dx = [], dKernel = [], dBias = []] = gradients.map((gradient) => (gradient ? take(gradient) : []));
      const ternary = kernel.map((row) => row.map((k) => (Math.abs(k) > (threshold ?? 1.1 / 2) ? Math.sign(k) : 0)));
      const beta = threshold === null ? 1.1 : 1;
      // The mean absolute value of the 6 entries, too, has a slope at each.
      const dBeta = x.reduce((sum, xi, i) => sum + dy.reduce((s, d, j) => s + xi * d * (ternary[i]?.[j] ?? 0), 0), 0);
      const slope = threshold === null ? dBeta / 6 : 0;
      const expected = x.flatMap((xi, i) => dy.map((d, j) => xi * d * beta + slope * Math.sign(kernel[i]?.[j] ?? 0)));
      expected.forEach((number, i) => expect(dKernel[i]).toBeCloseTo(number, 5));
      ternary.forEach((row, i) =>
        expect(dx[i]).toBeCloseTo(beta * row.reduce((s, t, j) => s + t * (dy[j] ?? 0), 0), 5),
      );
      expect(dBias).toEqual([0.5, -2]);
      tf.dispose([value, inputs, cotangents]);
      layer.dispose();
    });
  });

  it('is a Dense layer that names a bad argument', () => {
    expect(new TernaryDense({ units: 1 })).toBeInstanceOf(Dense);
    expect(() => new TernaryDense({ units: 1, threshold: -1, name: 't' })).toThrow(
      'TernaryDense "t": expected `threshold` to be a number that is not negative. Received: threshold=-1',
    );
    expect(() => new TernaryDense({ units: 0 })).toThrow('`units`');
  });
});
