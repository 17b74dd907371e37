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

interface Case {
  rows: number;
  columns: number;
  kind: Content;
  epsilon: number;
  /** Whether there are a factor and an offset. */
  isAffine: boolean;
  seed: number;
}

const cases = fc.record({
  rows: extent(9),
  columns: extent(20),
  kind: content,
  epsilon: fc.constantFrom(1e-3, 1e-5),
  isAffine: fc.boolean(),
  seed: fc.nat(),
});

interface Values {
  x: number[];
  gamma: number[];
  beta: number[];
}

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** A group of numbers normalised, and its gradient from that of the result, in double precision. */
function normalized(x: number[], epsilon: number, rms: boolean): { y: number[]; back: (g: number[]) => number[] } {
  const center = rms ? 0 : mean(x);
  const scale = 1 / Math.sqrt(mean(x.map((value) => (value - center) ** 2)) + epsilon);
  const y = x.map((value) => (value - center) * scale);
  const back = (g: number[]): number[] => {
    const along = mean(g.map((value, i) => value * (y[i] ?? 0)));
    const level = rms ? 0 : mean(g);
    return g.map((value, i) => scale * (value - level - (y[i] ?? 0) * along));
  };
  return { y, back };
}

interface Plain {
  y: number[];
  dx: number[];
  dGamma: number[];
  dBeta: number[];
  /** The largest scale: that of the parts of dx that may cancel. */
  most: number;
  /** What y is exact to 1e-5 of: x less its mean is exact to a few roundings of x, and is scaled then. */
  unit: number;
}

/** Rows (or with `byColumn` columns) of x normalised, gamma and beta by column, and all gradients. */
function reference(
  { rows, columns, epsilon }: Pick<Case, 'rows' | 'columns' | 'epsilon'>,
  { x, gamma, beta, dy }: Values & { dy: number[] },
  { byColumn, rms }: { byColumn: boolean; rms: boolean },
): Plain {
  const places = byColumn
    ? Array.from({ length: columns }, (_, j) => Array.from({ length: rows }, (_, i) => i * columns + j))
    : Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => i * columns + j));
  const [y, dx] = [[...x], [...x]];
  const [dGamma, dBeta] = [gamma.map(() => 0), beta.map(() => 0)];
  let most = 0;
  const of = (list: number[], at: number): number => list[at] ?? 0;
  for (const group of places) {
    const { y: normal, back } = normalized(
      group.map((at) => of(x, at)),
      epsilon,
      rms,
    );
    const gradients = back(group.map((at) => of(dy, at) * of(gamma, at % columns)));
    const spread = mean(group.map((at) => of(x, at) ** 2)) - (rms ? 0 : mean(group.map((at) => of(x, at))) ** 2);
    most = Math.max(most, 1 / Math.sqrt(Math.max(spread, 0) + epsilon));
    group.forEach((at, i) => {
      const column = at % columns;
      y[at] = of(normal, i) * of(gamma, column) + of(beta, column);
      dx[at] = of(gradients, i);
      dGamma[column] = of(dGamma, column) + of(dy, at) * of(normal, i);
      dBeta[column] = of(dBeta, column) + of(dy, at);
    });
  }
  return { y, dx, dGamma, dBeta, most, unit: Math.max(1, 0.02 * largest(x) * most) };
}

function valuesOf({ rows, columns, kind, isAffine, seed }: Case): Values & { dy: number[] } {
  const random = new Random(seed);
  const [x, dy] = [draw(random, rows * columns, kind), draw(random, rows * columns)];
  const [gamma, beta] = [draw(random, columns), draw(random, columns)];
  return { x, dy, gamma: isAffine ? gamma : gamma.map(() => 1), beta: isAffine ? beta : beta.map(() => 0) };
}

/** The gradients by x, gamma and beta. */
function expectGradients(actual: tf.Tensor[], { dx, dGamma, dBeta, most, unit }: Plain, { rows }: Case): void {
  const [first, second, third] = actual as [tf.Tensor, tf.Tensor, tf.Tensor];
  expectRelative(first, dx, most * unit);
  expectRelative(second, dGamma, rows * unit);
  expectRelative(third, dBeta, rows);
}

