import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { backends, checkGradients, numbers, startBackend } from './testing/check-gradients.ts';

type Case = [name: string, shapes: number[][], f: (...x: tf.Tensor[]) => tf.Tensor];

const rank4 = (x: tf.Tensor): tf.Tensor4D => x as tf.Tensor4D;
const ids = (values: number[] | number[][]): tf.Tensor => tf.tensor(values, undefined, 'int32');
const crop =
  (size: [number, number], method: 'bilinear' | 'nearest') =>
  (image: tf.Tensor): tf.Tensor => {
    const boxes = tf.tensor2d([0.1, 0.2, 0.8, 0.9, -0.2, 0.1, 0.7, 1.3, 0.9, 0.8, 0.1, 0.2], [3, 4]);
    return tf.image.cropAndResize(rank4(image), boxes, ids([1, 0, 1]) as tf.Tensor1D, size, method);
  };

/** A turn with a shift, one with a slant, and one with perspective that leaves part of the image. */
const moves = [
  [0.8, -0.5, 1.3, 0.45, 0.9, -0.7, 0, 0],
  [1.1, 0.3, -0.4, 0.2, 1.2, 0.6, 0, 0],
  [0.9, 0.1, 0.3, -0.2, 1.1, 0.4, 0.04, -0.03],
];
const transformed =
  (method: 'bilinear' | 'nearest', mode: 'constant' | 'reflect' | 'wrap' | 'nearest', size?: [number, number]) =>
  (image: tf.Tensor): tf.Tensor =>
    tf.image.transform(rank4(image), tf.tensor2d(moves.slice(0, image.shape[0])), method, mode, 0.3, size);

