import * as tf from '@tensorflow/tfjs-core';
import { gradient, none, savedTensor } from './tape.ts';

/** Moves an axis to the front, or from the front back to its place. */
function moveToFront(x: tf.Tensor, axis: number): tf.Tensor {
  return axis === 0 ? x : tf.transpose(x, [axis, ...[...x.shape.keys()].filter((a) => a !== axis)]);
}

function moveFromFront(x: tf.Tensor, axis: number): tf.Tensor {
  if (axis === 0) return x;
  const rest = [...x.shape.keys()].slice(1);
  return tf.transpose(x, [...rest.slice(0, axis), 0, ...rest.slice(axis)]);
}

/** Each row of dy goes to the row of x that it was taken from. */
function scatter(dy: tf.Tensor, options: { indices: tf.Tensor; axis: number; x: tf.Tensor }): tf.Tensor {
  const { indices, axis, x } = options;
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const rows = moveToFront(tf.reshape(dy, [...before, indices.size, ...after]), axis);
  const flat = tf.reshape<tf.Rank.R1>(indices, [indices.size]);
  return moveFromFront(tf.unsortedSegmentSum(rows, flat, x.shape[axis] ?? 0), axis);
}

/** A batched gather is a gather of rows of the flattened batch, so its indices are moved by whole entries. */
function flatIndices(indices: tf.Tensor, options: { batch: number; size: number }): tf.Tensor {
  const { batch, size } = options;
  const offsets = tf.reshape(tf.range(0, batch, 1, 'int32'), [batch, 1]);
  return tf.add(tf.reshape(indices, [batch, -1]), tf.mul(offsets, tf.scalar(size, 'int32')));
}

const gather = gradient<tf.GatherV2Attrs>(
  { kernelName: 'GatherV2', inputsToSave: ['x', 'indices'] },
  ({ dy, saved, attrs }) => {
    const [x, indices] = [savedTensor(saved, 0), savedTensor(saved, 1)];
    const axis = tf.util.parseAxisParam(attrs.axis, x.shape)[0] ?? 0;
    const batchDims = attrs.batchDims < 0 ? attrs.batchDims + indices.rank : attrs.batchDims;
    return {
      x: () => {
        if (batchDims === 0) return scatter(dy, { indices, axis, x });
        // [batch, between, size, after] with the batch next to the gathered axis.
        const batch = tf.util.sizeFromShape(x.shape.slice(0, batchDims));
        const between = tf.util.sizeFromShape(x.shape.slice(batchDims, axis));
        const size = x.shape[axis] ?? 0;
        const after = tf.util.sizeFromShape(x.shape.slice(axis + 1));
        const rows = tf.transpose(tf.reshape(dy, [batch, between, -1, after]), [0, 2, 1, 3]);
        const flat = tf.reshape<tf.Rank.R1>(flatIndices(indices, { batch, size }), [-1]);
        const sums = tf.unsortedSegmentSum(tf.reshape(rows, [flat.size, between * after]), flat, batch * size);
        return tf.reshape(tf.transpose(tf.reshape(sums, [batch, size, between, after]), [0, 2, 1, 3]), x.shape);
      },
      indices: () => none(indices),
    };
  },
);

/** Each row gets what the segments get that it was added to; where a segment is a mean, its share of that. */
function sparseSegments(kernelName: 'SparseSegmentSum' | 'SparseSegmentMean'): tf.GradConfig {
  return gradient({ kernelName, inputsToSave: ['data', 'indices', 'segmentIds'] }, ({ dy, saved }) => {
    const [data, indices, ids] = [savedTensor(saved, 0), savedTensor(saved, 1), savedTensor(saved, 2)] as [
      tf.Tensor,
      tf.Tensor1D,
      tf.Tensor1D,
    ];
    const [segments = 0, ...rest] = dy.shape;
    const share = (): tf.Tensor => {
      if (kernelName === 'SparseSegmentSum') return dy;
      const counts = tf.unsortedSegmentSum(tf.ones([ids.size]), ids, segments);
      return tf.div(dy, tf.reshape(tf.maximum(counts, 1), [segments, ...rest.map(() => 1)]));
    };
    return {
      data: () => tf.unsortedSegmentSum(tf.gather(share(), ids), indices, data.shape[0]),
      indices: () => none(indices),
      segmentIds: () => none(ids),
    };
  });
}

/** Each row gets what the segment gets that it was added to, and nothing where it was left out. */
const unsortedSegmentSum = gradient(
  { kernelName: 'UnsortedSegmentSum', inputsToSave: ['segmentIds'] },
  ({ dy, saved }) => {
    const ids = savedTensor(saved, 0);
    const [segments = 0, ...rest] = dy.shape;
    return {
      x: () => {
        const isIn = tf.logicalAnd(tf.greaterEqual(ids, 0), tf.less(ids, segments));
        const rows = tf.gather(dy, tf.mul(ids, tf.cast(isIn, 'int32')));
        return tf.mul(rows, tf.cast(tf.reshape(isIn, [ids.size, ...rest.map(() => 1)]), 'float32'));
      },
      segmentIds: () => none(ids),
    };
  },
);

/** Each weight gets what the number gets that it was counted for. */
function counting(kernelName: 'Bincount' | 'DenseBincount'): tf.GradConfig {
  return gradient<Partial<tf.DenseBincountAttrs>>(
    { kernelName, inputsToSave: ['x', 'weights'] },
    ({ dy, saved, attrs }) => {
      const [x, weights] = [savedTensor(saved, 0), savedTensor(saved, 1)];
      return {
        x: () => none(x),
        weights: () => {
          if (weights.size === 0 || attrs.binaryOutput === true) return none(weights);
          const places = tf.cast(tf.oneHot(tf.cast(x, 'int32'), dy.shape.at(-1) ?? 1), 'float32');
          return tf.sum(tf.mul(places, tf.expandDims(dy, -2)), -1);
        },
      };
    },
  );
}

export const gatherGradients: readonly tf.GradConfig[] = [
  counting('Bincount'),
  counting('DenseBincount'),
  gather,
  sparseSegments('SparseSegmentMean'),
  sparseSegments('SparseSegmentSum'),
  unsortedSegmentSum,
];