describe('LayerNormalization and its gradients', () => {
  const check = (c: Case, rms: boolean): void => {
    const { rows, columns, epsilon, isAffine } = c;
    const values = valuesOf(c);
    const plain = reference(c, values, { byColumn: false, rms });
    dirtyHeap();
    tf.tidy(() => {
      const x = tf.tensor(values.x, [rows, columns]);
      const gamma = isAffine ? { gamma: tf.tensor(values.gamma) } : {};
      const beta = isAffine ? { beta: tf.tensor(values.beta) } : {};
      const results = runAll('LayerNormalization', { x, ...gamma, ...beta }, { epsilon, rms });
      const [y, center, scale] = results as [tf.Tensor, tf.Tensor, tf.Tensor];
      expectRelative(y, plain.y, plain.unit);
      const saved = { dy: tf.tensor(values.dy, [rows, columns]), x, ...gamma, mean: center, scale };
      expectGradients(runAll('LayerNormalizationGrad', saved, { rms }), plain, c);
    });
  };

  it.each([false, true])('of any rows, rms %s', (rms) => {
    fc.assert(fc.property(cases, fc.constant(rms), check), { numRuns: 60, seed: 1 });
  });

  it('of long rows', () => {
    const c: Case = { rows: 3, columns: 1030, kind: 'random', epsilon: 1e-3, isAffine: true, seed: 1 };
    check(c, false);
    check(c, true);
  });
});

describe('BatchNormalization and its gradients', () => {
  const check = (c: Case): void => {
    const { rows, columns, epsilon, isAffine } = c;
    const values = valuesOf(c);
    const plain = reference(c, values, { byColumn: true, rms: false });
    dirtyHeap();
    tf.tidy(() => {
      const x = tf.tensor(values.x, [rows, columns]);
      const gamma = isAffine ? { gamma: tf.tensor(values.gamma) } : {};
      const beta = isAffine ? { beta: tf.tensor(values.beta) } : {};
      const results = runAll('BatchNormalization', { x, ...gamma, ...beta }, { epsilon });
      const [y, center, variance] = results as [tf.Tensor, tf.Tensor, tf.Tensor];
      expectRelative(y, plain.y, plain.unit);
      const saved = { dy: tf.tensor(values.dy, [rows, columns]), x, ...gamma, mean: center, variance };
      expectGradients(runAll('BatchNormalizationGrad', saved, { epsilon }), plain, c);
      const moments = { x, mean: center, variance, ...(isAffine && { scale: gamma.gamma, offset: beta.beta }) };
      expectRelative(run('FusedBatchNorm', moments, { varianceEpsilon: epsilon }), plain.y, plain.unit);
    });
  };

  it('of any columns', () => {
    fc.assert(fc.property(cases, check), { numRuns: 60, seed: 2 });
  });

  it('of columns that lie far from zero', () => {
    tf.tidy(() => {
      const x = tf.tensor([14.1, -27.3, 29.9, 1e4, 0.7], [1, 5]);
      const beta = [0.25, -0.5, 1, 3, 0];
      const affine = { gamma: tf.tensor([0.9, 1.1, -0.7, 0.3, 2]), beta: tf.tensor(beta) };
      const [y, mean, variance] = runAll('BatchNormalization', { x, ...affine }, { epsilon: 1e-5 });
      expectValues(y as tf.Tensor, beta, 0);
      const saved = { dy: tf.ones([1, 5]), x, gamma: affine.gamma, mean, variance } as tf.NamedTensorMap;
      const [dx] = runAll('BatchNormalizationGrad', saved, { epsilon: 1e-5 });
      expectRelative(dx as tf.Tensor, [0, 0, 0, 0, 0], 1 / Math.sqrt(1e-5));
    });
  });

  it('of long columns', () => {
    check({ rows: 1500, columns: 5, kind: 'random', epsilon: 1e-3, isAffine: true, seed: 2 });
  });
});

it('the gradients of the references are their slopes', () => {
  const c: Case = { rows: 3, columns: 4, kind: 'random', epsilon: 1e-3, isAffine: true, seed: 3 };
  const values = valuesOf(c);
  const step = 1e-5;
  for (const how of [
    { byColumn: false, rms: false },
    { byColumn: false, rms: true },
    { byColumn: true, rms: false },
  ]) {
    const plain = reference(c, values, how);
    const loss = (of: Values): number =>
      reference(c, { ...of, dy: values.dy }, how).y.reduce((sum, y, i) => sum + y * (values.dy[i] ?? 0), 0);
    for (const [key, gradient] of [
      ['x', plain.dx],
      ['gamma', plain.dGamma],
      ['beta', plain.dBeta],
    ] as const) {
      values[key].forEach((_, at) => {
        const moved = (change: number): Values => ({
          ...values,
          [key]: values[key].map((value, i) => (i === at ? value + change : value)),
        });
        expect(gradient[at]).toBeCloseTo((loss(moved(step)) - loss(moved(-step))) / (2 * step), 6);
      });
    }
  }
});

it('tfjs batchNorm with moments of other shapes is left to tfjs', () => {
  tf.tidy(() => {
    const x = new Random(1).tensor([2, 3, 3, 2]) as tf.Tensor4D;
    const y = tf.batchNorm4d(
      x,
      tf.zeros<tf.Rank.R4>([1, 1, 1, 2]),
      tf.ones<tf.Rank.R4>([1, 1, 1, 2]),
      undefined,
      undefined,
      0,
    );
    expectValues(y, x.dataSync(), 1e-6);
  });
});
