// Sums of many values: what an error that grows with their number would show.
import * as tf from '@tensorflow/tfjs-core';
import { difference, dirtyHeap, run, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

/** What of a sum of so many values may be lost: a few roundings of the result. */
const EXACT = 1e-6;

const ROWS = 120_000;

/** Values far from 0, whose sum in single precision drifts. */
function far(size: number, { offset = 10_000, spread = 1 } = {}): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => offset + spread * Math.sin(1.1 * i));
}

function sum(values: ArrayLike<number>, f: (value: number, i: number) => number = (value) => value): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += f(values[i] ?? 0, i);
  return total;
}

/** Sums of each of `columns`. */
function columnSums(
  values: ArrayLike<number>,
  columns: number,
  f = (value: number, _: number): number => value,
): number[] {
  const totals = Array.from({ length: columns }, () => 0);
  for (let i = 0; i < values.length; i++) totals[i % columns] = (totals[i % columns] ?? 0) + f(values[i] ?? 0, i);
  return totals;
}

/** Runs kernels on a heap that is not clean and takes their results along. */
function expectExact(results: () => readonly [tf.Tensor, ArrayLike<number>][], tolerance = EXACT): void {
  dirtyHeap();
  tf.tidy(() => {
    for (const [actual, expected] of results()) expect(difference(actual.dataSync(), expected)).toBeLessThan(tolerance);
  });
}

it('a mean over 2^24 elements', () => {
  const x = tf.fill([2 ** 24], 0.1);
  expectExact(() => [[run('Mean', { x }, { axis: [0] }), [Math.fround(0.1)]]]);
  x.dispose();
});

it.each([1, 3, 4, 17])('sums and means of %i columns and of rows', (columns) => {
  const values = far(ROWS * columns);
  const sums = columnSums(values, columns);
  expectExact(() => [
    [run('Sum', { x: tf.tensor(values, [ROWS, columns]) }, { axis: [0] }), sums],
    [run('Mean', { x: tf.tensor(values, [ROWS, columns]) }, { axis: [0] }), sums.map((total) => total / ROWS)],
    [run('Sum', { x: tf.tensor(values) }, { axis: [0] }), [sum(values)]],
  ]);
});

it('the mean of whole numbers and of truth values', () => {
  const values = Int32Array.from({ length: 1 << 22 }, (_, i) => 1000 + (i % 7));
  expectExact(() => [
    [run('Mean', { x: tf.tensor(values, [values.length], 'int32') }, { axis: [0] }), [sum(values) / values.length]],
    [run('Mean', { x: tf.fill([1 << 25], 1, 'bool') }, { axis: [0] }), [1]],
  ]);
});

it.each([1, 3, 8])('moments and gradients of a batch of %i columns', (columns) => {
  const values = far(ROWS * columns);
  const gradient = far(ROWS * columns, { offset: 0.3, spread: 0.1 });
  const means = columnSums(values, columns).map((total) => total / ROWS);
  const mean = (i: number): number => means[i % columns] ?? 0;
  const variances = columnSums(values, columns, (value, i) => (value - mean(i)) ** 2).map((total) => total / ROWS);
  const dots = columnSums(gradient, columns, (g, i) => g * ((values[i] ?? 0) - mean(i)));
  expectExact(() => {
    const x = tf.tensor(values, [ROWS, columns]);
    const [, m, v] = runAll('BatchNormalization', { x }, { epsilon: 0 });
    if (!m || !v) throw new Error('expected three results');
    const inputs = { dy: tf.tensor(gradient, [ROWS, columns]), x, mean: m, variance: v };
    const [, , dBeta] = runAll('BatchNormalizationGrad', inputs, { epsilon: 0 });
    return [
      [m, means],
      [dBeta ?? m, columnSums(gradient, columns)],
    ];
  });
  // The means are floats, so distances to them are known to a thousandth.
  expectExact(() => {
    const x = tf.tensor(values, [ROWS, columns]);
    const [, m, v] = runAll('BatchNormalization', { x }, { epsilon: 0 });
    if (!m || !v) throw new Error('expected three results');
    const inputs = { dy: tf.tensor(gradient, [ROWS, columns]), x, mean: m, variance: v };
    const [, dGamma] = runAll('BatchNormalizationGrad', inputs, { epsilon: 0 });
    const largest = ROWS * 0.3;
    const scaled = (numbers: ArrayLike<number>): number[] => Array.from(numbers, (value) => value / largest);
    const expected = dots.map((dot, i) => dot / Math.sqrt(variances[i] ?? 1));
    return [
      [v, variances],
      [tf.tensor([...scaled(dGamma?.dataSync() ?? []), 1]), [...scaled(expected), 1]],
    ];
  }, 2e-3);
});

