import { backend_util, util, type TensorInfo } from '@tensorflow/tfjs-core';
import { convShape } from '../geometry.ts';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';

interface DilationAttrs {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number;
  dilations: number | [number, number];
}

interface Inputs {
  x: TensorInfo;
  filter: TensorInfo;
}

type Shape4D = [number, number, number, number];
type Shape3D = [number, number, number];

/** Address of the geometry, and the shape of the result. */
function plan(heap: Heap, { x, filter }: Inputs, attrs: DilationAttrs): [shape: number, outShape: number[]] {
  const shapes = [x.shape as Shape4D, filter.shape as Shape3D] as const;
  const info = backend_util.computeDilation2DInfo(...shapes, attrs.strides, attrs.pad, 'NHWC', attrs.dilations);
  return [heap.integers(convShape(info)), info.outShape];
}

const dilation: Kernel<Inputs, DilationAttrs> = ({ inputs, attrs, heap }) => {
  const { x, filter } = inputs;
  if (!areFloats(x, filter)) return undefined;
  const [shape, outShape] = plan(heap, inputs, attrs);
  const y = heap.output(outShape);
  heap.kernels.dilation(shape, heap.pointer(x), heap.pointer(filter), heap.pointer(y));
  return y;
};

/** The gradient of x or of the filter. */
function dilationGradient(of: keyof Inputs): Kernel<Inputs & { dy: TensorInfo }, DilationAttrs> {
  return ({ inputs, attrs, heap }) => {
    const { x, filter, dy } = inputs;
    if (!areFloats(x, filter, dy)) return undefined;
    const [shape] = plan(heap, inputs, attrs);
    const gradient = heap.output(inputs[of].shape);
    const pointers = [heap.pointer(x), heap.pointer(filter), heap.pointer(dy)] as const;
    const totals = of === 'filter' ? heap.scratch(8 * util.sizeFromShape(filter.shape)) : 0;
    heap.kernels.dilationGradient(shape, ...pointers, totals, heap.pointer(gradient));
    return gradient;
  };
}

export const morphologyKernels: KernelTable = {
  Dilation2D: dilation,
  Dilation2DBackpropFilter: dilationGradient('filter'),
  Dilation2DBackpropInput: dilationGradient('x'),
};
