import * as tf from '@tensorflow/tfjs-core';
import { CannotError } from './contender.ts';
import { randomValues, sizeOf } from './data.ts';

/** Images and filters as they are in the middle of the CNN, batch 64. */
const IMAGES: [number, number, number, number] = [64, 13, 13, 32];
const FILTER: [number, number, number, number] = [3, 3, 32, 64];
const FEATURES: [number, number, number, number] = [64, 11, 11, 64];
const STRIDES = { strides: 1, pad: 'valid' as const };

function random<R extends tf.Rank = tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return tf.tensor(randomValues(sizeOf(shape)), shape);
}

/** A call of a kernel by name; it is an error where the backend has none. */
function kernel(name: string, inputs: tf.NamedTensorMap, attrs: object = {}): () => unknown {
  if ((tf.getKernel(name, tf.getBackend()) as object | null | undefined) == null)
    throw new CannotError(`it has no ${name} kernel`);
  return () => tf.engine().runKernel(name, inputs, attrs as unknown as tf.NamedAttrMap);
}

function unary(compute: (x: tf.Tensor) => tf.Tensor): () => () => unknown {
  return () => {
    const x = random(FEATURES);
    return () => compute(x);
  };
}

function convolutionFilterGradient(): () => unknown {
  const attrs = { ...STRIDES, dataFormat: 'NHWC', dimRoundingMode: undefined, filterShape: FILTER };
  return kernel('Conv2DBackpropFilter', { x: random(IMAGES), dy: random(FEATURES) }, attrs);
}

function convolutionInputGradient(): () => unknown {
  const attrs = { ...STRIDES, dataFormat: 'NHWC', dimRoundingMode: undefined, inputShape: IMAGES };
  return kernel('Conv2DBackpropInput', { dy: random(FEATURES), filter: random(FILTER) }, attrs);
}

function poolGradient(): () => unknown {
  const [input, output] = [random([64, 26, 26, 32]), random(IMAGES)];
  const attrs = { filterSize: 2, strides: 2, pad: 'valid' };
  return kernel('MaxPoolGrad', { dy: output, input, output }, attrs);
}

/** One update of 100,000 weights: a fused kernel where there is one, otherwise what `tf.train` does. */
function adam(): () => unknown {
  const gradient = random([100_000]);
  const names = ['variable', 'm', 'v'] as const;
  const variables = Object.fromEntries(names.map((name) => [name, tf.variable(random([100_000]))]));
  const attrs = { alpha: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
  if ((tf.getKernel('AdamUpdate', tf.getBackend()) as object | null | undefined) != null)
    return kernel('AdamUpdate', { ...variables, gradient }, attrs);
  const optimizer = tf.train.adam();
  const variable = tf.variable(random([100_000]));
  return () => optimizer.applyGradients([{ name: variable.name, tensor: gradient }]);
}

/** By the name of the work, what makes the tensors and returns the computation to repeat. */
export const kernelTasks: Record<string, () => () => unknown> = {
  conv2d: () => {
    const [x, filter] = [random<tf.Rank.R4>(IMAGES), random<tf.Rank.R4>(FILTER)];
    return () => tf.conv2d(x, filter, 1, 'valid');
  },
  'conv2d-first': () => {
    const [x, filter] = [random<tf.Rank.R4>([64, 28, 28, 1]), random<tf.Rank.R4>([3, 3, 1, 32])];
    return () => tf.conv2d(x, filter, 1, 'valid');
  },
  'conv2d-filter-gradient': convolutionFilterGradient,
  'conv2d-input-gradient': convolutionInputGradient,
  'depthwise-conv2d': () => {
    const [x, filter] = [random<tf.Rank.R4>(IMAGES), random<tf.Rank.R4>([3, 3, 32, 1])];
    return () => tf.depthwiseConv2d(x, filter, 1, 'valid');
  },
  'max-pool': () => {
    const x = random<tf.Rank.R4>([64, 26, 26, 32]);
    return () => tf.maxPool(x, 2, 2, 'valid');
  },
  'max-pool-gradient': poolGradient,
  'avg-pool': () => {
    const x = random<tf.Rank.R4>([64, 26, 26, 32]);
    return () => tf.avgPool(x, 2, 2, 'valid');
  },
  softmax: () => {
    const x = random([4096, 64]);
    return () => tf.softmax(x);
  },
  exp: unary(tf.exp),
  tanh: unary(tf.tanh),
  sigmoid: unary(tf.sigmoid),
  relu: unary(tf.relu),
  add: () => {
    const [a, b] = [random(FEATURES), random(FEATURES)];
    return () => tf.add(a, b);
  },
  'add-bias': () => {
    const [a, b] = [random(FEATURES), random([64])];
    return () => tf.add(a, b);
  },
  'sum-leading-axes': () => {
    const x = random(FEATURES);
    return () => tf.sum(x, [0, 1, 2]);
  },
  transpose: () => {
    const x = random([64, 64, 4, 16]);
    return () => tf.transpose(x, [0, 2, 1, 3]);
  },
  gather: () => {
    const [x, rows] = [
      random([5000, 64]),
      tf.tensor1d(
        Int32Array.from({ length: 5120 }, (_, i) => (i * 7) % 5000),
        'int32',
      ),
    ];
    return () => tf.gather(x, rows);
  },
  'matmul-transposed': () => {
    const [a, b] = [random<tf.Rank.R2>([64, 784]), random<tf.Rank.R2>([64, 128])];
    return () => tf.matMul(a, b, true);
  },
  'matmul-batched': () => {
    const [a, b] = [random<tf.Rank.R3>([128, 64, 16]), random<tf.Rank.R3>([128, 64, 16])];
    return () => tf.matMul(a, b, false, true);
  },
  adam,
};
