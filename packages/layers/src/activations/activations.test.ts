import { valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import * as activations from './index.ts';

/** A function on tensors, the same on numbers, and where its slope jumps. */
type Row = [name: string, functions: { f: (x: Tensor) => Tensor; at: (x: number) => number; kinks?: number[] }];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const elu = (x: number, alpha: number): number => (x > 0 ? x : alpha * Math.expm1(x));

/** `erf` by its series, which converges fast enough where it is not 1 yet. */
function erf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const a = activations;
const rows: Row[] = [
  ['celu', { f: a.celu, at: (x) => elu(x, 1) }],
  ['celu alpha', { f: (x) => a.celu(x, 0.4), at: (x) => (x > 0 ? x : 0.4 * Math.expm1(x / 0.4)) }],
  ['elu', { f: a.elu, at: (x) => elu(x, 1) }],
  ['elu alpha', { f: (x) => a.elu(x, 0.3), at: (x) => elu(x, 0.3), kinks: [0] }],
  ['gelu', { f: (x) => a.gelu(x), at: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)) }],
  [
    'gelu approximate',
    {
      f: (x) => a.gelu(x, true),
      at: (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    },
  ],
  ['hardShrink', { f: a.hardShrink, at: (x) => (Math.abs(x) > 0.5 ? x : 0), kinks: [-0.5, 0.5] }],
  ['hardShrink 2', { f: (x) => a.hardShrink(x, 2), at: (x) => (Math.abs(x) > 2 ? x : 0), kinks: [-2, 2] }],
  ['hardSigmoid', { f: a.hardSigmoid, at: (x) => clip(x / 6 + 0.5, 0, 1), kinks: [-3, 3] }],
  ['hardSilu', { f: a.hardSilu, at: (x) => x * clip(x / 6 + 0.5, 0, 1), kinks: [-3, 3] }],
  ['hardTanh', { f: a.hardTanh, at: (x) => clip(x, -1, 1), kinks: [-1, 1] }],
  ['leakyRelu', { f: a.leakyRelu, at: (x) => (x > 0 ? x : 0.2 * x), kinks: [0] }],
  ['leakyRelu slope', { f: (x) => a.leakyRelu(x, 1.5), at: (x) => (x > 0 ? x : 1.5 * x), kinks: [0] }],
  ['linear', { f: a.linear, at: (x) => x }],
  ['logSigmoid', { f: a.logSigmoid, at: (x) => -softplus(-x) }],
  ['mish', { f: a.mish, at: (x) => x * Math.tanh(softplus(x)) }],
  ['relu', { f: a.relu, at: (x) => Math.max(x, 0), kinks: [0] }],
  ['relu6', { f: a.relu6, at: (x) => clip(x, 0, 6), kinks: [0, 6] }],
  ['selu', { f: a.selu, at: (x) => 1.0507009873554805 * elu(x, 1.6732632423543772), kinks: [0] }],
  ['sigmoid', { f: a.sigmoid, at: sigmoid }],
  ['silu', { f: a.silu, at: (x) => x * sigmoid(x) }],
  ['softShrink', { f: a.softShrink, at: (x) => x - clip(x, -0.5, 0.5), kinks: [-0.5, 0.5] }],
  ['softShrink 2', { f: (x) => a.softShrink(x, 2), at: (x) => x - clip(x, -2, 2), kinks: [-2, 2] }],
  ['softplus', { f: a.softplus, at: softplus }],
  ['softsign', { f: a.softsign, at: (x) => x / (1 + Math.abs(x)) }],
  ['sparsePlus', { f: a.sparsePlus, at: (x) => (x >= 1 ? x : x <= -1 ? 0 : (x + 1) ** 2 / 4) }],
  ['sparseSigmoid', { f: a.sparseSigmoid, at: (x) => clip((x + 1) / 2, 0, 1), kinks: [-1, 1] }],
  ['squareplus', { f: a.squareplus, at: (x) => (x + Math.sqrt(x * x + 4)) / 2 }],
  ['squareplus b', { f: (x) => a.squareplus(x, 0.5), at: (x) => (x + Math.sqrt(x * x + 0.5)) / 2 }],
  ['tanh', { f: a.tanh, at: Math.tanh }],
  ['tanhShrink', { f: a.tanhShrink, at: (x) => x - Math.tanh(x) }],
  [
    'threshold',
    { f: (x) => a.threshold(x, { threshold: 0.3, defaultValue: -2 }), at: (x) => (x > 0.3 ? x : -2), kinks: [0.3] },
  ],
];

