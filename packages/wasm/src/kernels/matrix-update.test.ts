import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { content, draw, extent, shape, type Content } from '../testing/arbitraries.ts';
import { dirtyHeap, expectRelative, expectValues, largest, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

type Numbers = ArrayLike<number>;

const at = (values: Numbers, i: number): number => values[i] ?? NaN;
const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('AdafactorUpdate', () => {
  const attrs = { learningRate: 0.1, kept: 0.7, epsilon1: 1e-3, epsilon2: 0.01, clipThreshold: 0.5 };
  type Values = Record<'variable' | 'velocity' | 'row' | 'column' | 'gradient', number[]>;

  /** What the variable, the rows and the columns become, in double precision. */
  function reference(
    values: Values,
    shape: readonly number[],
    { learningRate, kept, epsilon1, epsilon2, clipThreshold }: typeof attrs,
  ): { w: number[]; v: number[]; r: number[]; c: number[] } {
    const { variable, velocity, gradient } = values;
    const squares = gradient.map((g) => g * g + epsilon1);
    const r = values.row.map((old) => kept * old);
    const c = values.column.map((old) => kept * old);
    let v = squares.map((square, i) => kept * at(velocity, i) + (1 - kept) * square);
    if (shape.length > 1) {
      const [height = 1, width = 1] = shape.slice(-2);
      const place = (i: number): [row: number, column: number, matrix: number] => {
        const matrix = Math.floor(i / (height * width));
        return [Math.floor(i / width), matrix * width + (i % width), matrix];
      };
      squares.forEach((square, i) => {
        const [row, column] = place(i);
        r[row] = at(r, row) + ((1 - kept) * square) / width;
        c[column] = at(c, column) + ((1 - kept) * square) / height;
      });
      v = squares.map((_, i) => {
        const [row, column, matrix] = place(i);
        const own = r.slice(matrix * height, (matrix + 1) * height);
        return (at(r, row) / (own.reduce((sum, x) => sum + x, 0) / height)) * at(c, column);
      });
    }
    const step = v.map((square, i) => at(gradient, i) / Math.sqrt(square));
    const rate = (learningRate * Math.max(epsilon2, rms(variable))) / Math.max(1, rms(step) / clipThreshold);
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

  const check = (
    of: number[],
    numbers: typeof attrs,
    { kind, isFirst, seed }: { kind: Content; isFirst: boolean; seed: number },
  ): void => {
    dirtyHeap();
    tf.tidy(() => {
      const random = new Random(seed);
      const rowShape = of.length > 1 ? of.slice(0, -1) : [0];
      const columnShape = of.length > 1 ? [...of.slice(0, -2), ...of.slice(-1)] : [0];
      const positive = (size: number[]): number[] =>
        draw(random, tf.util.sizeFromShape(size), isFirst ? 'zeros' : 'random').map(Math.abs);
      const values: Values = {
        variable: draw(random, tf.util.sizeFromShape(of)),
        velocity: positive(of),
        row: positive(rowShape),
        column: positive(columnShape),
        gradient: draw(random, tf.util.sizeFromShape(of), kind),
      };
      const slots = { row: tf.tensor(values.row, rowShape), column: tf.tensor(values.column, columnShape) };
      const inputs = {
        variable: tf.tensor(values.variable, of),
        velocity: tf.tensor(values.velocity, of),
        gradient: tf.tensor(values.gradient, of),
      };
      const before = tf.memory().numTensors;
      runAll('AdafactorUpdate', of.length > 1 ? { ...inputs, ...slots } : inputs, numbers);
      expect(tf.memory().numTensors).toBe(before);
      const { w, v, r, c } = reference(values, of, numbers);
      expectRelative(inputs.variable, w, largest(values.variable));
      expectRelative(inputs.velocity, v);
      if (of.length < 2) return;
      expectRelative(slots.row, r);
      expectRelative(slots.column, c);
    });
  };

  it('of any shape', () => {
    const numbers = fc.record({
      learningRate: fc.constantFrom(0.001, 0.1),
      // None at the first step, almost all of them after many.
      kept: fc.constantFrom(0, 0.7, 0.99, 0.9999),
      epsilon1: fc.constantFrom(1e-3, 1e-12),
      epsilon2: fc.constantFrom(1e-3, 0.1),
      clipThreshold: fc.constantFrom(0.5, 1, 100),
    });
    const state = fc.record({ kind: content, isFirst: fc.boolean(), seed: fc.nat() });
    fc.assert(fc.property(shape({ least: 1, most: 4, max: 9 }), numbers, state, check), { numRuns: 60, seed: 1 });
  });

  it('of more values than one block', () => {
    check([2500], attrs, { kind: 'random', isFirst: false, seed: 1 });
    check([40, 61], attrs, { kind: 'random', isFirst: false, seed: 2 });
  });

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

  const check = (
    [rows, columns]: [number, number],
    { nesterov, momentum: kept, steps }: { nesterov: boolean; momentum: number; steps: number },
    { kind, seed }: { kind: Content; seed: number },
  ): void => {
    dirtyHeap();
    tf.tidy(() => {
      const random = new Random(seed);
      const make = (of: Content): tf.Tensor => tf.tensor2d(draw(random, rows * columns, of), [rows, columns]);
      const [variable, momentum, gradient] = [make('random'), make('random'), make(kind)];
      const [w, m, g] = [variable, momentum, gradient].map((tensor) => tensor.arraySync()) as [Matrix, Matrix, Matrix];
      const attrs = { learningRate: 0.1, momentum: kept, nesterov, steps, coefficients: [3.4445, -4.775, 2.0315] };
      const before = tf.memory();
      runAll('MuonUpdate', { variable, momentum, gradient }, attrs);
      expect(tf.memory().numTensors).toBe(before.numTensors);
      const mean = sum(scaled(kept, m), g);
      const direction = nesterov ? sum(g, scaled(kept, mean)) : mean;
      const step = orthogonal(direction, steps);
      expectRelative(momentum, mean.flat(), 1);
      expectValues(variable, sum(w, scaled(-0.1, step)).flat(), 1e-5);
    });
  };

  it('of any shape', () => {
    const numbers = fc.record({
      nesterov: fc.boolean(),
      momentum: fc.constantFrom(0, 0.5, 0.95),
      steps: fc.constantFrom(1, 3, 5),
    });
    const state = fc.record({ kind: content, seed: fc.nat() });
    fc.assert(fc.property(fc.tuple(extent(13), extent(13)), numbers, state, check), { numRuns: 25, seed: 2 });
  });

  it('of wide, tall and square matrices of more than one tile', () => {
    const numbers = { nesterov: true, momentum: 0.9, steps: 5 };
    check([24, 70], numbers, { kind: 'random', seed: 9 });
    check([70, 24], numbers, { kind: 'random', seed: 9 });
    check([33, 33], { ...numbers, nesterov: false }, { kind: 'random', seed: 9 });
  });
});
