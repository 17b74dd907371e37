import * as tf from '@tensorflow/tfjs-core';
import { float, positive, truth, whole, type Case } from './values.ts';

const shapes = [[1], [7], [3, 5], [2, 1, 9], [1, 4, 3, 2], [2, 3, 1, 2, 3]];

type Unary = (x: tf.Tensor) => tf.Tensor;

function everywhere(functions: Record<string, Unary>, make: (shape: number[]) => tf.Tensor): Case[] {
  return Object.entries(functions).flatMap(([name, f]) =>
    shapes.map((shape): Case => [`${name} [${shape.join()}]`, () => f(make(shape))]),
  );
}

export const unaryCases: Case[] = [
  ...everywhere(
    {
      abs: tf.abs,
      asin: tf.asin,
      asinh: tf.asinh,
      atan: tf.atan,
      atanh: (x) => tf.atanh(tf.mul(x, 0.9)),
      acos: tf.acos,
      ceil: tf.ceil,
      cos: tf.cos,
      cosh: tf.cosh,
      elu: tf.elu,
      erf: tf.erf,
      exp: tf.exp,
      expm1: tf.expm1,
      floor: tf.floor,
      isFinite: tf.isFinite,
      isInf: tf.isInf,
      isNaN: tf.isNaN,
      leakyRelu: tf.leakyRelu,
      neg: tf.neg,
      relu: tf.relu,
      relu6: (x) => tf.relu6(tf.mul(x, 9)),
      round: tf.round,
      selu: tf.selu,
      sigmoid: tf.sigmoid,
      sign: tf.sign,
      sin: tf.sin,
      sinh: tf.sinh,
      softplus: tf.softplus,
      step: (x) => tf.step(x, 0.3),
      square: tf.square,
      tan: tf.tan,
      tanh: tf.tanh,
      clip: (x) => tf.clipByValue(x, -0.5, 0.3),
      softmax: (x) => tf.softmax(x),
      logSoftmax: (x) => tf.logSoftmax(x),
      zerosLike: tf.zerosLike,
      onesLike: tf.onesLike,
      toInt: (x) => tf.cast(tf.mul(x, 5), 'int32'),
      toBool: (x) => tf.cast(x, 'bool'),
    },
    (shape) => float(shape, 3, 1),
  ),
  ...everywhere(
    {
      log: tf.log,
      log1p: tf.log1p,
      reciprocal: tf.reciprocal,
      rsqrt: tf.rsqrt,
      sqrt: tf.sqrt,
      acosh: (x) => tf.acosh(tf.add(x, 1)),
    },
    positive,
  ),
  ...everywhere(
    {
      absInt: tf.abs,
      negInt: tf.neg,
      squareInt: tf.square,
      signInt: tf.sign,
      reluInt: tf.relu,
      relu6Int: tf.relu6,
      clipInt: (x) => tf.clipByValue(x, -2, 4),
      castInt: (x) => tf.cast(x, 'float32'),
      zerosLikeInt: tf.zerosLike,
      onesLikeInt: tf.onesLike,
      stepInt: tf.step,
      isNaNInt: tf.isNaN,
      isInfInt: tf.isInf,
      isFiniteInt: tf.isFinite,
      leakyReluInt: (x) => tf.leakyRelu(x),
    },
    whole,
  ),
  ...everywhere(
    {
      not: (x) => tf.logicalNot(x),
      castBool: (x) => tf.cast(x, 'float32'),
      castBoolInt: (x) => tf.cast(x, 'int32'),
      zerosLikeBool: tf.zerosLike,
      onesLikeBool: tf.onesLike,
    },
    truth,
  ),
];

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
const pairs: [number[], number[]][] = [
  [[7], [7]],
  [[3, 5], [5]],
  [
    [3, 1],
    [1, 5],
  ],
  [
    [2, 3, 1, 2],
    [3, 4, 2],
  ],
  [[], [4]],
];

function pairwise(functions: Record<string, Binary>, make: (shape: number[], seed: number) => tf.Tensor): Case[] {
  return Object.entries(functions).flatMap(([name, f]) =>
    pairs.map(([a, b]): Case => [`${name} [${a.join()}] [${b.join()}]`, () => f(make(a, 1), make(b, 2))]),
  );
}

const comparisons: Record<string, Binary> = {
  equal: tf.equal,
  notEqual: tf.notEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
};
const arithmetic: Record<string, Binary> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
};
const suffixed = (table: Record<string, Binary>, suffix: string): Record<string, Binary> =>
  Object.fromEntries(Object.entries(table).map(([name, f]) => [name + suffix, f]));
const nonZero = (shape: number[], seed: number): tf.Tensor => tf.add(tf.abs(whole(shape, seed)), tf.scalar(1, 'int32'));

export const binaryCases: Case[] = [
  ...pairwise(
    {
      ...arithmetic,
      ...comparisons,
      div: (a, b) => tf.div(a, tf.add(b, 2)),
      mod: (a, b) => tf.mod(tf.mul(a, 9), tf.add(b, 2)),
      atan2: tf.atan2,
      prelu: (a, b) => tf.prelu(tf.add(a, tf.zerosLike(b)), b),
      prelu2: (a, b) => tf.prelu(tf.add(b, tf.zerosLike(a)), a),
    },
    float,
  ),
  ...pairwise({ pow: tf.pow }, positive),
  ...pairwise({ ...suffixed(arithmetic, 'Int'), ...suffixed(comparisons, 'Int') }, whole),
  ...pairwise(
    {
      divInt: tf.div,
      floorDivInt: tf.floorDiv,
      modInt: tf.mod,
      powInt: (a, b) => tf.pow(a, tf.minimum(b, tf.scalar(4, 'int32'))),
    },
    nonZero,
  ),
  ...shapes.map((shape): Case => [`bitwiseAnd [${shape.join()}]`, () => tf.bitwiseAnd(whole(shape), whole(shape, 2))]),
  ...pairwise(
    {
      and: tf.logicalAnd,
      or: tf.logicalOr,
      xor: tf.logicalXor,
      equalBool: tf.equal,
      notEqualBool: tf.notEqual,
      lessBool: tf.less,
    },
    truth,
  ),
];
