import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { ConvGeometry } from './conv.ts';

/**
 * Convolves each channel by itself, with as many kernels as the last axis of `kernel` says: `[batch, …, in]` and
 * `[…, in, multiplier]` → `[batch, …, in * multiplier]`, for one or two spatial axes.
 */
export function depthwiseConv(x: Tensor, kernel: Tensor, { strides, padding, dilations }: ConvGeometry): Tensor {
  if (x.rank === 3) {
    const lifted = { strides: [1, ...strides], padding, dilations: [1, ...dilations] };
    return tf.squeeze(depthwiseConv(tf.expandDims(x, 1), tf.expandDims(kernel, 0), lifted), [1]);
  }
  const pad = padding === 'same' ? 'same' : 'valid';
  const [image, filter] = [x as Tensor4D, kernel as Tensor4D];
  return tf.depthwiseConv2d(image, filter, strides as [number, number], pad, 'NHWC', dilations as [number, number]);
}
