import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';

/** Factor and offset of what is normalised. */
export interface Affine {
  gamma?: TensorInfo;
  beta?: TensorInfo;
}

/** Number of rows and of columns, the last axis. */
function rowsOf({ shape }: TensorInfo): [rows: number, columns: number] {
  const columns = shape.at(-1) ?? 1;
  return [columns === 0 ? 0 : util.sizeFromShape(shape) / columns, columns];
}

/** Address of a tensor that may be missing: 0 then. */
export function optional(heap: Heap, tensor: TensorInfo | undefined): number {
  return tensor == null ? 0 : heap.pointer(tensor);
}

/** [y, mean, scale] over the last axis: y = gamma (x - mean) scale + beta. With `rms` the mean is taken as 0. */
const layerNormalization: Kernel<{ x: TensorInfo } & Affine, { epsilon: number; rms?: boolean }> = ({
  inputs: { x, gamma, beta },
  attrs: { epsilon, rms = false },
  heap,
}) => {
  if (!areFloats(x, gamma, beta)) return undefined;
  const [rows, columns] = rowsOf(x);
  const [y, mean, scale] = [heap.output(x.shape), heap.output([rows]), heap.output([rows])];
  heap.kernels.normalizeRows(
    ...([heap.pointer(x), rows, columns, optional(heap, gamma), optional(heap, beta), epsilon, Number(rms)] as const),
    ...([heap.pointer(y), heap.pointer(mean), heap.pointer(scale)] as const),
  );
  return [y, mean, scale];
};

interface LayerGradientInputs {
  dy: TensorInfo;
  x: TensorInfo;
  mean: TensorInfo;
  scale: TensorInfo;
  gamma?: TensorInfo;
}

/** [dx, dGamma, dBeta] of `LayerNormalization`. */
const layerNormalizationGrad: Kernel<LayerGradientInputs, { rms?: boolean }> = ({
  inputs: { dy, x, mean, scale, gamma },
  attrs: { rms = false },
  heap,
}) => {
  if (!areFloats(dy, x, mean, scale, gamma)) return undefined;
  const [rows, columns] = rowsOf(x);
  const [dx, dGamma, dBeta] = [heap.output(x.shape), heap.output([columns]), heap.output([columns])];
  heap.kernels.normalizeRowsGradient(
    ...([heap.pointer(dy), heap.pointer(x), rows, columns, optional(heap, gamma)] as const),
    ...([heap.pointer(mean), heap.pointer(scale), Number(rms)] as const),
    ...([heap.pointer(dx), heap.pointer(dGamma), heap.pointer(dBeta), heap.scratch(24 * columns)] as const),
  );
  return [dx, dGamma, dBeta];
};

/** y = gamma (x - mean) / √(variance + epsilon) + beta, the moments given for each channel. */
function normalizeColumns(
  heap: Heap,
  call: { x: TensorInfo; mean: TensorInfo; variance: TensorInfo; epsilon: number } & Affine,
): TensorInfo {
  const { x, mean, variance, epsilon, gamma, beta } = call;
  const [rows, columns] = rowsOf(x);
  const y = heap.output(x.shape);
  const factors = heap.scratch(8 * columns);
  const offsets = factors + 4 * columns;
  const affine = [optional(heap, gamma), optional(heap, beta)] as const;
  heap.kernels.batchFactors(columns, heap.pointer(variance), ...affine, epsilon, factors, offsets);
  const [from, means] = [heap.pointer(x), heap.pointer(mean)];
  heap.kernels.scaleColumns(from, rows, columns, means, factors, offsets, heap.pointer(y));
  return y;
}

/** [y, mean, variance] over all axes but the last. */
const batchNormalization: Kernel<{ x: TensorInfo } & Affine, { epsilon: number }> = ({ inputs, attrs, heap }) => {
  const { x, gamma, beta } = inputs;
  if (!areFloats(x, gamma, beta)) return undefined;
  const [rows, columns] = rowsOf(x);
  const [mean, variance] = [heap.output([columns]), heap.output([columns])];
  const sums = heap.scratch(16 * columns);
  heap.kernels.columnMoments(heap.pointer(x), rows, columns, heap.pointer(mean), heap.pointer(variance), sums);
  return [normalizeColumns(heap, { ...inputs, ...attrs, mean, variance }), mean, variance];
};

interface BatchGradientInputs {
  dy: TensorInfo;
  x: TensorInfo;
  mean: TensorInfo;
  variance: TensorInfo;
  gamma?: TensorInfo;
}

/** [dx, dGamma, dBeta] of `BatchNormalization`, through the moments too. */
const batchNormalizationGrad: Kernel<BatchGradientInputs, { epsilon: number }> = ({ inputs, attrs, heap }) => {
  const { dy, x, mean, variance, gamma } = inputs;
  if (!areFloats(dy, x, mean, variance, gamma)) return undefined;
  const { kernels } = heap;
  const [rows, columns] = rowsOf(x);
  const [dx, dGamma, dBeta] = [heap.output(x.shape), heap.output([columns]), heap.output([columns])];
  const values = [heap.pointer(dy), heap.pointer(x), rows, columns, heap.pointer(mean), heap.pointer(variance)];
  const sums = [heap.pointer(dGamma), heap.pointer(dBeta)];
  const scratch = heap.scratch(24 * columns);
  kernels.batchSums(...values, attrs.epsilon, ...sums, scratch);
  kernels.batchInputGradient(...values, optional(heap, gamma), attrs.epsilon, ...sums, heap.pointer(dx), scratch);
  return [dx, dGamma, dBeta];
};

interface FusedInputs {
  x: TensorInfo;
  mean: TensorInfo;
  variance: TensorInfo;
  offset?: TensorInfo;
  scale?: TensorInfo;
}

/** tfjs's batch normalisation with given moments; ours when they are vectors over the last axis. */
const fusedBatchNorm: Kernel<FusedInputs, { varianceEpsilon: number }> = ({ inputs, attrs, heap }) => {
  const { x, mean, variance, offset, scale } = inputs;
  const vectors = [mean, variance, offset, scale];
  const [, columns] = rowsOf(x);
  const fits = vectors.every((vector) => vector == null || (vector.shape.length === 1 && vector.shape[0] === columns));
  if (!fits || !areFloats(x, ...vectors)) return undefined;
  const affine = { ...(scale && { gamma: scale }), ...(offset && { beta: offset }) };
  return normalizeColumns(heap, { x, mean, variance, epsilon: attrs.varianceEpsilon, ...affine });
};

export const normalizationKernels: KernelTable = {
  BatchNormalization: batchNormalization,
  BatchNormalizationGrad: batchNormalizationGrad,
  FusedBatchNorm: fusedBatchNorm,
  LayerNormalization: layerNormalization,
  LayerNormalizationGrad: layerNormalizationGrad,
};
