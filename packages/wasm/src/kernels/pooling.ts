import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { convShape } from '../geometry.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';
import { anyLayout } from './layout.ts';

/** Windows, strides and padding as tfjs passes them for two or three axes. */
interface PoolAttrs {
  filterSize: unknown;
  strides: unknown;
  pad: unknown;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: string;
}

type Arguments2D = Parameters<typeof backend_util.computePool2DInfo>;
type Arguments3D = Parameters<typeof backend_util.computePool3DInfo>;

/** The rank of the input tells over how many axes to pool. */
function geometry(shape: number[], attrs: PoolAttrs): backend_util.Conv2DInfo | backend_util.Conv3DInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const given = [shape, filterSize, strides, 1, pad, dimRoundingMode];
  if (shape.length === 5) return backend_util.computePool3DInfo(...(given as unknown as Arguments3D));
  return backend_util.computePool2DInfo(...(given as unknown as Arguments2D));
}

function pool(name: 'maxPool' | 'averagePool'): Kernel<{ x: TensorInfo }, PoolAttrs> {
  return ({ inputs: { x }, attrs, heap }) => {
    if (!areFloats(x)) return undefined;
    const info = geometry(x.shape, attrs);
    const y = heap.output(info.outShape);
    const shape = heap.integers(convShape(info));
    heap.kernels[name](shape, heap.pointer(x), heap.pointer(y), heap.scratch(heap.kernels.poolScratch(shape)));
    return y;
  };
}

interface MaxGradientInputs {
  dy: TensorInfo;
  input: TensorInfo;
  output: TensorInfo;
}

const maxPoolGrad: Kernel<MaxGradientInputs, PoolAttrs> = ({ inputs: { dy, input, output }, attrs, heap }) => {
  if (!areFloats(dy, input, output)) return undefined;
  const dx = heap.output(input.shape);
  const shape = heap.integers(convShape(geometry(input.shape, attrs)));
  const scratch = heap.scratch(heap.kernels.poolScratch(shape));
  const pointers = [heap.pointer(input), heap.pointer(output), heap.pointer(dy), heap.pointer(dx)];
  heap.kernels.maxPoolGradient(shape, ...pointers, scratch);
  return dx;
};

/** Of an input that a relu made, [dz, db]: the gradient before that relu, and its sum over all axes but the last. */
const rectifiedMaxPoolGrad: Kernel<MaxGradientInputs, PoolAttrs> = ({ inputs, attrs, heap }) => {
  const { dy, input, output } = inputs;
  if (!areFloats(dy, input, output)) return undefined;
  const [dz, db] = [heap.output(input.shape), heap.output([input.shape.at(-1) ?? 1])];
  const shape = heap.integers(convShape(geometry(input.shape, attrs)));
  const scratch = heap.scratch(heap.kernels.poolScratch(shape));
  const pointers = [input, output, dy, dz, db].map((tensor) => heap.pointer(tensor));
  heap.kernels.rectifiedMaxPoolGradient(shape, ...pointers, scratch);
  return [dz, db];
};

const averagePoolGrad: Kernel<{ dy: TensorInfo; input: TensorInfo }, PoolAttrs> = ({ inputs, attrs, heap }) => {
  const { dy, input } = inputs;
  if (!areFloats(dy, input)) return undefined;
  const dx = heap.output(input.shape);
  const shape = heap.integers(convShape(geometry(input.shape, attrs)));
  const scratch = heap.scratch(heap.kernels.poolScratch(shape));
  heap.kernels.averagePoolGradient(shape, heap.pointer(dy), heap.pointer(dx), scratch);
  return dx;
};

export const poolingKernels: KernelTable = {
  AvgPool: anyLayout(pool('averagePool')),
  AvgPool3D: anyLayout(pool('averagePool')),
  AvgPool3DGrad: anyLayout(averagePoolGrad),
  AvgPoolGrad: anyLayout(averagePoolGrad),
  MaxPool: anyLayout(pool('maxPool')),
  MaxPool3D: anyLayout(pool('maxPool')),
  MaxPool3DGrad: anyLayout(maxPoolGrad),
  MaxPoolGrad: anyLayout(maxPoolGrad),
  // The pooling of what a relu made has a gradient that takes the relu along.
  RectifiedMaxPool: anyLayout(pool('maxPool')),
  RectifiedMaxPoolGrad: rectifiedMaxPoolGrad,
  // Ours divides by the true size of windows that padding cuts off. This name says so to gradient functions.
  AveragePoolGradient: anyLayout(averagePoolGrad),
};
