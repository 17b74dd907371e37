import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../kernels.ts';
import { gradient, savedTensor } from './tape.ts';

type PoolAttrs = tf.MaxPoolAttrs & tf.MaxPool3DAttrs;

interface Pooled {
  dy: tf.Tensor;
  input: tf.Tensor;
  output: tf.Tensor;
}

function runGradient(kernelName: string, { dy, input, output }: Pooled, attrs: object): tf.Tensor {
  return savedTensor(runKernel(kernelName, { dy, input, output }, attrs), 0);
}

/** tfjs-core's own forgets how a number of windows that is no whole one was rounded. */
const maxPool = gradient<tf.MaxPoolAttrs>(
  { kernelName: 'MaxPool', inputsToSave: ['x'], outputsToSave: [true] },
  ({ dy, saved, attrs }) => ({
    x: () => runGradient('MaxPoolGrad', { dy, input: savedTensor(saved, 0), output: savedTensor(saved, 1) }, attrs),
  }),
);

/** The same, where the places of the largest come out too: they do not move. */
const maxPoolWithArgmax: tf.GradConfig = {
  kernelName: 'MaxPoolWithArgmax',
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dys, saved, attrs) => ({
    x: () => {
      const dy = savedTensor(dys as tf.Tensor[], 0);
      return runGradient('MaxPoolGrad', { dy, input: savedTensor(saved, 0), output: savedTensor(saved, 1) }, attrs);
    },
  }),
};

/** Sizes along depth, height and width. */
type Sizes = readonly [number, number, number];

function sizesOf(sizes: number | readonly number[]): Sizes {
  return (typeof sizes === 'number' ? [sizes, sizes, sizes] : sizes) as Sizes;
}

/**
 * Volumes are pooled plane by plane, and what comes of that along the depth; so is the gradient, as tfjs's cpu kernel for
 * volumes confuses the height of a window with its width.
 */
function inTwoSteps({ dy, input, output }: Pooled, attrs: PoolAttrs): tf.Tensor {
  const { pad, dimRoundingMode } = attrs;
  const [deep, high, wide] = sizesOf(attrs.filterSize);
  const [down, along, across] = sizesOf(attrs.strides);
  const [batch = 0, depth = 0, height = 0, width = 0, channels = 0] = input.shape;
  const [, newDepth = 0, newHeight = 0, newWidth = 0] = output.shape;
  const plane = newHeight * newWidth;
  // A number of paddings would be taken with the height of the window for both axes.
  const pads = (...axes: number[]): unknown =>
    typeof pad === 'number' ? [0, ...axes.map((isPadded) => isPadded * pad), 0].map((size) => [size, size]) : pad;
  const ofPlanes = { filterSize: [high, wide], strides: [along, across], pad: pads(1, 1), dimRoundingMode };
  const ofDepth = { filterSize: [deep, 1], strides: [down, 1], pad: pads(1, 0), dimRoundingMode };
  const planes = tf.reshape(input, [batch * depth, height, width, channels]);
  const pooled = savedTensor(runKernel('MaxPool', { x: planes }, ofPlanes), 0);
  const columns = {
    dy: tf.reshape(dy, [batch, newDepth, plane, channels]),
    input: tf.reshape(pooled, [batch, depth, plane, channels]),
    output: tf.reshape(output, [batch, newDepth, plane, channels]),
  };
  const dPooled = tf.reshape(runGradient('MaxPoolGrad', columns, ofDepth), pooled.shape);
  return tf.reshape(runGradient('MaxPoolGrad', { dy: dPooled, input: planes, output: pooled }, ofPlanes), input.shape);
}

const maxPool3d = gradient<PoolAttrs>(
  { kernelName: 'MaxPool3D', inputsToSave: ['x'], outputsToSave: [true] },
  ({ dy, saved, attrs }) => ({
    x: () => {
      const pooled = { dy, input: savedTensor(saved, 0), output: savedTensor(saved, 1) };
      const [, high, wide] = sizesOf(attrs.filterSize);
      const isRight = high === wide || hasKernel('AveragePoolGradient');
      return isRight ? runGradient('MaxPool3DGrad', pooled, attrs) : inTwoSteps(pooled, attrs);
    },
  }),
);

export const maxPoolingGradients: readonly tf.GradConfig[] = [maxPool, maxPool3d, maxPoolWithArgmax];