const grid = [-1e4, -60, -8, -3.5, -2.3, -1.2, -0.7, -0.4, -0.05, 0.05, 0.45, 0.9, 1.6, 2.4, 3.7, 6.5, 60, 1e4];

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  describe.each(rows)('%s', (_, { f, at, kinks = [] }) => {
    it('has its values from -1e4 to 1e4, in the shape of its argument, and leaves no tensor behind', () => {
      const x = tf.tensor(grid, [3, 6]);
      const before = tf.memory().numTensors;
      const y = f(x);
      expect(tf.memory().numTensors).toBe(y === x ? before : before + 1);
      expect(y.shape).toEqual([3, 6]);
      y.dataSync().forEach((value, i) => {
        const expected = at(grid[i] ?? NaN);
        // Near -∞ some formulas subtract numbers of the size of x.
        const tolerance = 2e-6 * Math.max(1, Math.abs(expected)) + 5e-8 * Math.abs(grid[i] ?? 0);
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance);
      });
      tf.dispose([x, y]);
    });

    it('has the gradient that finite differences give', () => {
      const x = tf.tensor(grid);
      const before = tf.memory().numTensors;
      const { value, gradients } = valueAndGradients(() => tf.sum(f(x)), [x]);
      const [gradient] = gradients;
      expect(tf.memory().numTensors).toBe(before + 2);
      gradient?.dataSync().forEach((slope, i) => {
        const point = grid[i] ?? NaN;
        const step = 1e-4 * Math.max(1, Math.abs(point) / 100);
        if (kinks.some((kink) => Math.abs(kink - point) < 2 * step)) return;
        const expected = (at(point + step) - at(point - step)) / (2 * step);
        expect(Math.abs(slope - expected)).toBeLessThanOrEqual(2e-5 * Math.max(1, Math.abs(expected)));
      });
      tf.dispose([x, value, gradients[0] ?? value]);
    });
  });

  it.each<[string, (x: Tensor) => Tensor, [number, number]]>([
    ['relu', a.relu, [0, 0]],
    ['leakyRelu', a.leakyRelu, [0, 1]],
    ['relu6', a.relu6, [0, 0]],
    ['relu6', a.relu6, [6, 0]],
    ['elu', (x) => a.elu(x, 0.5), [0, 0.5]],
    ['selu', a.selu, [0, 1.7580993]],
    ['hardSigmoid', a.hardSigmoid, [3, 0]],
    ['hardSigmoid', a.hardSigmoid, [-3, 0]],
    ['hardTanh', a.hardTanh, [1, 1]],
    ['softShrink', a.softShrink, [0.5, 0]],
    ['hardShrink', a.hardShrink, [0.5, 0]],
    ['sparsePlus', a.sparsePlus, [1, 1]],
    ['softsign', a.softsign, [0, 1]],
  ])('the slope of %s at its kink is that of Keras', (_, f, [point, slope]) => {
    const x = tf.scalar(point);
    const { value, gradients } = valueAndGradients(() => f(x), [x]);
    expect(gradients[0]?.dataSync()[0]).toBeCloseTo(slope, 5);
    tf.dispose([x, value, gradients[0] ?? value]);
  });
});

it('exponential is its own derivative', async () => {
  await tf.setBackend('cpu');
  const x = tf.tensor([-1e4, -1, 0, 2]);
  const { value, gradients } = valueAndGradients(() => tf.sum(a.exponential(x)), [x]);
  const expected = [0, 0.36787944, 1, 7.3890561];
  gradients[0]?.dataSync().forEach((slope, i) => expect(slope).toBeCloseTo(expected[i] ?? NaN, 5));
  expect(value.dataSync()[0]).toBeCloseTo(8.75693554, 5);
  tf.dispose([x, value, gradients[0] ?? value]);
});

it('the other names are the same functions', () => {
  expect(a.swish).toBe(a.silu);
  expect(a.hardSwish).toBe(a.hardSilu);
});
