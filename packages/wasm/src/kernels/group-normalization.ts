import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';
import { optional, type Affine } from './normalization.ts';

/** Sizes of x, [batch, …, channels], with all axes between taken as one. */
function sizesOf({ shape }: TensorInfo): [batch: number, positions: number, channels: number] {
  return [shape[0] ?? 1, util.sizeFromShape(shape.slice(1, -1)), shape.at(-1) ?? 1];
}

function checkGroups(channels: number, groups: number): void {
  if (groups > 0 && channels % groups === 0) return;
  throw new Error(`GroupNormalization: expected groups to divide the ${channels} channels. Received: groups=${groups}`);
}

/** [y, mean, scale], these two [batch, groups]: y = gamma (x - mean) scale + beta. */
const groupNormalization: Kernel<{ x: TensorInfo } & Affine, { groups: number; epsilon: number }> = ({
  inputs: { x, gamma, beta },
  attrs: { groups, epsilon },
  heap,
}) => {
  if (!areFloats(x, gamma, beta)) return undefined;
  const [batch, positions, channels] = sizesOf(x);
  checkGroups(channels, groups);
  const [y, mean, scale] = [heap.output(x.shape), heap.output([batch, groups]), heap.output([batch, groups])];
  heap.kernels.normalizeGroups(
    ...([heap.pointer(x), batch, positions, channels, groups] as const),
    ...([optional(heap, gamma), optional(heap, beta), epsilon] as const),
    ...([heap.pointer(y), heap.pointer(mean), heap.pointer(scale), heap.scratch(28 * channels)] as const),
  );
  return [y, mean, scale];
};

interface GradientInputs {
  dy: TensorInfo;
  x: TensorInfo;
  mean: TensorInfo;
  scale: TensorInfo;
  gamma?: TensorInfo;
}

/** [dx, dGamma, dBeta] of `GroupNormalization`. */
const groupNormalizationGrad: Kernel<GradientInputs, { groups: number }> = ({
  inputs: { dy, x, mean, scale, gamma },
  attrs: { groups },
  heap,
}) => {
  if (!areFloats(dy, x, mean, scale, gamma)) return undefined;
  const [batch, positions, channels] = sizesOf(x);
  checkGroups(channels, groups);
  const [dx, dGamma, dBeta] = [heap.output(x.shape), heap.output([channels]), heap.output([channels])];
  heap.kernels.normalizeGroupsGradient(
    ...([heap.pointer(dy), heap.pointer(x), batch, positions, channels, groups, optional(heap, gamma)] as const),
    ...([heap.pointer(mean), heap.pointer(scale)] as const),
    ...([heap.pointer(dx), heap.pointer(dGamma), heap.pointer(dBeta), heap.scratch(56 * channels)] as const),
  );
  return [dx, dGamma, dBeta];
};

export const groupNormalizationKernels: KernelTable = {
  GroupNormalization: groupNormalization,
  GroupNormalizationGrad: groupNormalizationGrad,
};
