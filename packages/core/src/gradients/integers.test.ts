import * as tf from '@tensorflow/tfjs-core';
import { backends, startBackend } from './testing/check-gradients.ts';
import { binary, unary } from './testing/cases/elementwise.ts';

type Op = (x: tf.Tensor) => tf.Tensor | tf.Tensor[];

const square = [[1, 2], [3, 4]]; // prettier-ignore
const rank4 = (x: tf.Tensor): tf.Tensor4D => tf.reshape(x, [1, 2, 2, 1]);
const x1 = (x: tf.Tensor): tf.Tensor1D => tf.reshape(x, [4]);

/** Ops that take whole numbers, beside those of one number or two. */
const ops: Record<string, Op> = {
  sum: (x) => tf.sum(x, 0),
  mean: (x) => tf.mean(x),
  prod: (x) => tf.prod(x),
  max: (x) => tf.max(x, 1),
  min: (x) => tf.min(x, 0, true),
  any: (x) => tf.any(tf.cast(x, 'bool')),
  all: (x) => tf.all(tf.cast(x, 'bool'), 1),
  argMax: (x) => tf.argMax(x, 1),
  argMin: (x) => tf.argMin(x, 1),
  cumsum: (x) => tf.cumsum(x, 1),
  cumprod: (x) => tf.cumprod(x, 1),
  topk: (x) => tf.topk(x, 1).values,
  split: (x) => tf.split(x, 2, 0),
  'split into one': (x) => tf.split(x, 1, 0),
  unstack: (x) => tf.unstack(x),
  concat: (x) => tf.concat([x, x]),
  stack: (x) => tf.stack([x, x], 1),
  slice: (x) => tf.slice(x, [0, 1], [2, 1]),
  stridedSlice: (x) => tf.stridedSlice(x, [0, 0], [2, 2], [1, 2]),
  pad: (x) => tf.pad(x, [[1, 0], [0, 1]]), // prettier-ignore
  mirrorPad: (x) => tf.mirrorPad(x, [[1, 0], [0, 1]], 'symmetric'), // prettier-ignore
  tile: (x) => tf.tile(x, [2, 1]),
  broadcastTo: (x) => tf.broadcastTo(x, [2, 2, 2]),
  reverse: (x) => tf.reverse(x, 0),
  transpose: (x) => tf.transpose(x),
  reshape: (x) => tf.reshape(x, [4]),
  expandDims: (x) => tf.expandDims(x, 1),
  gather: (x) => tf.gather(x, tf.tensor1d([1, 1, 0], 'int32')),
  'gather by it': (x) => tf.gather(tf.tensor1d([1, 2, 3, 4, 5]), x),
  gatherND: (x) => tf.gatherND(x, tf.tensor2d([[1, 0]], [1, 2], 'int32')),
  scatterND: (x) => tf.scatterND(tf.tensor2d([[1], [0]], [2, 1], 'int32'), x, [3, 2]),
  'scatterND by it': (x) => tf.scatterND(tf.reshape(x, [4, 1]), tf.ones([4]), [5]),
  unsortedSegmentSum: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 1], 'int32'), 2),
  'unsortedSegmentSum by it': (x) => tf.unsortedSegmentSum(tf.ones([4]), x1(x), 5),
  oneHot: (x) => tf.oneHot(x, 5),
  where: (x) => tf.where(tf.greater(x, 2), x, tf.mul(x, 2)),
  'where it is true': (x) => tf.where(tf.cast(x, 'bool'), tf.ones([2, 2]), tf.zeros([2, 2])),
  bincount: (x) => tf.bincount(x1(x), tf.tensor1d([]), 5),
  bitwiseAnd: (x) => tf.bitwiseAnd(x, tf.onesLike(x)),
  searchSorted: (x) => tf.searchSorted(x, x),
  spaceToBatchND: (x) => tf.spaceToBatchND(rank4(x), [2, 2], [[0, 0], [0, 0]]), // prettier-ignore
  batchToSpaceND: (x) => tf.batchToSpaceND(tf.reshape(x, [4, 1, 1, 1]), [2, 2], [[0, 0], [0, 0]]), // prettier-ignore
  addN: (x) => tf.addN([x, x]),
  multinomial: (x) => tf.multinomial(tf.cast(x, 'float32') as tf.Tensor2D, 2, 1),
  comparisons: (x) => [tf.equal, tf.notEqual, tf.less, tf.lessEqual, tf.greater, tf.greaterEqual].map((f) => f(x, 2)),
  logic: (x) => [tf.logicalAnd, tf.logicalOr, tf.logicalXor].map((f) => f(tf.cast(x, 'bool'), tf.greater(x, 2))),
  'a product with a matrix': (x) => tf.matMul(tf.cast(x, 'float32'), tf.ones([2, 2])),
};

/** Ops that tfjs refuses whole numbers for, or that its wasm backend leaves undone for them. */
const refused = /^(acosh|asinh|ceil|cosh?|elu.*|floor|log|log1p|logSigmoid|rsqrt|sigmoid.*|sin|sqrt|tan|tanh.*)$/;

const all: Record<string, Op> = {
  ...Object.fromEntries(Object.entries(unary).map(([name, [, , f]]) => [name, f])),
  ...Object.fromEntries(Object.entries(binary).map(([name, [, , f]]): [string, Op] => [name, (x) => f(x, x)])),
  ...ops,
};

describe.each(backends)('of whole numbers that come from x, on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it.each(Object.keys(all).filter((name) => !refused.test(name)))('%s has a gradient, of zeros', (name) => {
    const op = all[name] ?? tf.clone;
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const gradient = tf.grad((x) => {
        const answers = tf.tidy(() => [op(tf.cast(x, 'int32'))].flat().map((y) => tf.cast(y, 'float32')));
        return tf.add(tf.sum(tf.mul(x, 0)), tf.sum(tf.concat(answers.map((y) => tf.reshape(y, [-1])))));
      })(tf.tensor2d(square));
      expect(gradient.dtype).toBe('float32');
      expect(gradient.arraySync()).toEqual([[0, 0], [0, 0]]); // prettier-ignore
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
