import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { draw, extent } from '../testing/arbitraries.ts';
import {
  dirtyHeap,
  expectGradients,
  expectRelative,
  expectValues,
  Random,
  run,
  runAll,
  startBackend,
} from '../testing/harness.ts';

beforeAll(startBackend);

function softmaxRow(x: number[]): number[] {
  const peak = Math.max(...x);
  const e = x.map((value) => Math.exp(value - peak));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((value) => value / sum);
}

function rowsOf(values: ArrayLike<number>, width: number): number[][] {
  const all = Array.from(values);
  return Array.from({ length: all.length / width }, (_, i) => all.slice(i * width, (i + 1) * width));
}

/** A row's logarithms of probabilities. */
function logSoftmaxRow(x: number[]): number[] {
  const peak = Math.max(...x);
  const logSum = Math.log(x.reduce((sum, value) => sum + Math.exp(value - peak), 0));
  return x.map((value) => value - peak - logSum);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, i) => value * (b[i] ?? 0)));

interface Case {
  rows: number;
  classes: number;
  /** How far the logits reach; those of a row are equal where it is 0. */
  reach: number;
  seed: number;
}

const cases: fc.Arbitrary<Case> = fc.record({
  rows: extent(7),
  classes: fc.oneof(extent(20), fc.constantFrom(33, 70)),
  reach: fc.constantFrom(0, 1, 20, 1000),
  seed: fc.nat(),
});

/** Logits and, as lists of rows, their probabilities, logarithms of these, and the gradient that arrives. */
interface Drawn {
  x: number[];
  p: number[][];
  logs: number[][];
  dy: number[][];
  random: Random;
}

function drawn({ rows, classes, reach, seed }: Case): Drawn {
  const random = new Random(seed);
  const x = draw(random, rows * classes).map((value) => Math.fround(value * reach));
  const logits = rowsOf(x, classes);
  const dy = rowsOf(draw(random, rows * classes), classes);
  return { x, p: logits.map(softmaxRow), logs: logits.map(logSoftmaxRow), dy, random };
}

const runs = { numRuns: 40, seed: 1 };

it('softmax, log-softmax and their gradients', () => {
  const check = (c: Case): void => {
    const { rows, classes } = c;
    const { x, p, logs, dy } = drawn(c);
    dirtyHeap();
    tf.tidy(() => {
      const logits = tf.tensor(x, [rows, classes]);
      const arriving = tf.tensor(dy.flat(), [rows, classes]);
      const y = run('Softmax', { logits }, { dim: -1 });
      expectRelative(y, p.flat());
      const dx = dy.map((row, i) => row.map((value, j) => (p[i]?.[j] ?? 0) * (value - dot(row, p[i] ?? []))));
      expectRelative(run('SoftmaxGrad', { dy: arriving, y }), dx.flat(), 1);
      const logarithm = run('LogSoftmax', { logits }, { axis: 1 });
      // Of a single class the logarithm is 0.
      expectRelative(logarithm, logs.flat(), classes === 1 ? 1 : 0);
      const logDx = dy.map((row, i) => row.map((value, j) => value - sum(row) * (p[i]?.[j] ?? 0)));
      expectRelative(run('LogSoftmaxGrad', { dy: arriving, y: logarithm }), logDx.flat(), classes);
    });
  };
  fc.assert(fc.property(cases, check), runs);
});

it('cross-entropy with distributions', () => {
  const check = (c: Case): void => {
    const { rows, classes } = c;
    const { x, p, logs, random } = drawn(c);
    const kind = c.seed % 3 === 0 ? 'zeros' : 'random';
    const labels = rowsOf(draw(random, rows * classes, kind).map(Math.abs), classes);
    const dy = draw(random, rows);
    dirtyHeap();
    tf.tidy(() => {
      const inputs = { logits: tf.tensor(x, [rows, classes]), labels: tf.tensor(labels.flat(), [rows, classes]) };
      const [loss, probabilities] = runAll('SoftmaxCrossEntropy', inputs) as [tf.Tensor, tf.Tensor];
      expectRelative(
        loss,
        labels.map((row, i) => -dot(row, logs[i] ?? [])),
        1,
      );
      expectRelative(probabilities, p.flat());
      const dx = labels.map((row, i) => row.map((label, j) => (dy[i] ?? 0) * (sum(row) * (p[i]?.[j] ?? 0) - label)));
      const known = { dy: tf.tensor(dy), probabilities, labels: inputs.labels };
      expectRelative(run('SoftmaxCrossEntropyGrad', known), dx.flat(), 1);
    });
  };
  fc.assert(fc.property(cases, check), runs);
});

