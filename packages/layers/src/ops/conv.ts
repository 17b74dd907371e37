import { runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';
import type { ActivationFunction } from '../activations/get.ts';
import { biasActivationGrad, fusedActivation, hasFusedKernels, type FusedActivation } from './fused-activation.ts';
import { useGradient } from './gradient.ts';
import { markRectified, maskedSums } from './rectified.ts';

/** How a kernel moves; every array has one entry for each spatial axis. */
export interface ConvGeometry {
  strides: readonly number[];
  padding: 'valid' | 'same' | 'causal';
  /** All ones where a stride is not. */
  dilations: readonly number[];
}

export interface ConvArguments extends ConvGeometry {
  /** `[batch, …, in]` with one, two or three spatial axes. */
  x: Tensor;
  /** `[…, in / groups, out]` */
  kernel: Tensor;
  /** `[out]` */
  bias: Tensor | null;
  activation: ActivationFunction;
}

/** `activation(convolution(x, kernel) + bias)`: `[batch, …, in]` → `[batch, …, out]`, as one kernel where the backend has one. */
export function conv(options: ConvArguments): Tensor {
  const { x, kernel, bias, activation, ...geometry } = options;
  if (geometry.padding === 'causal') {
    const reach = (kernel.shape[0] - 1) * (geometry.dilations[0] ?? 1);
    const padded = tf.pad(x, [[0, 0], [reach, 0], [0, 0]]); // prettier-ignore
    return conv({ ...options, x: padded, padding: 'valid' });
  }
  if (geometry.padding === 'same' && x.rank === 5) {
    const reached = withoutUnreached(x, kernel, geometry);
    if (reached !== x) return conv({ ...options, x: reached });
  }
  if (!hasFusedKernels()) {
    const y = convolution(x, kernel, geometry);
    return activation(bias === null ? y : tf.add(y, bias));
  }
  const fused = fusedActivation(activation);
  const y = fusedConv({ ...options, activation: fused ?? 'linear' });
  return fused === null ? activation(y) : y;
}

/**
 * `x` without the ends that no window reaches, where strides are larger than windows: tfjs would pad volumes by less than
 * nothing there, and so begin before them.
 */
function withoutUnreached(x: Tensor, kernel: Tensor, { strides, dilations }: ConvGeometry): Tensor {
  const sizes = x.shape.slice(1, -1).map((length, axis) => {
    const stride = strides[axis] ?? 1;
    const reach = ((kernel.shape[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    return Math.min(length, (Math.ceil(length / stride) - 1) * stride + reach);
  });
  const shape = [x.shape[0], ...sizes, x.shape[x.rank - 1] ?? 1];
  return tf.util.arraysEqual(shape, x.shape) ? x : tf.slice(x, [0, 0, 0, 0, 0], shape);
}

/** The convolution alone, made of operations that every backend has and can differentiate. */
export function convolution(x: Tensor, kernel: Tensor, geometry: ConvGeometry): Tensor {
  const groups = (x.shape[x.rank - 1] ?? 1) / (kernel.shape[kernel.rank - 2] ?? 1);
  if (groups > 1) {
    const kernels = tf.split(kernel, groups, -1);
    const outputs = tf.split(x, groups, -1).map((part, i) => convolution(part, kernels[i] ?? kernel, geometry));
    return tf.concat(outputs, -1);
  }
  const { strides, dilations } = geometry;
  const padding = geometry.padding === 'same' ? 'same' : 'valid';
  if (x.rank === 5)
    return tf.conv3d(x as Tensor5D, kernel as Tensor5D, strides as Triple, padding, 'NDHWC', dilations as Triple);
  if (x.rank === 4)
    return tf.conv2d(x as Tensor4D, kernel as Tensor4D, strides as Pair, padding, 'NHWC', dilations as Pair);
  return tf.conv1d(x as Tensor3D, kernel as Tensor3D, strides[0] ?? 1, padding, 'NWC', dilations[0] ?? 1);
}

type Pair = [number, number];
type Triple = [number, number, number];
type FusedArguments = Omit<ConvArguments, 'activation'> & { activation: FusedActivation };

/** One kernel, which takes groups and dilations as they are. */
function fusedConv(options: FusedArguments): Tensor {
  const { x, kernel, bias, activation, strides, dilations, padding } = options;
  if (x.rank === 3) {
    const image = fusedConv({
      ...options,
      x: tf.expandDims(x, 1),
      kernel: tf.expandDims(kernel, 0),
      strides: [1, ...strides],
      dilations: [1, ...dilations],
    });
    return tf.squeeze(image, [1]);
  }
  const gradient = x.rank === 4 ? fusedConv2dGradient : fusedConv3dGradient;
  useGradient(gradient);
  const inputs = { x, filter: kernel, ...(bias ? { bias } : {}) };
  const dataFormat = x.rank === 4 ? 'NHWC' : 'NDHWC';
  const attributes = { strides, pad: padding, dataFormat, dilations, activation };
  const [y] = runKernel(gradient.kernelName, inputs, attributes) as [Tensor];
  if (activation === 'relu') markRectified(y);
  return y;
}

/** The gradients before the activation and of the bias, which the pooling after a relu may have left behind. */
function beforeActivation(dy: Tensor, y: Tensor, activation: FusedActivation): [Tensor, Tensor] {
  const sums = activation === 'relu' ? maskedSums(dy) : undefined;
  return sums ? [dy, sums] : biasActivationGrad({ dy, y }, activation);
}

/** The gradient of a fused convolution, by the kernels of a plain one. */
function fusedConvGradient(kernelName: string, backward: { x: string; filter: string }): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x', 'filter'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      const [x, filter, y] = saved as [Tensor, Tensor, Tensor];
      const { activation, ...geometry } = attributes as unknown as { activation: FusedActivation };
      const [dz, dBias] = beforeActivation(dy as Tensor, y, activation);
      const run = (name: string, inputs: Record<string, Tensor>, shape: object): Tensor =>
        (runKernel(name, inputs, { ...geometry, ...shape }) as [Tensor])[0];
      return {
        x: () => run(backward.x, { dy: dz, filter }, { inputShape: x.shape }),
        filter: () => run(backward.filter, { x, dy: dz }, { filterShape: filter.shape }),
        bias: () => dBias,
      };
    },
  };
}

const fusedConv2dGradient = /* @__PURE__ */ fusedConvGradient('FusedConv2D', {
  x: 'Conv2DBackpropInput',
  filter: 'Conv2DBackpropFilter',
});
const fusedConv3dGradient = /* @__PURE__ */ fusedConvGradient('FusedConv3D', {
  x: 'Conv3DBackpropInputV2',
  filter: 'Conv3DBackpropFilterV2',
});
