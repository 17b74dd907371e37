import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { content, draw, extent, type Content } from '../testing/arbitraries.ts';
import {
  dirtyHeap,
  expectRelative,
  expectValues,
  largest,
  Random,
  run,
  runAll,
  startBackend,
} from '../testing/harness.ts';

beforeAll(startBackend);

type Values = Record<string, number[]>;

interface Sizes {
  batch: number;
  steps: number;
  inputs: number;
  units: number;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** row · matrix + bias, the matrix with `width` columns. */
function product(row: number[], matrix: number[], bias: number[]): number[] {
  const width = bias.length;
  return bias.map((start, j) => row.reduce((sum, value, i) => sum + value * (matrix[i * width + j] ?? 0), start));
}

const part = (values: number[], size: number, index: number): number[] =>
  values.slice(index * size, (index + 1) * size);

const sum = (a: number[], b: number[]): number[] => a.map((value, i) => value + (b[i] ?? 0));

interface State {
  h: number[];
  c: number[];
}

/** A step of one row in double precision. */
type Cell = (v: Values, x: number[], state: State) => State;

const cells: Record<string, { gates: number; biases: number; cell: Cell }> = {
  SimpleRnn: {
    gates: 1,
    biases: 1,
    cell: ({ kernel = [], recurrentKernel = [], bias = [] }, x, { h, c }) => ({
      h: sum(
        product(x, kernel, bias),
        product(
          h,
          recurrentKernel,
          bias.map(() => 0),
        ),
      ).map(Math.tanh),
      c,
    }),
  },
  Lstm: {
    gates: 4,
    biases: 1,
    cell: ({ kernel = [], recurrentKernel = [], bias = [] }, x, { h, c }) => {
      const z = sum(
        product(x, kernel, bias),
        product(
          h,
          recurrentKernel,
          bias.map(() => 0),
        ),
      );
      const gate = (index: number, f: (z: number) => number): number[] => part(z, h.length, index).map(f);
      const [i, f, g, o] = [gate(0, sigmoid), gate(1, sigmoid), gate(2, Math.tanh), gate(3, sigmoid)];
      const cell = c.map((value, u) => (f[u] ?? 0) * value + (i[u] ?? 0) * (g[u] ?? 0));
      return { h: cell.map((value, u) => (o[u] ?? 0) * Math.tanh(value)), c: cell };
    },
  },
  Gru: {
    gates: 3,
    biases: 2,
    cell: ({ kernel = [], recurrentKernel = [], bias = [] }, x, { h, c }) => {
      const width = bias.length / 2;
      const inner = product(x, kernel, part(bias, width, 0));
      const outer = product(h, recurrentKernel, part(bias, width, 1));
      return {
        h: h.map((before, u) => {
          const at = (values: number[], gate: number): number => values[gate * h.length + u] ?? 0;
          const z = sigmoid(at(inner, 0) + at(outer, 0));
          const r = sigmoid(at(inner, 1) + at(outer, 1));
          const g = Math.tanh(at(inner, 2) + r * at(outer, 2));
          return z * before + (1 - z) * g;
        }),
        c,
      };
    },
  },
};

/** All outputs [batch, steps, units] and the last cell states. */
function forward(name: string, { batch, steps, inputs, units }: Sizes, v: Values): { y: number[]; c: number[] } {
  const { cell } = cells[name] ?? { cell: (_: Values, __: number[], state: State) => state };
  const y: number[] = [];
  const last: number[] = [];
  for (let b = 0; b < batch; b++) {
    let state: State = { h: part(v['h0'] ?? [], units, b), c: part(v['c0'] ?? [], units, b) };
    for (let t = 0; t < steps; t++) {
      state = cell(v, part(v['x'] ?? [], inputs, b * steps + t), state);
      y.push(...state.h);
    }
    last.push(...state.c);
  }
  return { y, c: last };
}

const resultNames: Record<string, string[]> = {
  SimpleRnn: ['output', 'rows'],
  Lstm: ['output', 'cLast', 'rows', 'cells', 'gates'],
  Gru: ['output', 'rows', 'gates', 'recurrent'],
};

type Tensors = Record<string, tf.Tensor>;

/** The results of a sequence by name. */
function runSequence(name: string, inputs: Tensors, all: boolean): Tensors {
  const results = runAll(`${name}Sequence`, inputs, { all });
  return Object.fromEntries(results.map((result, i) => [resultNames[name]?.[i] ?? '', result]));
}

/** The gradients of a sequence by the name of the input. */
function runGradient(
  name: string,
  known: Tensors,
  { all, ...arriving }: { all: boolean; dOutput: tf.Tensor },
): Tensors {
  const [dSums, ...gradients] = runAll(`${name}SequenceGrad`, { ...known, ...arriving }, { all });
  const keys = ['kernel', 'recurrentKernel', 'bias', 'h0', 'c0'];
  const x = run('SequenceInputGrad', { dSums: dSums as tf.Tensor, kernel: known['kernel'] as tf.Tensor });
  return { x, ...Object.fromEntries(gradients.map((gradient, i) => [keys[i] ?? '', gradient])) };
}

interface Call extends Sizes {
  /** Whether all outputs are given and taken, or the last alone. */
  all: boolean;
  hasBias: boolean;
  /** Whether a gradient arrives at the last cell state. */
  hasLast: boolean;
  kind: Content;
  seed: number;
}

const calls: fc.Arbitrary<Call> = fc.record({
  batch: extent(7),
  steps: extent(6),
  inputs: extent(13),
  units: extent(13),
  all: fc.boolean(),
  hasBias: fc.boolean(),
  hasLast: fc.boolean(),
  kind: content,
  seed: fc.nat(),
});

const dot = (a: number[], b: number[]): number => a.reduce((total, value, i) => total + value * (b[i] ?? 0), 0);

describe.each(Object.keys(cells))('%sSequence', (name) => {
  const { gates, biases } = cells[name] ?? { gates: 1, biases: 1 };
  const isLstm = name === 'Lstm';

  const check = (call: Call): void => {
    const { batch, steps, inputs, units, all, hasBias, hasLast, kind, seed } = call;
    const random = new Random(seed);
    const shapes: Record<string, number[]> = {
      x: [batch, steps, inputs],
      kernel: [inputs, gates * units],
      recurrentKernel: [units, gates * units],
      bias: biases === 1 ? [gates * units] : [biases, gates * units],
      h0: [batch, units],
      ...(isLstm && { c0: [batch, units] }),
    };
    const like = (key: string): Content => (key === 'x' ? kind : key === 'bias' && !hasBias ? 'zeros' : 'random');
    const of = (shape: number[], key = ''): number[] => draw(random, tf.util.sizeFromShape(shape), like(key));
    const v: Values = Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, of(shape, key)]));
    const outputShape = all ? [batch, steps, units] : [batch, units];
    const [dy, dcLast] = [of(outputShape), of([batch, units])];
    const outputOf = (y: number[]): number[] =>
      all ? y : Array.from({ length: batch }, (_, b) => part(y, units, (b + 1) * steps - 1)).flat();
    const loss = (values: Values): number => {
      const { y, c } = forward(name, call, values);
      return dot(outputOf(y), dy) + (isLstm && hasLast ? dot(c, dcLast) : 0);
    };
    dirtyHeap();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const given = Object.entries(v).filter(([key]) => hasBias || key !== 'bias');
      const tensors = Object.fromEntries(given.map(([key, values]) => [key, tf.tensor(values, shapes[key])]));
      const results = runSequence(name, tensors, all);
      const { y, c } = forward(name, call, v);
      expect(results['output']?.shape).toEqual(outputShape);
      expectValues(results['output'] as tf.Tensor, outputOf(y));
      if (isLstm) expectValues(results['cLast'] as tf.Tensor, c);
      const arriving = {
        all,
        dOutput: tf.tensor(dy, outputShape),
        ...(isLstm && hasLast && { dcLast: tf.tensor(dcLast, [batch, units]) }),
      };
      const gradients = runGradient(name, { ...tensors, ...results }, arriving);
      const step = 1e-5;
      Object.keys(shapes).forEach((key) => {
        const values = v[key] ?? [];
        const at = (index: number, change: number): number =>
          loss({ ...v, [key]: values.map((value, i) => (i === index ? value + change : value)) });
        const gradient = gradients[key];
        if (!gradient) throw new Error(`No gradient of ${key}`);
        expect(gradient.shape).toEqual(shapes[key]);
        const actual = gradient.dataSync();
        expect(actual.every(Number.isFinite)).toBe(true);
        // A few places tell enough where there are many.
        const places = Array.from({ length: Math.min(actual.length, 12) }, (_, i) => (i * 131) % actual.length);
        const slopes = places.map((place) => (at(place, step) - at(place, -step)) / (2 * step));
        // What sums of x may cancel to is as exact as x.
        expectRelative(
          tf.tensor(places.map((place) => actual[place] ?? NaN)),
          slopes,
          Math.max(1, largest(v['x'] ?? [])),
        );
      });
    });
    expect(tf.memory().numTensors).toBe(before);
  };

  it('forward and backward of any sizes', () => {
    fc.assert(fc.property(calls, check), { numRuns: 25, seed: 1 });
  });

  it('forward and backward of one of everything, and of whole vectors', () => {
    const common = { hasBias: true, hasLast: true, kind: 'random', seed: 2 } as const;
    for (const all of [true, false]) {
      check({ ...common, all, batch: 1, steps: 1, inputs: 1, units: 1 });
      check({ ...common, all, batch: 7, steps: 2, inputs: 3, units: 8 });
    }
  });

  it('works without a bias and without a gradient of the last cell state', () => {
    tf.tidy(() => {
      const random = new Random(1);
      const inputs: Record<string, tf.Tensor> = {
        x: random.tensor([2, 3, 2]),
        kernel: random.tensor([2, gates * 3]),
        recurrentKernel: random.tensor([3, gates * 3]),
        h0: tf.zeros([2, 3]),
        ...(isLstm && { c0: tf.zeros([2, 3]) }),
      };
      const withBias = { ...inputs, bias: tf.zeros(biases === 1 ? [gates * 3] : [2, gates * 3]) };
      const results = runSequence(name, inputs, true);
      const { output } = runSequence(name, withBias, true);
      expectValues(results['output'] as tf.Tensor, (output as tf.Tensor).dataSync(), 0);
      const last = random.tensor([2, 3]);
      const dOutput = tf.concat([tf.zeros([2, 2, 3]), tf.expandDims(last, 1)], 1);
      const fromLast = runGradient(name, { ...inputs, ...results }, { all: false, dOutput: last });
      const fromAll = runGradient(name, { ...inputs, ...results }, { all: true, dOutput });
      for (const key of ['x', 'kernel', 'h0'])
        expectValues(fromLast[key] as tf.Tensor, (fromAll[key] as tf.Tensor).dataSync(), 1e-6);
    });
  });

  it('refuses shapes that do not fit', () => {
    tf.tidy(() => {
      const inputs: Record<string, tf.Tensor> = {
        x: tf.ones([2, 3, 4]),
        kernel: tf.ones([5, gates * 3]),
        recurrentKernel: tf.ones([3, gates * 3]),
        h0: tf.ones([2, 3]),
      };
      if (isLstm) inputs['c0'] = tf.ones([2, 3]);
      expect(() => runAll(`${name}Sequence`, inputs)).toThrow(`${name}Sequence: expected x [batch, steps, inputs]`);
    });
  });
});

