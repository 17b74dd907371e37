import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';

interface SampleOptions {
  size: readonly number[];
  isBilinear: boolean;
  edges?: number;
  isShared?: boolean;
}

/** Address of `Sampling` in src/assembly/sampling.ts. */
function sampling(heap: Heap, images: TensorInfo, options: SampleOptions): number {
  const { size, isBilinear, edges = 0, isShared = false } = options;
  return heap.integers([...images.shape, ...size, Number(isBilinear), edges, Number(isShared)]);
}

interface CropAttrs {
  cropSize: readonly number[];
  method: string;
  extrapolationValue: number;
}

/** Crops, resized to one size. tfjs's own takes the nearest pixel from the wrong columns. */
const cropAndResize: Kernel<Record<'image' | 'boxes' | 'boxInd', TensorInfo>, CropAttrs> = ({
  inputs: { image, boxes, boxInd },
  attrs: { cropSize, method, extrapolationValue },
  heap,
}) => {
  if (!areFloats(image, boxes) || boxInd.dtype !== 'int32') return undefined;
  const count = boxes.shape[0] ?? 0;
  const y = heap.output([count, ...cropSize, image.shape[3] ?? 0]);
  const shape = sampling(heap, image, { size: cropSize, isBilinear: method === 'bilinear' });
  const given = [count, heap.pointer(boxes), heap.pointer(boxInd), extrapolationValue] as const;
  heap.kernels.cropImages(shape, heap.pointer(image), ...given, heap.pointer(y));
  return y;
};

interface TransformAttrs {
  interpolation: string;
  fillMode: string;
  fillValue: number;
  outputShape?: readonly number[];
}

/** The numbers of the edges in src/assembly/sampling.ts. */
const edges: Readonly<Record<string, number>> = { constant: 0, reflect: 1, wrap: 2, nearest: 3 };

/** Projective transforms. tfjs's own takes reflected places before the edge from the other end. */
const transform: Kernel<Record<'image' | 'transforms', TensorInfo>, TransformAttrs> = ({
  inputs: { image, transforms },
  attrs: { interpolation, fillMode, fillValue, outputShape },
  heap,
}) => {
  if (!areFloats(image, transforms)) return undefined;
  const size = outputShape ?? image.shape.slice(1, 3);
  const y = heap.output([image.shape[0] ?? 0, ...size, image.shape[3] ?? 0]);
  const shape = sampling(heap, image, {
    size,
    isBilinear: interpolation === 'bilinear',
    edges: edges[fillMode] ?? 0,
    isShared: transforms.shape[0] === 1,
  });
  heap.kernels.transformImages(shape, heap.pointer(image), heap.pointer(transforms), fillValue, heap.pointer(y));
  return y;
};

export const imageKernels: KernelTable = { CropAndResize: cropAndResize, Transform: transform };
