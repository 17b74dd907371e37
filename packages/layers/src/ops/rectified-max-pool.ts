import { runKernel } from '@argali/core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { useGradient } from './gradient.ts';
import { markMasked, reachesRelu } from './rectified.ts';

export interface ImageWindows {
  size: readonly number[];
  strides: readonly number[];
  padding: 'same' | 'valid';
}

/**
 * The largest entry of each window of the result of a relu. A maximum of zero is one the relu stopped, so the gradient is
 * masked here, where it is small, and summed for the bias; the relu's own gradient finds it done.
 */
export function rectifiedMaxPool(x: Tensor, { size, strides, padding }: ImageWindows): Tensor {
  useGradient(rectifiedGradient);
  const [y] = runKernel('RectifiedMaxPool', { x }, { filterSize: size, strides, pad: padding }) as [Tensor];
  return y;
}

const rectifiedGradient: GradConfig = {
  kernelName: 'RectifiedMaxPool',
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attributes) => {
    const [input, output] = saved as [Tensor, Tensor];
    const inputs = { dy: dy as Tensor, input, output };
    if (!reachesRelu()) return { x: () => (runKernel('MaxPoolGrad', inputs, attributes) as [Tensor])[0] };
    const [dz, sums] = runKernel('RectifiedMaxPoolGrad', inputs, attributes) as [Tensor, Tensor];
    markMasked(dz, sums);
    return { x: () => dz };
  },
};