const cases: Case[] = [
  ['transform', [[1, 5, 4, 2]], transformed('bilinear', 'constant')],
  ['transform, reflected', [[1, 4, 5, 1]], transformed('bilinear', 'reflect')],
  ['transform, wrapped', [[1, 4, 5, 1]], transformed('bilinear', 'wrap')],
  ['transform to another size, with the nearest edge', [[1, 4, 5, 1]], transformed('bilinear', 'nearest', [6, 3])],
  ['transform to the nearest pixel', [[1, 5, 4, 2]], transformed('nearest', 'constant')],
  ['transform of one pixel', [[1, 1, 1, 3]], transformed('bilinear', 'reflect', [2, 2])],
  ['rotateWithOffset', [[2, 5, 6, 3]], (x) => tf.image.rotateWithOffset(rank4(x), 0.7, [0.1, 0.2, 0.3], [0.4, 0.6])],
  ['rotateWithOffset of one channel', [[1, 4, 4, 1]], (x) => tf.image.rotateWithOffset(rank4(x), -2)],
  ['sparseSegmentSum', [[5, 3]], (x) => tf.sparse.sparseSegmentSum(x, ids([0, 4, 1, 4]) as tf.Tensor1D, ids([0, 0, 2, 2]) as tf.Tensor1D)], // prettier-ignore
  ['sparseSegmentMean', [[5, 3]], (x) => tf.sparse.sparseSegmentMean(x, ids([0, 4, 1, 4, 4]) as tf.Tensor1D, ids([0, 0, 2, 2, 2]) as tf.Tensor1D)], // prettier-ignore
  ['sparseSegmentMean of a vector', [[4]], (x) => tf.sparse.sparseSegmentMean(x, ids([3, 0, 3]) as tf.Tensor1D, ids([0, 1, 1]) as tf.Tensor1D)], // prettier-ignore
  ['diag', [[4]], (x) => tf.diag(x)],
  ['diag of a matrix', [[2, 3]], (x) => tf.diag(x)],
  ['stridedSlice', [[4, 5]], (x) => tf.stridedSlice(x, [1, 0], [4, 5], [2, 2])],
  ['stridedSlice backwards', [[4, 5]], (x) => tf.stridedSlice(x, [3, 4], [0, 0], [-1, -2])],
  ['stridedSlice with an ellipsis', [[2, 3, 4]], (x) => tf.stridedSlice(x, [0, 1], [2, 4], [1, 2], 0, 0, 1)],
  ['cumprod', [[2, 3, 4]], (x) => tf.cumprod(x, 2)],
  ['cumprod along the first axis, exclusive', [[5, 2]], (x) => tf.cumprod(x, 0, true)],
  ['cumprod along the middle, reversed', [[2, 3, 2]], (x) => tf.cumprod(x, 1, false, true)],
  ['cumprod exclusive and reversed', [[7]], (x) => tf.cumprod(x, 0, true, true)],
  ['cumprod of one', [[1]], (x) => tf.cumprod(x, 0)],
  ['cropAndResize', [[2, 5, 4, 3]], crop([3, 4], 'bilinear')],
  ['cropAndResize to one row', [[2, 3, 5, 1]], crop([1, 6], 'bilinear')],
  ['cropAndResize to the nearest', [[2, 5, 4, 3]], crop([3, 1], 'nearest')],
  ['cropAndResize, the corners', [[2, 4]], (boxes) => tf.image.cropAndResize(numbers([2, 7, 6, 2]) as tf.Tensor4D, tf.add<tf.Tensor2D>(0.3, tf.mul(boxes, 0.15)), ids([1, 0]) as tf.Tensor1D, [3, 2], 'bilinear')], // prettier-ignore
  ['cropAndResize to one column, the corners', [[1, 4]], (boxes) => tf.image.cropAndResize(numbers([1, 7, 6, 2]) as tf.Tensor4D, tf.add<tf.Tensor2D>(0.3, tf.mul(boxes, 0.15)), ids([0]) as tf.Tensor1D, [2, 1], 'bilinear')], // prettier-ignore
  ['sparseToDense', [[3], []], (x, rest) => tf.sparseToDense(ids([[0, 1], [2, 0], [1, 1]]), x, [3, 2], rest as tf.Scalar)], // prettier-ignore
  ['sparseToDense of a vector', [[2]], (x) => tf.sparseToDense(ids([3, 1]), x, [5], 0)],
  ['sparseToDense of a single value', [[], []], (x, rest) => tf.sparseToDense(ids([[3], [1]]), x, [5], rest as tf.Scalar)], // prettier-ignore
  ['tensorScatterUpdate', [[4, 2], [2, 2]], (x, updates) => tf.tensorScatterUpdate(tf.mul(x, 1), ids([[3], [1]]), updates)], // prettier-ignore
  ['mirrorPad, reflect', [[3, 4]], (x) => tf.mirrorPad(x, [[2, 1], [0, 3]], 'reflect')], // prettier-ignore
  ['mirrorPad, symmetric', [[2, 3]], (x) => tf.mirrorPad(x, [[2, 1], [1, 3]], 'symmetric')], // prettier-ignore
  ['flipLeftRight', [[2, 2, 3, 2]], (x) => tf.image.flipLeftRight(rank4(x))],
  ['tile of rank 1', [[3]], (x) => tf.tile(x, [2])],
  ['tile of rank 5', [[2, 1, 2, 1, 2]], (x) => tf.tile(x, [1, 3, 2, 1, 2])],
  ['tile of a scalar and of nothing', [[2, 2]], (x) => tf.tile(x, [1, 1])],
  ['unstack', [[2, 3, 2]], (x) => tf.stack([...tf.unstack(x, 1)].reverse(), 1)],
  ['unstack of one part', [[2, 1, 3]], (x) => tf.square(tf.unstack(x, 1)[0] ?? x)],
  ['broadcastTo', [[3, 1]], (x) => tf.broadcastTo(x, [2, 3, 4])],
  ['maximum with broadcasting', [[2, 3], [3]], (a, b) => tf.maximum(a, b)], // prettier-ignore
  ['minimum with broadcasting', [[4, 1], [2, 1, 3]], (a, b) => tf.minimum(a, tf.mul(b, 1.2))], // prettier-ignore
  ['max along an axis', [[3, 4, 2]], (x) => tf.max(x, 1)],
  ['min of all, kept', [[3, 4]], (x) => tf.min(x, undefined, true)],
];

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it.each(cases)('%s', (_, shapes, f) => {
    checkGradients(f, () => shapes.map((shape, i) => numbers(shape, i)));
  });

  it('cumprod with zeros', () => {
    const cumprod = (exclusive: boolean, reverse: boolean) => (x: tf.Tensor) => tf.cumprod(x, 1, exclusive, reverse);
    for (const flags of [0, 1, 2, 3]) {
      checkGradients(cumprod((flags & 1) > 0, (flags & 2) > 0), () => [
        tf.tensor2d([2, 0, 3, -1, 0, 0, 1, 2, 1, 0.5, -2, 0], [3, 4]),
      ]);
    }
  });

  it('cumprod, whatever the numbers', () => {
    const lists = fc.array(fc.constantFrom(-2, -1, -0.5, 0, 0.5, 1, 2), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(lists, fc.boolean(), fc.boolean(), (list, exclusive, reverse) => {
        checkGradients((x) => tf.cumprod(x, 0, exclusive, reverse), () => [tf.tensor1d(list)]); // prettier-ignore
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('equal ones share the gradient of a maximum', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([2, 2, 1, 0, 3, 3, 3, 2], [2, 4]);
      const gradient = (f: (x: tf.Tensor) => tf.Tensor): number[] => Array.from(tf.grad(f)(x).dataSync());
      expect(gradient((t) => tf.max(t, 1))).toEqual([0.5, 0.5, 0, 0, ...[1, 1, 1].map((v) => Math.fround(v / 3)), 0]);
      expect(gradient((t) => tf.min(t))).toEqual([0, 0, 0, 1, 0, 0, 0, 0]);
      expect(gradient((t) => tf.maximum(t, 2))).toEqual([1, 1, 0, 0, 1, 1, 1, 1]);
    });
  });

  if (backend === 'wasm') {
    // cpu transforms the first image alone.
    it.each(['bilinear', 'nearest'] as const)('transform of several images, %s', (method) => {
      const f = (image: tf.Tensor): tf.Tensor => transformed(method, 'constant', [4, 6])(image);
      checkGradients(f, () => [numbers([3, 4, 5, 2])]);
      const shared = tf.tensor2d(moves.slice(2));
      checkGradients((x) => tf.image.transform(rank4(x), shared, method, 'reflect'), () => [numbers([2, 4, 3, 1])]); // prettier-ignore
      shared.dispose();
    });

    // cpu gives a tensor of another shape than its values have.
    it('stridedSlice to a row of a new axis', () => {
      checkGradients((x) => tf.stridedSlice(x, [2, 0, 1], [3, 1, 5], [1, 1, 2], 0, 0, 0, 2, 1), () => [numbers([4, 5, 2])]); // prettier-ignore
    });

    it('depthToSpace with channels first', () => {
      checkGradients((x) => tf.depthToSpace(rank4(x), 2, 'NCHW'), () => [numbers([2, 8, 2, 3])]); // prettier-ignore
    });
  }
});