it.each(['int32', 'float32'] as const)('cross-entropy with class numbers as %s', (dtype) => {
  const check = (c: Case): void => {
    const { rows, classes } = c;
    const { x, p, logs, random } = drawn(c);
    const labels = Array.from({ length: rows }, () => Math.floor(random.next() * classes));
    const dy = draw(random, rows);
    dirtyHeap();
    tf.tidy(() => {
      const inputs = { logits: tf.tensor(x, [rows, classes]), labels: tf.tensor(labels, [rows], dtype) };
      const [loss, probabilities] = runAll('SparseSoftmaxCrossEntropy', inputs) as [tf.Tensor, tf.Tensor];
      expectRelative(
        loss,
        labels.map((label, i) => -(logs[i]?.[label] ?? NaN)),
        1,
      );
      expectRelative(probabilities, p.flat());
      const dx = p.map((row, i) => row.map((value, j) => (dy[i] ?? 0) * (value - (j === labels[i] ? 1 : 0))));
      const known = { dy: tf.tensor(dy), probabilities, labels: inputs.labels };
      expectRelative(run('SparseSoftmaxCrossEntropyGrad', known), dx.flat(), 1);
    });
  };
  fc.assert(fc.property(cases, check), runs);
});

it('the gradients are the slopes of the losses', () => {
  const [x, labels] = [[0.3, -1.2, 2, 0.5, 1.5, -0.25], [0.2, 0.5, 0.3, 0, 1, 0.5]]; // prettier-ignore
  const step = 1e-5;
  const slopes = (loss: (logits: number[]) => number): number[] =>
    x.map((_, at) => {
      const moved = (change: number): number[] => x.map((value, i) => (i === at ? value + change : value));
      return (loss(moved(step)) - loss(moved(-step))) / (2 * step);
    });
  const logsOf = (logits: number[]): number[] => rowsOf(logits, 3).flatMap(logSoftmaxRow);
  const weights = [1, -2, 0.5, 3, 0.25, -1];
  tf.tidy(() => {
    const logits = tf.tensor(x, [2, 3]);
    const dy = tf.tensor(weights, [2, 3]);
    const y = run('Softmax', { logits }, { dim: -1 });
    expectValues(
      run('SoftmaxGrad', { dy, y }),
      slopes((z) => dot(weights, logsOf(z).map(Math.exp))),
    );
    const logarithm = run('LogSoftmax', { logits }, { axis: -1 });
    expectValues(
      run('LogSoftmaxGrad', { dy, y: logarithm }),
      slopes((z) => dot(weights, logsOf(z))),
    );
    const ones = tf.ones([2]);
    const distributions = tf.tensor(labels, [2, 3]);
    expectValues(
      run('SoftmaxCrossEntropyGrad', { dy: ones, probabilities: y, labels: distributions }),
      slopes((z) => -dot(labels, logsOf(z))),
    );
    expectValues(
      run('SparseSoftmaxCrossEntropyGrad', { dy: ones, probabilities: y, labels: tf.tensor([2, 0], [2], 'int32') }),
      slopes((z) => -(logsOf(z)[2] ?? NaN) - (logsOf(z)[3] ?? NaN)),
    );
  });
});

it.each(['int32', 'float32'] as const)('labels outside the classes give NaN (%s)', (dtype) => {
  tf.tidy(() => {
    const labels = tf.tensor([-1, 3, 2], [3], dtype);
    const [loss, probabilities] = runAll('SparseSoftmaxCrossEntropy', { logits: tf.zeros([3, 3]), labels });
    if (!loss || !probabilities) throw new Error('Two results expected');
    const values = Array.from(loss.dataSync());
    expect(values.slice(0, 2)).toEqual([NaN, NaN]);
    expect(values[2]).toBeCloseTo(Math.log(3), 6);
    const gradient = run('SparseSoftmaxCrossEntropyGrad', { dy: tf.ones([3]), probabilities, labels });
    expect(Array.from(gradient.dataSync()).slice(0, 6).every(Number.isNaN)).toBe(true);
  });
});

it('a NaN label is outside the classes', () => {
  tf.tidy(() => {
    const [loss] = runAll('SparseSoftmaxCrossEntropy', { logits: tf.zeros([1, 3]), labels: tf.tensor([NaN]) });
    expect(loss?.dataSync()[0]).toBeNaN();
  });
});

it('refuses labels of another shape', () => {
  tf.tidy(() => {
    expect(() => runAll('SoftmaxCrossEntropy', { logits: tf.zeros([2, 3]), labels: tf.zeros([2, 4]) })).toThrow(
      'SoftmaxCrossEntropy: expected logits [n, classes] and labels [n, classes]. Received: [2, 3] and [2, 4]',
    );
  });
});

it('softmax along another axis is left to tfjs', () => {
  tf.tidy(() => expectGradients((x) => tf.softmax(x), [new Random(1).tensor([3, 4])]));
});

it('log-softmax of large logits keeps its digits, and shares too small to write down have no slope', () => {
  tf.tidy(() => {
    const y = run('LogSoftmax', { logits: tf.tensor([1e4, 1e4, -1e4, -Infinity, 1e4]) }, { axis: -1 });
    expectValues(tf.slice(y, 0, 2), [-Math.log(3), -Math.log(3)], 1e-6);
    expect(Array.from(y.dataSync()).slice(2, 4)).toEqual([Math.fround(-2e4 - Math.log(3)), -Infinity]);
    const dx = run('LogSoftmaxGrad', { dy: tf.tensor([1, 2, 3, 4, 5]), y });
    expectValues(dx, [1 - 5, 2 - 5, 3, 4, 5 - 5], 1e-6);
  });
});
