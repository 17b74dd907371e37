import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { ArgumentError, ShapeError, UnknownNameError, valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { getRegularizer, serializeRegularizer, type RegularizerLike } from './get.ts';
import { L1, L1L2, L2, OrthogonalRegularizer, type Regularizer } from './index.ts';

const matrix = [3, -4, 0, 0, 6, -8];
const signs = [1, -1, 0, 0, 1, -1];

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
    await tf.ready();
  });

  it.each<[Regularizer, { penalty: number; slopes: number[] }]>([
    [new L1(), { penalty: 0.21, slopes: signs.map((s) => 0.01 * s) }],
    [new L1({ l1: 2 }), { penalty: 42, slopes: signs.map((s) => 2 * s) }],
    [new L2(), { penalty: 1.25, slopes: matrix.map((x) => 0.02 * x) }],
    [new L2({ l2: 0.1 }), { penalty: 12.5, slopes: matrix.map((x) => 0.2 * x) }],
    [new L1L2(), { penalty: 0, slopes: [0, 0, 0, 0, 0, 0] }],
    [new L1L2({ l1: 1, l2: 2 }), { penalty: 271, slopes: matrix.map((x, i) => (signs[i] ?? 0) + 4 * x) }],
  ])('%p', (regularizer, { penalty, slopes }) => {
    const before = tf.memory().numTensors;
    const x = tf.tensor(matrix, [2, 3]);
    const { value, gradients } = valueAndGradients(() => regularizer.call(x), [x]);
    expect(value.shape).toEqual([]);
    expect(value.dataSync()[0]).toBeCloseTo(penalty, 4);
    gradients[0]?.dataSync().forEach((slope, i) => expect(slope).toBeCloseTo(slopes[i] ?? NaN, 5));
    tf.dispose([value, gradients[0] ?? value]);
    const alone = regularizer.call(x);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose([x, alone]);
  });

  it('the angles between rows or columns', () => {
    // Rows (3, -4, 0) and (0, 6, -8): cos = -24 / (5 · 10). Columns: cos = -24 / (3 · √52), 0 and -48 / (√52 · 8).
    const x = tf.tensor(matrix, [2, 3]);
    const rows = new OrthogonalRegularizer({ factor: 1 });
    const columns = new OrthogonalRegularizer({ factor: 3, mode: 'columns' });
    const before = tf.memory().numTensors;
    const [ofRows, ofColumns] = [rows.call(x), columns.call(x)];
    expect(tf.memory().numTensors).toBe(before + 2);
    expect(ofRows.dataSync()[0]).toBeCloseTo(0.48, 5);
    expect(ofColumns.dataSync()[0]).toBeCloseTo((4 + 6) / Math.sqrt(52), 5);
    tf.dispose([x, ofRows, ofColumns]);
  });

  it('the gradient of the angles is that of finite differences', () => {
    const values = [0.5, -1.2, 0.8, 2, 0.3, -0.7];
    const penalty = (entries: number[]): number =>
      tf.tidy(() => new OrthogonalRegularizer({ factor: 1 }).call(tf.tensor(entries, [3, 2])).dataSync()[0] ?? NaN);
    const x = tf.tensor(values, [3, 2]);
    const { value, gradients } = valueAndGradients(() => new OrthogonalRegularizer({ factor: 1 }).call(x), [x]);
    gradients[0]?.dataSync().forEach((slope, i) => {
      const moved = (by: number): number[] => values.map((v, k) => (k === i ? v + by : v));
      expect(slope).toBeCloseTo((penalty(moved(1e-2)) - penalty(moved(-1e-2))) / 2e-2, 2);
    });
    tf.dispose([x, value, gradients[0] ?? value]);
  });

  it('one row alone, and rows of zeros, cost nothing', () => {
    for (const shape of [
      [1, 4],
      [3, 4],
    ]) {
      const x = shape[0] === 1 ? tf.ones(shape) : tf.zeros(shape);
      const penalty = new OrthogonalRegularizer().call(x);
      expect(penalty.dataSync()[0]).toBe(0);
      tf.dispose([x, penalty]);
    }
  });
});

it.each([
  ['l1', 'L1', { l1: 0.01 }],
  ['L2', 'L2', { l2: 0.01 }],
  ['l1_l2', 'L1L2', { l1: 0, l2: 0 }],
  ['l1L2', 'L1L2', { l1: 0, l2: 0 }],
  ['orthogonalRegularizer', 'OrthogonalRegularizer', { factor: 0.01, mode: 'rows' }],
  ['orthogonal_regularizer', 'OrthogonalRegularizer', { factor: 0.01, mode: 'rows' }],
])('%s is %s, and survives a round trip', (name, className, config) => {
  const serialized = serializeRegularizer(getRegularizer(name as RegularizerLike));
  expect(serialized).toEqual({ className, config });
  expect(serializeRegularizer(getRegularizer(serialized))).toEqual(serialized);
});

it('null is none, a Python None inside a configuration the default', () => {
  expect(getRegularizer(null)).toBeNull();
  expect(getRegularizer(undefined)).toBeNull();
  expect(serializeRegularizer(null)).toBeNull();
  expect(new L1({ l1: null }).l1).toBe(0.01);
  expect(new L1L2({ l1: null, l2: 3 }).getConfig()).toEqual({ l1: 0, l2: 3 });
});

it('takes a function', async () => {
  await tf.setBackend('cpu');
  const x = tf.tensor([1, 2]);
  const penalty = getRegularizer((weight) => tf.sum(weight))?.call(x);
  expect(penalty?.dataSync()[0]).toBe(3);
  tf.dispose([x, penalty ?? x]);
});

it.each([-1, NaN, Infinity, '1', {}, true])('refuses %p', (value) => {
  const bad = value as number;
  for (const make of [() => new L1({ l1: bad }), () => new L2({ l2: bad }), () => new L1L2({ l2: bad })])
    expect(make).toThrow(ArgumentError);
  expect(() => new L1({ l1: bad })).toThrow('L1: expected `l1` to be');
  expect(() => new OrthogonalRegularizer({ factor: bad })).toThrow('OrthogonalRegularizer: expected `factor` to be');
  expect(() => new OrthogonalRegularizer({ mode: value as 'rows' })).toThrow("to be one of 'rows', 'columns'");
});

it('refuses what is no matrix, and unknown names', async () => {
  await tf.setBackend('cpu');
  const x = tf.ones([2, 2, 2]);
  expect(() => new OrthogonalRegularizer().call(x)).toThrow(ShapeError);
  expect(() => getRegularizer('l3' as RegularizerLike)).toThrow(UnknownNameError);
  expect(() => getRegularizer(3 as unknown as RegularizerLike)).toThrow(ArgumentError);
  x.dispose();
});