it('SequenceOrder brings the steps that count to the front, and knows the latest state of each', () => {
  dirtyHeap();
  tf.tidy(() => {
    const mask = tf.tensor2d([[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0], [1, 1, 1, 1]], [4, 4], 'bool'); // prettier-ignore
    const [from, latest, ends] = runAll('SequenceOrder', { mask }).map((y) => Array.from(y.dataSync()));
    // The second row begins with its second step and its fourth; what follows is of no account.
    expect(from?.slice(0, 2)).toEqual([0, 1]);
    expect(from?.slice(4, 6)).toEqual([5, 7]);
    expect(from?.slice(12)).toEqual([12, 13, 14, 15]);
    expect(from?.every((step) => step >= 0 && step < 16)).toBe(true);
    expect(latest).toEqual([1, 2, 2, 2, 5, 6, 6, 7, 10, 10, 10, 10, 16, 17, 18, 19]);
    expect(ends).toEqual([2, 7, 10, 19]);
    expect(() => runAll('SequenceOrder', { mask: tf.ones([2, 3]) })).toThrow('Received: mask=float32[2, 3]');
  });
});

it('SequenceOrder of any mask', () => {
  const cases = fc.tuple(extent(6), extent(11), fc.constantFrom(-1, -0.5, 0, 0.5, 1), fc.nat());
  fc.assert(
    fc.property(cases, ([batch, steps, above, seed]) => {
      const isOn = draw(new Random(seed), batch * steps).map((value) => value > above);
      dirtyHeap();
      tf.tidy(() => {
        const mask = tf.tensor2d(isOn.map(Number), [batch, steps], 'bool');
        const [from = [], latest, ends] = runAll('SequenceOrder', { mask }).map((y) => Array.from(y.dataSync()));
        const rows = [...Array(batch).keys()];
        const places = (row: number, until = steps): number[] =>
          [...Array(until).keys()].map((step) => row * steps + step).filter((at) => isOn[at]);
        for (const row of rows) {
          const wanted = places(row);
          const start = row * steps;
          expect(from.slice(start, start + wanted.length)).toEqual(wanted);
          expect(from.slice(start, start + steps).every((at) => at >= start && at < start + steps)).toBe(true);
        }
        const state = (row: number, until?: number): number => row * (steps + 1) + places(row, until).length;
        expect(latest).toEqual(rows.flatMap((row) => Array.from({ length: steps }, (_, step) => state(row, step + 1))));
        expect(ends).toEqual(rows.map((row) => state(row)));
      });
    }),
    { numRuns: 30, seed: 2 },
  );
});
