import * as tf from '@tensorflow/tfjs-core';
import { dirtyHeap, expectValues, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

type Numbers = ArrayLike<number>;

const at = (values: Numbers, i: number): number => values[i] ?? NaN;
const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('AdafactorUpdate', () => {
  const attrs = { learningRate: 0.1, kept: 0.7, epsilon1: 1e-3, epsilon2: 0.01, clipThreshold: 0.5 };
  type Values = Record<'variable' | 'velocity' | 'row' | 'column' | 'gradient', Float32Array>;

  /** What the variable, the rows and the columns become, in double precision. */
  function reference(values: Values, shape: readonly number[]): { w: number[]; v: number[]; r: number[]; c: number[] } {
    const { variable, velocity, gradient } = values;
    const squares = Array.from(gradient, (g) => g * g + 1e-3);
    const r = Array.from(values.row, (old) => 0.7 * old);
    const c = Array.from(values.column, (old) => 0.7 * old);
    let v = squares.map((square, i) => 0.7 * at(velocity, i) + 0.3 * square);
    if (shape.length > 1) {
      const [height = 1, width = 1] = shape.slice(-2);
      const place = (i: number): [row: number, column: number, matrix: number] => {
        const matrix = Math.floor(i / (height * width));
        return [Math.floor(i / width), matrix * width + (i % width), matrix];
      };
      squares.forEach((square, i) => {
        const [row, column] = place(i);
        r[row] = at(r, row) + (0.3 * square) / width;
        c[column] = at(c, column) + (0.3 * square) / height;
      });
      v = squares.map((_, i) => {
        const [row, column, matrix] = place(i);
        const own = r.slice(matrix * height, (matrix + 1) * height);
        return (at(r, row) / (own.reduce((sum, x) => sum + x, 0) / height)) * at(c, column);
      });
    }
    const step = v.map((square, i) => at(gradient, i) / Math.sqrt(square));
    const rate = (0.1 * Math.max(0.01, rms([...variable]))) / Math.max(1, rms(step) / 0.5);
    return { w: step.map((s, i) => at(variable, i) - rate * s), v, r, c };
  }

  it('leaves alone what has no gradient in its row and its column', () => {
    tf.tidy(() => {
      const [variable, velocity] = [tf.ones([5, 6]), tf.zeros([5, 6])];
      const gradient = tf.tensor([1, ...Array<number>(29).fill(0)], [5, 6]);
      const slots = { row: tf.zeros([5]), column: tf.zeros([6]) };
      runAll('AdafactorUpdate', { variable, velocity, gradient, ...slots }, { ...attrs, kept: 0, epsilon1: 1e-30 });
      const [first = NaN, ...rest] = variable.dataSync();
      expect(first).toBeLessThan(1);
      expect(rest).toEqual(Array(29).fill(1));
      expect(velocity.dataSync().every((value) => value > 0)).toBe(true);
    });
  });

  it.each([[[1]], [[7]], [[2500]], [[1, 1]], [[3, 5]], [[8, 4]], [[40, 61]], [[2, 3, 5]], [[3, 3, 1, 8]]])(
    'of shape %j',
    (shape) => {
      dirtyHeap();
      tf.tidy(() => {
        const random = new Random(shape.length);
        const rowShape = shape.length > 1 ? shape.slice(0, -1) : [0];
        const columnShape = shape.length > 1 ? [...shape.slice(0, -2), ...shape.slice(-1)] : [0];
        const positive = (of: number[]): Float32Array => random.values(tf.util.sizeFromShape(of)).map(Math.abs);
        const values: Values = {
          variable: random.values(tf.util.sizeFromShape(shape)),
          velocity: positive(shape),
          row: positive(rowShape),
          column: positive(columnShape),
          gradient: random.values(tf.util.sizeFromShape(shape)),
        };
        const slots = { row: tf.tensor(values.row, rowShape), column: tf.tensor(values.column, columnShape) };
        const inputs = {
          variable: tf.tensor(values.variable, shape),
          velocity: tf.tensor(values.velocity, shape),
          gradient: tf.tensor(values.gradient, shape),
        };
        const before = tf.memory().numTensors;
        runAll('AdafactorUpdate', shape.length > 1 ? { ...inputs, ...slots } : inputs, attrs);
        expect(tf.memory().numTensors).toBe(before);
        const { w, v, r, c } = reference(values, shape);
        expectValues(inputs.variable, w, 1e-6);
        expectValues(inputs.velocity, v, 1e-6);
        if (shape.length < 2) return;
        expectValues(slots.row, r, 1e-6);
        expectValues(slots.column, c, 1e-6);
      });
    },
  );

  it('refuses a matrix without its rows', () => {
    tf.tidy(() => {
      const inputs = { variable: tf.ones([2, 3]), velocity: tf.ones([2, 3]), gradient: tf.ones([2, 3]) };
      expect(() => runAll('AdafactorUpdate', inputs, attrs)).toThrow(
        'adafactorUpdate: expected `row` to hold 2 float32 values like `variable`. Received: nothing',
      );
    });
  });
});

describe('MuonUpdate', () => {
  type Matrix = number[][];
  const product = (a: Matrix, b: Matrix): Matrix =>
    a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((total, value, k) => total + value * at(b[k] ?? [], j), 0)));
  const transposed = (a: Matrix): Matrix => (a[0] ?? []).map((_, j) => a.map((row) => at(row, j)));
  const scaled = (p: number, a: Matrix): Matrix => a.map((row) => row.map((value) => p * value));
  const sum = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((value, j) => value + at(b[i] ?? [], j)));

  function orthogonal(direction: Matrix, steps: number): Matrix {
    const length = Math.hypot(...direction.flat());
    let x = direction.map((row) => row.map((value) => value / (length + 1e-7)));
    for (let i = 0; i < steps; i++) {
      const s = product(x, transposed(x));
      x = sum(scaled(3.4445, x), product(sum(scaled(-4.775, s), scaled(2.0315, product(s, s))), x));
    }
    return x;
  }

  it.each([
    [[1, 1], true],
    [[3, 5], true],
    [[5, 3], false],
    [[24, 70], true],
    [[70, 24], true],
    [[33, 33], false],
  ])('of shape %j, nesterov %s', (shape, nesterov) => {
    dirtyHeap();
    tf.tidy(() => {
      const random = new Random(9);
      const [variable, momentum, gradient] = [0, 1, 2].map(() => random.tensor(shape)) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const [w, m, g] = [variable, momentum, gradient].map((tensor) => tensor.arraySync()) as [Matrix, Matrix, Matrix];
      const attrs = { learningRate: 0.1, momentum: 0.9, nesterov, steps: 5, coefficients: [3.4445, -4.775, 2.0315] };
      const before = tf.memory();
      runAll('MuonUpdate', { variable, momentum, gradient }, attrs);
      expect(tf.memory().numTensors).toBe(before.numTensors);
      const mean = sum(scaled(0.9, m), g);
      const direction = nesterov ? sum(g, scaled(0.9, mean)) : mean;
      const step = orthogonal(direction, 5);
      expectValues(momentum, mean.flat(), 1e-6);
      expectValues(variable, sum(w, scaled(-0.1, step)).flat(), 1e-5);
    });
  });
});
