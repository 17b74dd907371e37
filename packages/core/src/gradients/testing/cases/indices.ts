import * as tf from '@tensorflow/tfjs-core';
import type { GradientCase } from '../check-gradients.ts';

const ids = (values: number | number[] | number[][] | number[][][]): tf.Tensor => tf.tensor(values, undefined, 'int32');
const ids1 = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');

/** Where each entry of x is above its mean: a question whose answer does not move with x, though it comes from it. */
const isLarge = (x: tf.Tensor): tf.Tensor => tf.greater(x, tf.mean(x));

export const indexCases: GradientCase[] = [
  ['gather along 0', [[3, 2]], (x) => tf.gather(x, ids([2, 0, 2]))],
  ['gather one', [[3, 2]], (x) => tf.gather(x, ids(1))],
  ['gather none', [[3, 2]], (x) => tf.concat([tf.gather(x, tf.tensor1d([], 'int32')), x])],
  ['gather along -1 by a matrix', [[2, 3]], (x) => tf.gather(x, ids([[0, 2], [1, 1]]), -1)],
  ['gather along the middle', [[2, 3, 2]], (x) => tf.gather(x, ids([2, 1]), 1)],
  ['gather along the last of rank 5', [[1, 2, 1, 2, 3]], (x) => tf.gather(x, ids([2, 2]), 4)],
  ['gather with a batch', [[2, 3, 2]], (x) => tf.gather(x, ids([[0, 2], [1, 1]]), 1, 1)],
  ['gather with a batch, further back', [[2, 2, 3]], (x) => tf.gather(x, ids([[0, 2], [1, 1]]), 2, 1)],
  ['gather of a vector by its own largest', [[4]], (x) => tf.gather(x, tf.argMax(x))],
  ['gather of rows by their smallest', [[3, 3]], (x) => tf.gather(x, tf.argMin(x, 1), 1)],
  ['gatherND', [[2, 3]], (x) => tf.gatherND(x, ids([[1, 2], [0, 0], [1, 2]]))],
  ['gatherND by what depends on x', [[3]], (x) => tf.gatherND(x, tf.reshape(tf.argMax(x), [1, 1]))],
  ['scatterND', [[2, 2]], (x) => tf.scatterND(ids([[2], [0]]), x, [4, 2])],
  ['scatterND to what depends on x', [[3]], (x) => tf.scatterND(tf.reshape(tf.argMax(x), [1, 1]), tf.slice(x, [1], [1]), [4])],
  ['tensorScatterUpdate', [[4], [2]], (x, updates) => tf.tensorScatterUpdate(tf.add(x, 0), ids([[3], [1]]), updates)],
  ['sparseToDense', [[2], []], (x, rest) => tf.sparseToDense(ids([3, 1]), x, [5], rest as tf.Scalar)],
  ['unsortedSegmentSum', [[4, 2]], (x) => tf.unsortedSegmentSum(x, ids1([1, 0, 1, 2]), 4)],
  ['unsortedSegmentSum of a vector, some left out', [[4]], (x) => tf.unsortedSegmentSum(x, ids1([1, -1, 1, 0]), 2)],
  ['unsortedSegmentSum of rank 3', [[3, 1, 2]], (x) => tf.unsortedSegmentSum(x, ids1([1, -1, 1]), 2)],
  ['unsortedSegmentSum by what depends on x', [[3, 3]], (x) => tf.unsortedSegmentSum(x, tf.argMax(x, 1), 3)],
  ['sparseSegmentSum', [[3, 2]], (x) => tf.sparse.sparseSegmentSum(x, ids1([0, 2, 0]), ids1([0, 0, 1]))],
  ['sparseSegmentMean', [[3, 2]], (x) => tf.sparse.sparseSegmentMean(x, ids1([0, 2, 0]), ids1([0, 0, 1]))],
  ['oneHot of what depends on x', [[2, 3]], (x) => tf.sum(tf.mul(x, tf.cast(tf.oneHot(tf.cast(tf.argMax(x, 1), 'int32'), 3), 'float32')), 1)],
  ['topk', [[2, 4]], (x) => tf.topk(x, 2).values],
  ['topk of a vector', [[4]], (x) => tf.topk(x, 3).values],
  ['topk, values and what they are at', [[2, 4]], (x) => { const { values, indices } = tf.topk(x, 2); return tf.mul(values, indices); }],
  ['topk of rank 3', [[1, 2, 3]], (x) => tf.topk(x, 1).values],
  ['where', [[2, 3], [2, 3]], (a, b) => tf.where(tf.tensor2d([1, 0, 0, 1, 1, 0], [2, 3], 'bool'), a, b)],
  ['where, all of it broadcast', [[3], [2, 1]], (a, b) => tf.where(tf.tensor1d([1, 0, 1], 'bool'), a, b)],
  ['where with scalars', [[], [2]], (a, b) => tf.where(tf.tensor1d([1, 0], 'bool'), a, b)],
  ['where by what depends on x', [[2, 3]], (x) => tf.where(isLarge(x), tf.square(x), tf.mul(x, 3))],
  ['where with whole numbers', [[3]], (x) => tf.where(tf.tensor1d([1, 0, 1], 'bool'), x, ids([2, 3, 4]))],
  ['where of rank 6', [[1, 2, 1, 2, 1, 2]], (x) => tf.where(isLarge(x), x, tf.neg(x))],
  ['questions in logic', [[2, 3]], (x) => {
    const [a, b] = [isLarge(x), tf.less(x, 0.3)];
    const all = [tf.logicalAnd(a, b), tf.logicalOr(a, b), tf.logicalNot(a), tf.logicalXor(a, b), tf.equal(x, 1), tf.notEqual(x, 1), tf.lessEqual(x, 1), tf.greaterEqual(x, 1)];
    return tf.mul(x, tf.addN(all.map((answer) => tf.cast(answer, 'float32'))));
  }],
  ['whether any and all', [[2, 3]], (x) => tf.mul(x, tf.add(tf.cast(tf.any(isLarge(x), 1, true), 'float32'), tf.cast(tf.all(isLarge(x)), 'float32')))],
  ['whole numbers that depend on x', [[2, 3]], (x) => tf.mul(x, tf.bitwiseAnd(tf.cast(isLarge(x), 'int32'), tf.onesLike(tf.cast(x, 'int32'))))],
  ['a search in what depends on x', [[4]], (x) => tf.mul(x, tf.searchSorted(tf.cumsum(tf.abs(x)), x))],
  ['counts of what depends on x', [[3]], (x) => tf.mul(x, tf.bincount(tf.argMax<tf.Tensor1D>(tf.reshape(x, [1, 3]), 1), tf.tensor1d([]), 3))],
  ['a sample of what depends on x', [[2, 3]], (x) => tf.mul(x, tf.reshape(tf.multinomial(x as tf.Tensor2D, 3, 7), [2, 3]))],
  ['boxes that are chosen by what depends on x', [() => tf.tensor2d([[0, 0, 1, 1], [0.2, 0.1, 2, 2]])], (x) => {
    const [boxes, scores] = [x as tf.Tensor2D, tf.reshape<tf.Rank.R1>(tf.sum(x, 1), [2])];
    const chosen = tf.image.nonMaxSuppression(boxes, scores, 2);
    const padded = tf.image.nonMaxSuppressionPadded(boxes, scores, 2)['selectedIndices'] ?? x;
    const scored = tf.image.nonMaxSuppressionWithScore(boxes, scores, 2)['selectedIndices'] ?? x;
    return tf.mul(x, tf.addN([chosen, padded, scored].map((indices) => tf.sum(tf.cast(indices, 'float32')))));
  }],
  ['booleanMask through gather', [[4]], (x) => tf.gather(x, ids([0, 3]))],
  ['cropAndResize', [[1, 3, 3, 1]], (x) => tf.image.cropAndResize(x as tf.Tensor4D, tf.tensor2d([[0.1, 0.2, 0.9, 0.7]]), ids1([0]), [2, 2])],
  ['rotateWithOffset', [[1, 3, 3, 2]], (x) => tf.image.rotateWithOffset(x as tf.Tensor4D, 0.4)],
  ['transform', [[1, 3, 3, 1]], (x) => tf.image.transform(x as tf.Tensor4D, tf.tensor2d([[1, 0.2, 0.1, 0, 0.9, 0.2, 0, 0]]), 'bilinear')],
  ['stridedSlice', [[4, 3]], (x) => tf.stridedSlice(x, [0, 2], [4, 0], [2, -1])],
  ['dropout that is seeded', [[3, 3]], (x) => tf.dropout(x, 0.4, undefined, 7)],
]; // prettier-ignore
