import * as tf from '@tensorflow/tfjs-core';
import { gradient, savedTensor, sumRepeats, sumToShape } from './tape.ts';

/** `|x|` is flat at 0, where tfjs-core's own gradient is -1. */
const abs = gradient({ kernelName: 'Abs', inputsToSave: ['x'] }, ({ dy, saved }) => ({
  x: () => tf.mul(dy, tf.sign(savedTensor(saved, 0))),
}));

interface Pair {
  a: tf.Tensor;
  b: tf.Tensor;
  dy: tf.Tensor;
}

/** A function of two numbers with broadcasting, from the gradients of what broadcasting made of them. */
function ofTwo(
  kernelName: string,
  [ofA, ofB]: readonly [(pair: Pair) => tf.Tensor, (pair: Pair) => tf.Tensor],
): tf.GradConfig {
  return gradient({ kernelName, inputsToSave: ['a', 'b'] }, ({ dy, saved }) => {
    const [a, b] = [savedTensor(saved, 0), savedTensor(saved, 1)];
    return { a: () => sumRepeats(ofA({ a, b, dy }), a.shape), b: () => sumRepeats(ofB({ a, b, dy }), b.shape) };
  });
}

/** Sums and differences: dy itself is nobody's to keep, so it is handed on as a new tensor. */
function sum(kernelName: 'Add' | 'Sub'): tf.GradConfig {
  return gradient({ kernelName, inputsToSave: ['a', 'b'] }, ({ dy, saved }) => {
    const [a, b] = [savedTensor(saved, 0), savedTensor(saved, 1)];
    const ofB = (): tf.Tensor => sumToShape(dy, b.shape);
    return { a: () => sumToShape(dy, a.shape), b: kernelName === 'Add' ? ofB : () => tf.neg(ofB()) };
  });
}

export const add: tf.GradConfig = /* @__PURE__ */ sum('Add');
export const sub: tf.GradConfig = /* @__PURE__ */ sum('Sub');
export const multiply: tf.GradConfig = /* @__PURE__ */ ofTwo('Multiply', [
  ({ b, dy }) => tf.mul(dy, b),
  ({ a, dy }) => tf.mul(dy, a),
]);

const atan2 = ofTwo('Atan2', [
  ({ a, b, dy }) => tf.mul(dy, tf.div(b, tf.add(tf.square(a), tf.square(b)))),
  ({ a, b, dy }) => tf.neg(tf.mul(dy, tf.div(a, tf.add(tf.square(a), tf.square(b))))),
]);

const mod = ofTwo('Mod', [
  ({ dy }) => tf.clone(dy),
  ({ a, b, dy }) => tf.neg(tf.mul(dy, tf.floor(tf.div(tf.cast(a, 'float32'), b)))),
]);

/**
 * `a^b`: what is to the power of 0 is flat, also at 0, where `b · a^(b - 1)` would be 0 · ∞. Where it is flat nothing passes,
 * not even an infinite dy, so that a norm (the root of a sum of powers) is flat at 0 and not NaN.
 */
const pow = gradient({ kernelName: 'Pow', inputsToSave: ['a', 'b'], outputsToSave: [true] }, ({ dy, saved }) => {
  const [a, b, y] = [savedTensor(saved, 0), savedTensor(saved, 1), savedTensor(saved, 2)];
  return {
    a: () => {
      const exponent = tf.sub(b, tf.cast(tf.notEqual(b, 0), 'float32'));
      const slope = tf.mul(b, tf.pow(a, exponent));
      const share = tf.mul(dy, slope);
      return sumRepeats(tf.where(tf.equal(slope, 0), tf.zerosLike(share), share), a.shape);
    },
    b: () => {
      const logarithm = tf.log(tf.cast(a, 'float32'));
      const slope = tf.mul(y, tf.where(tf.greater(a, 0), logarithm, tf.zerosLike(logarithm)));
      return sumRepeats(tf.mul(dy, slope), b.shape);
    },
  };
});

/** `(a - b)²` with broadcasting. */
const squaredDifference = ofTwo('SquaredDifference', [
  ({ a, b, dy }) => tf.mul(tf.mul(dy, 2), tf.sub(a, b)),
  ({ a, b, dy }) => tf.mul(tf.mul(dy, -2), tf.sub(a, b)),
]);

/** `a / b`; what is added up over the repeats of `b` is divided once. */
const realDiv = gradient({ kernelName: 'RealDiv', inputsToSave: ['a', 'b'] }, ({ dy, saved }) => {
  const [a, b] = [savedTensor(saved, 0), savedTensor(saved, 1)];
  return {
    a: () => sumRepeats(tf.div(dy, b), a.shape),
    b: () => tf.neg(tf.div(sumRepeats(tf.mul(dy, a), b.shape), tf.square(tf.cast(b, 'float32')))),
  };
});

/** `x` where it is positive and `alpha · x` elsewhere, also where `x` is repeated to the shape of `alpha`. */
const prelu = gradient({ kernelName: 'Prelu', inputsToSave: ['x', 'alpha'] }, ({ dy, saved }) => {
  const [x, alpha] = [savedTensor(saved, 0), savedTensor(saved, 1)];
  return {
    x: () => sumRepeats(tf.where(tf.greater(x, 0), dy, tf.mul(dy, alpha)), x.shape),
    alpha: () => sumRepeats(tf.mul(dy, tf.minimum(x, 0)), alpha.shape),
  };
});

/** tfjs-core's own does not take the whole numbers that the function takes. */
const softplus = gradient({ kernelName: 'Softplus', inputsToSave: ['x'] }, ({ dy, saved }) => ({
  x: () => tf.mul(dy, tf.sigmoid(tf.cast(savedTensor(saved, 0), 'float32'))),
}));

export const arithmeticGradients: readonly tf.GradConfig[] = [
  abs,
  atan2,
  mod,
  pow,
  prelu,
  realDiv,
  softplus,
  squaredDifference,
];
