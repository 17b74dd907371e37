import * as tf from '@tensorflow/tfjs-core';
import { dirtyHeap, expectGradients, expectValues, Random, run, runAll, startBackend } from '../testing/harness.ts';

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

describe.each([1, 2, 3, 5, 8, 10, 33])('%d classes', (classes) => {
  const rows = 6;
  const random = new Random(classes);
  const x = random.values(rows * classes).map((value) => value * 20);
  const p = rowsOf(x, classes).map(softmaxRow);

  it('softmax, log-softmax and the softmax gradient', () => {
    const dy = random.values(rows * classes);
    dirtyHeap();
    tf.tidy(() => {
      const logits = tf.tensor(x, [rows, classes]);
      const y = run('Softmax', { logits }, { dim: -1 });
      expectValues(y, p.flat(), 1e-6);
      const logarithm = run('LogSoftmax', { logits }, { axis: 1 });
      expectValues(logarithm, p.flat().map(Math.log), 1e-6);
      const logDx = rowsOf(dy, classes).flatMap((row, i) => {
        const sum = row.reduce((a, b) => a + b, 0);
        return row.map((value, j) => value - sum * (p[i]?.[j] ?? 0));
      });
      expectValues(run('LogSoftmaxGrad', { dy: tf.tensor(dy, [rows, classes]), y: logarithm }), logDx, 2e-6);
      const dx = rowsOf(dy, classes).flatMap((row, i) => {
        const dot = row.reduce((sum, value, j) => sum + value * (p[i]?.[j] ?? 0), 0);
        return row.map((value, j) => (p[i]?.[j] ?? 0) * (value - dot));
      });
      expectValues(run('SoftmaxGrad', { dy: tf.tensor(dy, [rows, classes]), y }), dx, 1e-5);
    });
  });

  it('cross-entropy with distributions', () => {
    const labels = random.values(rows * classes).map(Math.abs);
    const dy = random.values(rows);
    dirtyHeap();
    tf.tidy(() => {
      const inputs = { logits: tf.tensor(x, [rows, classes]), labels: tf.tensor(labels, [rows, classes]) };
      const [loss, probabilities] = runAll('SoftmaxCrossEntropy', inputs);
      if (!loss || !probabilities) throw new Error('Two results expected');
      const expected = rowsOf(labels, classes).map(
        (row, i) => -row.reduce((sum, label, j) => sum + label * Math.log(p[i]?.[j] ?? 1), 0),
      );
      expectValues(loss, expected);
      expectValues(probabilities, p.flat(), 1e-6);
      const dx = rowsOf(labels, classes).flatMap((row, i) => {
        const mass = row.reduce((a, b) => a + b, 0);
        return row.map((label, j) => (dy[i] ?? 0) * (mass * (p[i]?.[j] ?? 0) - label));
      });
      expectValues(run('SoftmaxCrossEntropyGrad', { dy: tf.tensor(dy), probabilities, labels: inputs.labels }), dx);
    });
  });

  it.each(['int32', 'float32'] as const)('cross-entropy with class numbers as %s', (dtype) => {
    const labels = Array.from({ length: rows }, (_, i) => (i * 7) % classes);
    const dy = random.values(rows);
    dirtyHeap();
    tf.tidy(() => {
      const inputs = { logits: tf.tensor(x, [rows, classes]), labels: tf.tensor(labels, [rows], dtype) };
      const [loss, probabilities] = runAll('SparseSoftmaxCrossEntropy', inputs);
      if (!loss || !probabilities) throw new Error('Two results expected');
      expectValues(
        loss,
        labels.map((label, i) => -Math.log(p[i]?.[label] ?? 1)),
      );
      const dx = p.flatMap((row, i) => row.map((value, j) => (dy[i] ?? 0) * (value - (j === labels[i] ? 1 : 0))));
      const gradient = run('SparseSoftmaxCrossEntropyGrad', {
        dy: tf.tensor(dy),
        probabilities,
        labels: inputs.labels,
      });
      expectValues(gradient, dx);
    });
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
