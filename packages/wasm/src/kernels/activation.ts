import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelName } from '../generated/kernel-names.ts';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';

/** Activations that only bound their argument cost nothing inside a matrix product or convolution. */
const ranges: Readonly<Record<string, readonly [low: number, high: number]>> = {
  linear: [-Infinity, Infinity],
  relu: [0, Infinity],
  relu6: [0, 6],
};

/** Other activations run over the finished result, in place: the kernel and its further number. */
const functions: Readonly<Record<string, readonly [name: KernelName, parameter?: number]>> = {
  elu: ['elu', 1],
  gelu: ['gelu'],
  leakyrelu: ['leakyRelu', 0.2],
  selu: ['selu'],
  sigmoid: ['sigmoid'],
  silu: ['silu'],
  softplus: ['softplus'],
  tanh: ['tanh'],
};

/** True when {@link activationRange} and {@link applyActivation} know it. */
export function isKnownActivation(activation: string): boolean {
  return activation in ranges || activation in functions;
}

/** Bounds to hand to the kernel that comes before the activation. */
export function activationRange(activation: string): readonly [low: number, high: number] {
  return ranges[activation] ?? [-Infinity, Infinity];
}

/** What remains of the activation after its bounds; `alpha` is the slope of leakyrelu. */
export function applyActivation(
  heap: Heap,
  y: TensorInfo,
  activation: { name: string; alpha?: number | undefined },
): void {
  const found = functions[activation.name];
  if (found === undefined) return;
  const [name, parameter = 0] = found;
  const pointer = heap.pointer(y);
  const number = activation.name === 'leakyrelu' ? (activation.alpha ?? parameter) : parameter;
  heap.kernels[name](pointer, pointer, util.sizeFromShape(y.shape), number);
}

/** dz and db from dy and y, for activations whose derivative can be written in terms of the result. */
const gradients: Readonly<Record<string, KernelName>> = {
  elu: 'eluBiasGradient',
  linear: 'linearBiasGradient',
  relu: 'reluBiasGradient',
  relu6: 'relu6BiasGradient',
  sigmoid: 'sigmoidBiasGradient',
  tanh: 'tanhBiasGradient',
};

/** [dz, db] of y = activation(… + bias): dz = dy · activation', db = the sum of dz over all axes but the last. */
const biasActivationGrad: Kernel<{ dy: TensorInfo; y: TensorInfo }, { activation: string }> = ({
  inputs: { dy, y },
  attrs: { activation },
  heap,
}) => {
  const gradient = gradients[activation];
  if (gradient === undefined) {
    throw new Error(
      `BiasActivationGrad: expected \`activation\` to be one of ${Object.keys(gradients).join(', ')}. ` +
        `Received: ${activation}`,
    );
  }
  if (!areFloats(dy, y)) return undefined;
  const channels = dy.shape.at(-1) ?? 1;
  const rows = channels === 0 ? 0 : util.sizeFromShape(dy.shape) / channels;
  const dz = activation === 'linear' ? heap.share(dy) : heap.output(dy.shape);
  const db = heap.output([channels]);
  const [from, to, sums] = [heap.pointer(y), heap.pointer(dz), heap.pointer(db)];
  heap.kernels[gradient](heap.pointer(dy), from, to, rows, channels, sums, heap.scratch(12 * channels));
  return [dz, db];
};

export const activationKernels: KernelTable = { BiasActivationGrad: biasActivationGrad };
