import * as tf from '@tensorflow/tfjs-core';
import { hasKernel } from '../kernels.ts';
import { backends, checkGradients, numbers, startBackend } from './testing/check-gradients.ts';

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  const rank4 = (x: tf.Tensor): tf.Tensor4D => x as tf.Tensor4D;
  const normalized = (...tensors: tf.Tensor[]): tf.Tensor => {
    const [x, mean, spread, offset, scale] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const inputs = { x, mean, variance: tf.add(tf.square(spread), 0.5), offset, scale };
    return tf.engine().runKernel('FusedBatchNorm', inputs, { varianceEpsilon: 0.1 });
  };
  const logSoftmax = (logits: tf.Tensor): tf.Tensor =>
    hasKernel('LogSoftmax') ? tf.engine().runKernel('LogSoftmax', { logits }, { axis: -1 }) : tf.logSoftmax(logits);
  const ids = (values: number[][]): tf.Tensor => tf.tensor(values, undefined, 'int32');

  it.each<[string, number[][], (...x: tf.Tensor[]) => tf.Tensor]>([
    ['batch normalisation of volumes by given moments', [[2, 1, 2, 1, 2], [2], [2], [2], [2]], normalized],
    [
      'batch normalisation by moments of every entry',
      [
        [2, 1, 1, 2],
        [2, 1, 1, 2],
        [2, 1, 1, 2],
        [2, 1, 1, 2],
        [2, 1, 1, 2],
      ],
      normalized,
    ],
    [
      'dilated conv2d, same',
      [
        [1, 5, 6, 2],
        [3, 2, 2, 3],
      ],
      (x, w) => tf.conv2d(rank4(x), rank4(w), 1, 'same', 'NHWC', [2, 3]),
    ],
    [
      'dilated conv2d, valid',
      [
        [2, 6, 5, 1],
        [2, 3, 1, 2],
      ],
      (x, w) => tf.conv2d(rank4(x), rank4(w), 1, 'valid', 'NHWC', 2),
    ],
    [
      'strided conv2d',
      [
        [1, 5, 5, 2],
        [3, 3, 2, 2],
      ],
      (x, w) => tf.conv2d(rank4(x), rank4(w), 2, 'same'),
    ],
    [
      'depthwise conv2d',
      [
        [1, 4, 4, 2],
        [3, 3, 2, 2],
      ],
      (x, w) => tf.depthwiseConv2d(rank4(x), rank4(w), 1, 'same'),
    ],
    [
      'dilated depthwise conv2d',
      [
        [1, 5, 5, 2],
        [2, 2, 2, 1],
      ],
      (x, w) => tf.depthwiseConv2d(rank4(x), rank4(w), 1, 'same', 'NHWC', 2),
    ],
    [
      'conv3d',
      [
        [1, 3, 3, 4, 2],
        [2, 2, 2, 2, 2],
      ],
      (x, w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 1, 'same'),
    ],
    [
      'conv3dTranspose',
      [
        [1, 2, 2, 2, 2],
        [2, 2, 2, 1, 2],
      ],
      (x, w) => tf.conv3dTranspose(x as tf.Tensor5D, w as tf.Tensor5D, [1, 4, 4, 4, 1], 2, 'same'),
    ],
    ['average pooling, same', [[1, 5, 4, 2]], (x) => tf.avgPool(rank4(x), [3, 2], [2, 1], 'same')],
    ['average pooling, valid', [[1, 5, 4, 2]], (x) => tf.avgPool(rank4(x), 2, 2, 'valid')],
    [
      'batched matMul with one right side',
      [
        [2, 3, 4],
        [4, 5],
      ],
      (a, b) => tf.matMul(a, b),
    ],
    [
      'batched matMul, left transposed',
      [
        [3, 4],
        [2, 3, 5],
      ],
      (a, b) => tf.matMul(a, b, true, false),
    ],
    [
      'batched matMul, right transposed',
      [
        [2, 3, 4],
        [1, 5, 4],
      ],
      (a, b) => tf.matMul(a, b, false, true),
    ],
    [
      'batched matMul, both transposed',
      [
        [2, 4, 3],
        [5, 4],
      ],
      (a, b) => tf.matMul(a, b, true, true),
    ],
    ['squaredDifference with broadcasting', [[2, 3], [3]], (a, b) => tf.squaredDifference(a, b)],
    [
      'squaredDifference, the other way',
      [
        [2, 1],
        [4, 2, 3],
      ],
      (a, b) => tf.squaredDifference(a, b),
    ],
    ['log-softmax of rows', [[2, 3, 5]], logSoftmax],
    ['cumsum along the first axis', [[3, 2, 2]], (x) => tf.cumsum(x, 0)],
    ['cumsum along the middle, exclusive and reversed', [[2, 4, 2]], (x) => tf.cumsum(x, 1, true, true)],
    ['prod along an axis', [[2, 3, 2]], (x) => tf.prod(x, 1)],
    ['prod along several axes, kept', [[2, 3, 2]], (x) => tf.prod(x, [0, 2], true)],
    ['prod of all', [[2, 3]], (x) => tf.prod(x)],
    [
      'gather along the first axis',
      [[4, 3]],
      (x) =>
        tf.gather(
          x,
          ids([
            [3, 3],
            [0, 1],
          ]),
        ),
    ],
    ['gather along the last axis', [[2, 4]], (x) => tf.gather(x, ids([[3, 3, 0]]), 1)],
    [
      'gather with a batch axis',
      [[2, 4, 3]],
      (x) =>
        tf.gather(
          x,
          ids([
            [3, 3],
            [0, 1],
          ]),
          1,
          1,
        ),
    ],
    [
      'gather with a batch axis, further in',
      [[2, 3, 4]],
      (x) =>
        tf.gather(
          x,
          ids([
            [3, 3],
            [0, 1],
          ]),
          2,
          1,
        ),
    ],
    [
      'resizeBilinear to [7, 3], false, false',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeBilinear(rank4(x), [7, 3], false, false),
    ],
    [
      'resizeBilinear to [2, 6], false, false',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeBilinear(rank4(x), [2, 6], false, false),
    ],
    [
      'resizeBilinear to [7, 3], true, false',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeBilinear(rank4(x), [7, 3], true, false),
    ],
    [
      'resizeBilinear to [2, 6], true, false',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeBilinear(rank4(x), [2, 6], true, false),
    ],
    [
      'resizeBilinear to [7, 3], false, true',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeBilinear(rank4(x), [7, 3], false, true),
    ],
    [
      'resizeBilinear to [2, 6], false, true',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeBilinear(rank4(x), [2, 6], false, true),
    ],
    [
      'resizeNearestNeighbor to [7, 3], false, false',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeNearestNeighbor(rank4(x), [7, 3], false, false),
    ],
    [
      'resizeNearestNeighbor to [2, 6], false, false',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeNearestNeighbor(rank4(x), [2, 6], false, false),
    ],
    [
      'resizeNearestNeighbor to [7, 3], true, false',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeNearestNeighbor(rank4(x), [7, 3], true, false),
    ],
    [
      'resizeNearestNeighbor to [2, 6], true, false',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeNearestNeighbor(rank4(x), [2, 6], true, false),
    ],
    [
      'resizeNearestNeighbor to [7, 3], false, true',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeNearestNeighbor(rank4(x), [7, 3], false, true),
    ],
    [
      'resizeNearestNeighbor to [2, 6], false, true',
      [[2, 3, 4, 2]],
      (x) => tf.image.resizeNearestNeighbor(rank4(x), [2, 6], false, true),
    ],
    [
      'einsum',
      [
        [2, 3, 4],
        [4, 2, 3],
      ],
      (a, b) => tf.einsum('abc,chd->abhd', a, b),
    ],
    [
      'average pooling over three axes',
      [[1, 3, 4, 3, 2]],
      (x) => tf.avgPool3d(x as tf.Tensor5D, [2, 3, 2], [2, 1, 2], 'same'),
    ],
    [
      'gatherND',
      [[3, 4]],
      (x) =>
        tf.gatherND(
          x,
          ids([
            [0, 1],
            [2, 3],
            [0, 1],
          ]),
        ),
    ],
    ['gatherND of rows', [[3, 4]], (x) => tf.gatherND(x, ids([[2], [0]]))],
    ['scatterND', [[3]], (x) => tf.scatterND(ids([[4], [1], [4]]), x, [6])],
    ['depthToSpace', [[2, 2, 3, 8]], (x) => tf.depthToSpace(rank4(x), 2, 'NHWC')],
    ['topk', [[3, 5]], (x) => tf.topk(x, 2).values],
    ['softmax', [[3, 4]], (x) => tf.softmax(x)],
    ['abs', [[5]], (x) => tf.abs(x)],
  ])('%s', (_, shapes, f) => {
    checkGradients(f, () => shapes.map((shape, i) => numbers(shape, i)));
  });

  it('prod with a zero', () => {
    tf.tidy(() => {
      const gradient = tf.grad((x) => tf.prod(x))(tf.tensor([2, 0, 3]));
      expect(Array.from(gradient.dataSync())).toEqual([0, 6, 0]);
    });
  });
});
