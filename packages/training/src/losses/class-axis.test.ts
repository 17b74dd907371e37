import { annotate } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { CategoricalCrossentropy as CrossentropyMetric } from '../metrics/categorical-crossentropy.ts';
import { SparseCategoricalCrossentropy as SparseMetric } from '../metrics/sparse-categorical-crossentropy.ts';
import { CategoricalCrossentropy } from './categorical-crossentropy.ts';
import { CategoricalFocalCrossentropy } from './categorical-focal-crossentropy.ts';
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts';
import { backends, expectNumbers, startBackend, take } from './testing/harness.ts';

const shape = [2, 3, 4] as const;
const size = 24;

/** The places of the entries that stand in one row along `axis`, for each row, in the order of the rest of the shape. */
function rowsAlong(axis: number): number[][] {
  const strides = [12, 4, 1];
  const rows = new Map<string, number[]>();
  for (let i = 0; i < size; i++) {
    const key = strides
      .map((stride, a) => Math.floor(i / stride) % (shape[a] ?? 1))
      .filter((_, a) => a !== axis)
      .join();
    rows.set(key, [...(rows.get(key) ?? []), i]);
  }
  return [...rows.values()];
}

const logits = Array.from({ length: size }, (_, i) => 3 * Math.sin(i * 2.3));
/** Of which rows the largest entry is the `i`-th, so that labels differ from row to row. */
const classOf = (row: number, classes: number): number => (row * 5 + 1) % classes;

/** In double precision: along `softmaxAxis`, the probabilities of the logits. */
function probabilities(softmaxAxis: number): number[] {
  const p = Array<number>(size).fill(0);
  for (const row of rowsAlong(softmaxAxis)) {
    const sum = row.reduce((total, i) => total + Math.exp(logits[i] ?? 0), 0);
    for (const i of row) p[i] = Math.exp(logits[i] ?? 0) / sum;
  }
  return p;
}

/** The losses of scores, divided by their sum along `axis`, for one-hot labels that are smoothed; focal with a `gamma`. */
function expectedLosses(p: number[], axis: number, { smoothing = 0, gamma = 0, alpha = 1 }): number[] {
  return rowsAlong(axis).map((row, r) => {
    const sum = row.reduce((total, i) => total + (p[i] ?? 0), 0);
    return row.reduce((loss, i, c) => {
      const label = (c === classOf(r, row.length) ? 1 - smoothing : 0) + smoothing / row.length;
      const share = (p[i] ?? 0) / sum;
      return loss - alpha * (1 - share) ** gamma * label * Math.log(share);
    }, 0);
  });
}

function labelsAlong(axis: number): { oneHot: Tensor; sparse: Tensor } {
  const rows = rowsAlong(axis);
  const values = new Float32Array(size);
  rows.forEach((row, r) => (values[row[classOf(r, row.length)] ?? 0] = 1));
  const rest = shape.filter((_, a) => a !== axis);
  const numbers = rows.map((row, r) => classOf(r, row.length));
  return { oneHot: tf.tensor(values, [...shape]), sparse: tf.tensor(numbers, rest, 'int32') };
}

/** Softmax along an axis, as the activation gives it in a training step. */
function rememberingSoftmax(x: Tensor, axis: number): Tensor {
  const p = tf.tensor(probabilities(axis), x.shape);
  annotate(p, { logits: { activation: 'softmax', axis, tensor: x } });
  return p;
}

const axes = [0, 1, 2, -1, -2, -3];

describe.each(backends)('classes on any axis, on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it.each(axes.flatMap((axis) => [0, 1, 2].map((softmaxAxis) => ({ axis, softmaxAxis }))))(
    'axis $axis of a softmax along $softmaxAxis',
    ({ axis, softmaxAxis }) => {
      const classAxis = axis < 0 ? axis + 3 : axis;
      const { oneHot, sparse } = labelsAlong(classAxis);
      const x = tf.tensor(logits, [...shape]);
      const p = rememberingSoftmax(x, softmaxAxis);
      const scores = probabilities(softmaxAxis);
      const ofScores = (options: object): number[] => expectedLosses(scores, classAxis, options);
      const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
      for (const labelSmoothing of [0, 0.3]) {
        const config = { axis, labelSmoothing, reduction: 'none' as const };
        const expected = ofScores({ smoothing: labelSmoothing });
        expectNumbers(take(new CategoricalCrossentropy(config).apply(oneHot, p)), expected);
        const focal = new CategoricalFocalCrossentropy({ ...config, gamma: 1.5, alpha: 0.4 });
        expectNumbers(take(focal.apply(oneHot, p)), ofScores({ smoothing: labelSmoothing, gamma: 1.5, alpha: 0.4 }));
        const metric = new CrossentropyMetric({ axis, labelSmoothing });
        metric.updateState(oneHot, p);
        expectNumbers(take(metric.result()), [mean(expected)]);
        metric.dispose();
      }
      expectNumbers(
        take(new SparseCategoricalCrossentropy({ axis, reduction: 'none' }).apply(sparse, p)),
        ofScores({}),
      );
      const metric = new SparseMetric({ axis });
      metric.updateState(sparse, p);
      expectNumbers(take(metric.result()), [mean(ofScores({}))]);
      metric.dispose();
      tf.dispose([oneHot, sparse, x, p]);
    },
  );

  it.each(axes)('logits along axis %d, smoothed', (axis) => {
    const classAxis = axis < 0 ? axis + 3 : axis;
    const { oneHot, sparse } = labelsAlong(classAxis);
    const x = tf.tensor(logits, [...shape]);
    const p = probabilities(classAxis);
    const config = { axis, fromLogits: true, reduction: 'none' as const };
    expectNumbers(
      take(new CategoricalCrossentropy({ ...config, labelSmoothing: 0.2 }).apply(oneHot, x)),
      expectedLosses(p, classAxis, { smoothing: 0.2 }),
    );
    expectNumbers(
      take(new CategoricalFocalCrossentropy({ ...config, labelSmoothing: 0.2, gamma: 2, alpha: 1 }).apply(oneHot, x)),
      expectedLosses(p, classAxis, { smoothing: 0.2, gamma: 2 }),
    );
    expectNumbers(take(new SparseCategoricalCrossentropy(config).apply(sparse, x)), expectedLosses(p, classAxis, {}));
    tf.dispose([oneHot, sparse, x]);
  });

  it.each([0, 1, 2])('logits are taken from a softmax along the same axis alone: %d', (axis) => {
    const { oneHot, sparse } = labelsAlong(axis);
    const x = tf.tensor(logits, [...shape]);
    // Numbers that say nothing: whoever reads them has not looked at the logits.
    const p = tf.fill([...shape], 0.5);
    annotate(p, { logits: { activation: 'softmax', axis, tensor: x } });
    const read = expectedLosses(probabilities(axis), axis, {});
    for (const lossAxis of [0, 1, 2]) {
      const labels = labelsAlong(lossAxis);
      const even = rowsAlong(lossAxis).map((row) => Math.log(row.length));
      const expected = lossAxis === axis ? read : even;
      const config = { axis: lossAxis, reduction: 'none' as const };
      expectNumbers(take(new CategoricalCrossentropy(config).apply(labels.oneHot, p)), expected);
      expectNumbers(take(new SparseCategoricalCrossentropy(config).apply(labels.sparse, p)), expected);
      tf.dispose([labels.oneHot, labels.sparse]);
    }
    tf.dispose([oneHot, sparse, x, p]);
  });
});