it('long rows that are normalised', () => {
  const values = far(2 * ROWS, { offset: 100.5, spread: 0.5 });
  const normal = (from: number): number[] => {
    const row = values.subarray(from, from + ROWS);
    const mean = sum(row) / ROWS;
    const deviation = Math.sqrt(sum(row, (value) => (value - mean) ** 2) / ROWS);
    return Array.from(row, (value) => (value - mean) / deviation);
  };
  const expected = [...normal(0), ...normal(ROWS)];
  expectExact(() => {
    const x = tf.tensor(values, [2, ROWS]);
    const image = tf.tensor(values, [2, ROWS / 4, 4]);
    const [layer, group] = [
      runAll('LayerNormalization', { x }, { epsilon: 0 })[0],
      runAll('GroupNormalization', { x: image }, { groups: 1, epsilon: 0 })[0],
    ];
    return [
      [layer ?? x, expected],
      [group ?? x, expected],
    ];
  }, 2e-5);
});

it('gradients of bias, gamma and beta over many rows', () => {
  const columns = 6;
  const gradient = far(ROWS * columns, { offset: 0.3, spread: 0.1 });
  const sums = columnSums(gradient, columns);
  expectExact(() => {
    const dy = tf.tensor(gradient, [ROWS, columns]);
    const [mean, scale] = [tf.zeros([ROWS]), tf.ones([ROWS])];
    const ones = tf.ones([ROWS, columns]);
    const [, dBias] = runAll('BiasActivationGrad', { dy, y: ones }, { activation: 'relu' });
    const [, dGamma, dBeta] = runAll('LayerNormalizationGrad', { dy, x: ones, mean, scale });
    const image = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [3, ROWS / 3, columns]);
    const groups = { dy: image(dy), x: image(ones), mean: tf.zeros([3, 2]), scale: tf.ones([3, 2]) };
    const [, gGamma, gBeta] = runAll('GroupNormalizationGrad', groups, { groups: 2 });
    return [dBias, dGamma, dBeta, gGamma, gBeta].map((found) => [found ?? dy, sums] as const);
  });
});

it('softmax and its losses over many classes', () => {
  const classes = 1 << 20;
  const flat = Math.log(classes);
  expectExact(() => {
    const logits = tf.fill([1, classes], 3.7);
    const even = tf.fill([1, classes], 1 / classes);
    return [
      [tf.mul(run('Softmax', { logits }, { dim: 1 }), classes), new Float32Array(classes).fill(1)],
      [run('LogSoftmax', { logits }, { axis: 1 }), new Float32Array(classes).fill(-flat)],
      [runAll('SoftmaxCrossEntropy', { logits, labels: even })[0] ?? even, [flat]],
      [run('SoftmaxGrad', { dy: logits, y: even }), new Float32Array(classes)],
    ];
  }, 5e-6);
});

