import * as tf from '@tensorflow/tfjs-core';
import { float, ids, image, truth, whole, type Case } from './values.ts';

/** Picking, scattering, counting, sorting. */
export const lookupCases: Case[] = [
  ['depthToSpace', () => tf.depthToSpace(image([2, 2, 3, 8]), 2, 'NHWC')],
  [
    'spaceToBatchND',
    () =>
      tf.spaceToBatchND(
        image([2, 3, 5, 2]),
        [2, 3],
        [
          [1, 0],
          [0, 1],
        ],
      ),
  ],
  [
    'batchToSpaceND',
    () =>
      tf.batchToSpaceND(
        image([6, 2, 3, 2]),
        [2, 3],
        [
          [1, 0],
          [0, 2],
        ],
      ),
  ],
  [
    'topk',
    () => {
      const { values, indices } = tf.topk(float([3, 7]), 3);
      return [values, indices];
    },
  ],
  [
    'topk of whole',
    () => {
      const { values, indices } = tf.topk(whole([2, 9]), 4);
      return [values, indices];
    },
  ],
  [
    'unique',
    () => {
      const { values, indices } = tf.unique(ids([3, 1, 3, 2, 1]));
      return [values, indices];
    },
  ],
  [
    'oneHot',
    () =>
      tf.oneHot(
        ids([
          [1, 0],
          [3, 5],
        ]),
        4,
        2,
        -1,
      ),
  ],
  ['scatterND', () => tf.scatterND(ids([[3], [1], [3]]), float([3, 2]), [5, 2])],
  [
    'scatterND of whole',
    () =>
      tf.scatterND(
        ids([
          [3, 1],
          [1, 0],
        ]),
        whole([2]),
        [5, 2],
      ),
  ],
  ['tensorScatterUpdate', () => tf.tensorScatterUpdate(float([5, 2]), ids([[3], [1]]), float([2, 2], 3))],
  [
    'sparseToDense',
    () =>
      tf.sparseToDense(
        ids([
          [0, 1],
          [2, 0],
        ]),
        float([2]),
        [3, 2],
        0.5,
      ),
  ],
  [
    'sparseToDense of truth',
    () =>
      tf.sparseToDense(
        ids([
          [0, 1],
          [2, 0],
        ]),
        truth([2]),
        [3, 2],
        false,
      ),
  ],
  ['unsortedSegmentSum', () => tf.unsortedSegmentSum(float([5, 3]), ids([2, 0, 2, -1, 1]) as tf.Tensor1D, 4)],
  // cpu gives float32 here.
  [
    'unsortedSegmentSum of whole',
    () => tf.cast(tf.unsortedSegmentSum(whole([5, 3]), ids([2, 0, 2, -1, 1]) as tf.Tensor1D, 4), 'float32'),
  ],
  ['bincount', () => tf.bincount(ids([1, 2, 2, 5]) as tf.Tensor1D, ids([1, 1, 1, 1]) as tf.Tensor1D, 7)],
  [
    'denseBincount',
    () =>
      tf.denseBincount(
        ids([
          [1, 2, 2],
          [5, 0, 0],
        ]) as tf.Tensor2D,
        float([2, 3]) as tf.Tensor2D,
        7,
      ),
  ],
  [
    'denseBincount, present',
    () =>
      tf.denseBincount(
        ids([
          [1, 2, 2],
          [5, 0, 0],
        ]) as tf.Tensor2D,
        float([2, 3]) as tf.Tensor2D,
        7,
        true,
      ),
  ],
  ['diag', () => tf.diag(float([4]))],
  ['diag of whole', () => tf.diag(whole([2, 2]))],
  ['range', () => tf.range(3, 11, 2, 'int32')],
  ['linspace', () => tf.linspace(0, 1, 7)],
  ['eye', () => tf.eye(3, 4)],
  ['addN', () => tf.addN([float([3, 2]), float([3, 2], 2), float([3, 2], 3)])],
  ['einsum', () => tf.einsum('abc,cd->bda', float([2, 3, 4]), float([4, 5], 2))],
  [
    'searchSorted',
    () =>
      tf.searchSorted(
        tf.tensor([
          [1, 3, 5],
          [2, 4, 6],
        ]),
        tf.tensor([
          [0, 3, 7],
          [4, 5, 1],
        ]),
        'right',
      ),
  ],
  [
    'lowerBound',
    () =>
      tf.lowerBound(
        tf.tensor([
          [1, 3, 5],
          [2, 4, 6],
        ]),
        tf.tensor([
          [0, 3, 7],
          [4, 5, 1],
        ]),
      ),
  ],
  ['booleans from comparisons, reduced', () => tf.any(tf.greater(float([5, 5]), 0.5), 1)],
  ['broadcastArgs', () => tf.broadcastArgs(ids([1, 3]), ids([4, 1]))],
  [
    'nonMaxSuppression',
    () =>
      tf.image.nonMaxSuppression(
        tf.tensor2d([
          [0, 0, 1, 1],
          [0, 0.1, 1, 1.1],
          [0, 10, 1, 11],
        ]),
        tf.tensor1d([0.9, 0.75, 0.6]),
        3,
        0.5,
      ),
  ],
  [
    'sparseFillEmptyRows',
    () =>
      Object.values(
        tf.sparse.sparseFillEmptyRows(
          ids([
            [0, 0],
            [2, 1],
          ]) as tf.Tensor2D,
          float([2]) as tf.Tensor1D,
          ids([4, 3]) as tf.Tensor1D,
          5,
        ),
      ),
  ],
  [
    'sparseReshape',
    () =>
      Object.values(
        tf.sparse.sparseReshape(
          ids([
            [0, 0],
            [2, 1],
          ]) as tf.Tensor2D,
          ids([4, 3]) as tf.Tensor1D,
          ids([2, -1]) as tf.Tensor1D,
        ),
      ),
  ],
  [
    'sparseSegmentSum',
    () => tf.sparse.sparseSegmentSum(float([5, 3]), ids([0, 4, 1]) as tf.Tensor1D, ids([0, 0, 2]) as tf.Tensor1D),
  ],
  [
    'sparseSegmentMean',
    () => tf.sparse.sparseSegmentMean(float([5, 3]), ids([0, 4, 1]) as tf.Tensor1D, ids([0, 0, 2]) as tf.Tensor1D),
  ],
  [
    'moments',
    () => {
      const { mean, variance } = tf.moments(float([3, 4, 5]), [0, 2], true);
      return [mean, variance];
    },
  ],
  ['norm', () => tf.norm(float([3, 4]), 2, 1)],
  ['stringSplit', () => Object.values<tf.Tensor>(tf.string.stringSplit(tf.tensor1d(['a b', 'c']), ' '))],
];