it('products over many rows, and gradients of filters over many pixels', () => {
  const [left, right] = [far(ROWS * 3, { offset: 0.7, spread: 0.2 }), far(ROWS * 5, { offset: 0.3, spread: 0.1 })];
  const product = Array.from({ length: 15 }, () => 0);
  for (let row = 0; row < ROWS; row++) {
    for (let i = 0; i < 15; i++) {
      product[i] = (product[i] ?? 0) + (left[row * 3 + Math.floor(i / 5)] ?? 0) * (right[row * 5 + (i % 5)] ?? 0);
    }
  }
  const pixels = { strides: 1, pad: 'valid', dilations: 1, filterShape: [1, 1, 3, 5] };
  expectExact(() => {
    const [a, b] = [tf.tensor(left, [ROWS, 3]), tf.tensor(right, [ROWS, 5])];
    const x = tf.reshape(a, [3, ROWS / 300, 100, 3]);
    const dy = tf.reshape(b, [3, ROWS / 300, 100, 5]);
    const options = { transposeA: true, transposeB: false };
    const bias = tf.tensor([-1e9, 0, 0, 0, 0]);
    return [
      [run('BatchMatMul', { a, b }, options), product],
      [
        run('_FusedMatMul', { a, b, bias }, { ...options, activation: 'relu' }),
        product.map((value, i) => (i % 5 === 0 ? 0 : value)),
      ],
      [tf.einsum('ni,nj->ij', a, b), product],
      [run('Conv2DBackpropFilter', { x, dy }, pixels), product],
    ];
  }, 3e-6);
});

it('filters of depthwise convolutions, Winograd convolutions and dilations over many pixels', () => {
  const size = 640;
  const inner = size * size;
  expectExact(() => {
    const x = tf.fill([1, size, size, 8], 0.1);
    const dy = tf.fill([1, size, size, 8], 0.3);
    const one = { strides: 1, pad: 'valid', dilations: 1 };
    const total = inner * Math.fround(0.1) * Math.fround(0.3);
    const depthwise = run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...one, filterShape: [1, 1, 8, 1] });
    const same = { ...one, pad: 'same', filterShape: [3, 3, 8, 8] };
    const winograd = tf.slice(run('Conv2DBackpropFilter', { x, dy }, same), [1, 1], [1, 1]);
    const filter = tf.zeros([1, 1, 8]);
    const dilation = run('Dilation2DBackpropFilter', { x, filter, dy }, one);
    return [
      [depthwise, new Array<number>(8).fill(total)],
      [winograd, new Array<number>(64).fill(total)],
      [dilation, new Array<number>(8).fill(inner * Math.fround(0.3))],
    ];
  }, 3e-6);
});

it('pooling over a large window', () => {
  expectExact(() => {
    const x = tf.fill([1, 500, 500, 5], 0.1);
    const window = { filterSize: 500, strides: 1, pad: 'valid' };
    return [[run('AvgPool', { x }, window), new Array<number>(5).fill(Math.fround(0.1))]];
  }, 2e-6);
});

it.each([1, 3, 9])('segments of many rows of %i values, beside short ones', (width) => {
  const ids = Int32Array.from({ length: ROWS }, (_, i) => (i % 3 === 0 ? i % 50 : 7));
  const values = far(ROWS * width);
  const expected = Array.from({ length: 50 * width }, () => 0);
  values.forEach((value, i) => {
    const at = (ids[Math.floor(i / width)] ?? 0) * width + (i % width);
    expected[at] = (expected[at] ?? 0) + value;
  });
  expectExact(() => {
    const x = tf.tensor(values, [ROWS, width]);
    return [[run('UnsortedSegmentSum', { x, segmentIds: tf.tensor(ids) }, { numSegments: 50 }), expected]];
  });
});

it.each([1, 6])('running sums of %i columns', (columns) => {
  const values = far(ROWS * columns, { offset: 0.1, spread: 0.01 });
  const running = new Float64Array(values.length);
  values.forEach((value, i) => (running[i] = value + (i < columns ? 0 : (running[i - columns] ?? 0))));
  const totals = running.subarray(-columns);
  const x = tf.tensor(values, [ROWS, columns]);
  for (const exclusive of [false, true]) {
    for (const reverse of [false, true]) {
      const expected = Array.from(running, (value, i) => {
        const before = value - (values[i] ?? 0);
        if (!reverse) return exclusive ? before : value;
        return (totals[i % columns] ?? 0) - (exclusive ? value : before);
      });
      expectExact(() => [[run('Cumsum', { x }, { axis: 0, exclusive, reverse }), expected]]);
    }
  }
  x.dispose();
});
