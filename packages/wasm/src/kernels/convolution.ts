import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { convShape } from '../geometry.ts';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';
import { activationRange, applyActivation, isKnownActivation } from './activation.ts';
import { anyLayout } from './layout.ts';

type Info2D = backend_util.Conv2DInfo;
type Info3D = backend_util.Conv3DInfo;

/** Strides, padding and dilations as tfjs passes them for two or three axes; its gradient kernels have no dilations. */
interface ConvolutionAttrs {
  strides: unknown;
  pad: unknown;
  dilations?: unknown;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: string;
}

/** What tells one kind of convolution from another. */
interface Kind {
  depthwise: boolean;
  geometry(shapes: { input: number[]; filter: number[] }, attrs: ConvolutionAttrs): Info2D | Info3D;
}

type Arguments2D = Parameters<typeof backend_util.computeConv2DInfo>;
type Arguments3D = Parameters<typeof backend_util.computeConv3DInfo>;

function planar(depthwise: boolean): Kind {
  return {
    depthwise,
    geometry: ({ input, filter }, { strides, dilations = 1, pad, dimRoundingMode }) => {
      const given = [input, filter, strides, dilations, pad, dimRoundingMode, depthwise];
      return backend_util.computeConv2DInfo(...(given as unknown as Arguments2D));
    },
  };
}

const conv2d = planar(false);
const depthwise2d = planar(true);
const conv3d: Kind = {
  depthwise: false,
  geometry: ({ input, filter }, { strides, dilations = 1, pad }) =>
    backend_util.computeConv3DInfo(...([input, filter, strides, dilations, pad] as unknown as Arguments3D)),
};

/** One convolution, ready to run. */
interface Plan {
  info: Info2D | Info3D;
  /** Address of the geometry; valid until the next plan. */
  shape: number;
  /** A depthwise convolution with one filter a channel, which has kernels of its own. */
  isPlainDepthwise: boolean;
}

/** Checks what a kernel is called with; `undefined` where the case is not ours. */
function plan(
  kind: Kind,
  heap: Heap,
  call: { input: number[]; filter: number[]; attrs: ConvolutionAttrs; tensors: (TensorInfo | undefined)[] },
): Plan | undefined {
  const { input, filter, attrs, tensors } = call;
  if (!areFloats(...tensors)) return undefined;
  const info = kind.geometry({ input, filter }, attrs);
  const isPlainDepthwise = kind.depthwise && info.outChannels === info.inChannels;
  // A filter for fewer channels than the image has means a grouped convolution.
  const groups = kind.depthwise ? info.inChannels : info.inChannels / (filter.at(-2) ?? 1);
  if (!Number.isInteger(groups) || info.outChannels % groups !== 0) {
    throw new Error(
      'Convolution: expected the channels of x and of y to be multiples of the number of groups. ' +
        `Received: x [${input.join(', ')}], filter [${filter.join(', ')}]`,
    );
  }
  return { info, isPlainDepthwise, shape: heap.integers(convShape(info, isPlainDepthwise ? 1 : groups)) };
}

interface ForwardInputs {
  x: TensorInfo;
  filter: TensorInfo;
  bias?: TensorInfo;
}

type ForwardAttrs = ConvolutionAttrs & { activation?: string; leakyreluAlpha?: number };

/** y = activation(x ∗ filter + bias). */
function forward(kind: Kind): Kernel<ForwardInputs, ForwardAttrs> {
  return ({ inputs: { x, filter, bias }, attrs, heap }) => {
    const { activation = 'linear', leakyreluAlpha } = attrs;
    if (!isKnownActivation(activation)) return undefined;
    const planned = plan(kind, heap, { input: x.shape, filter: filter.shape, attrs, tensors: [x, filter, bias] });
    if (!planned || (bias != null && bias.shape.at(-1) !== planned.info.outChannels)) return undefined;
    const { kernels } = heap;
    const { info, shape, isPlainDepthwise } = planned;
    const y = heap.output(info.outShape);
    const scratch = heap.scratch(
      isPlainDepthwise ? kernels.depthwiseScratch(shape) : kernels.convForwardScratch(shape),
    );
    const run = isPlainDepthwise ? kernels.depthwiseForward : kernels.convForward;
    const pointers = [heap.pointer(x), heap.pointer(filter), bias == null ? 0 : heap.pointer(bias), heap.pointer(y)];
    run(shape, ...pointers, ...activationRange(activation), scratch);
    applyActivation(heap, y, { name: activation, alpha: leakyreluAlpha });
    return y;
  };
}

function inputGradient(
  kind: Kind,
): Kernel<{ dy: TensorInfo; filter: TensorInfo }, ConvolutionAttrs & { inputShape: number[] }> {
  return ({ inputs: { dy, filter }, attrs, heap }) => {
    const planned = plan(kind, heap, { input: attrs.inputShape, filter: filter.shape, attrs, tensors: [dy, filter] });
    if (!planned) return undefined;
    const { kernels } = heap;
    const { info, shape, isPlainDepthwise } = planned;
    const dx = heap.output(info.inShape);
    const scratch = isPlainDepthwise ? kernels.depthwiseScratch(shape) : kernels.convInputGradientScratch(shape);
    const run = isPlainDepthwise ? kernels.depthwiseInputGradient : kernels.convInputGradient;
    run(shape, heap.pointer(dy), heap.pointer(filter), heap.pointer(dx), heap.scratch(scratch));
    return dx;
  };
}

function filterGradient(
  kind: Kind,
): Kernel<{ x: TensorInfo; dy: TensorInfo }, ConvolutionAttrs & { filterShape: number[] }> {
  return ({ inputs: { x, dy }, attrs, heap }) => {
    const { filterShape } = attrs;
    const planned = plan(kind, heap, { input: x.shape, filter: filterShape, attrs, tensors: [x, dy] });
    if (!planned) return undefined;
    const { kernels } = heap;
    const { shape, isPlainDepthwise } = planned;
    const dw = heap.output(filterShape);
    const scratch = isPlainDepthwise ? kernels.depthwiseScratch(shape) : kernels.convFilterGradientScratch(shape);
    const run = isPlainDepthwise ? kernels.depthwiseFilterGradient : kernels.convFilterGradient;
    run(shape, heap.pointer(x), heap.pointer(dy), heap.pointer(dw), heap.scratch(scratch));
    return dw;
  };
}

export const convolutionKernels: KernelTable = {
  Conv2D: anyLayout(forward(conv2d)),
  Conv2DBackpropFilter: anyLayout(filterGradient(conv2d)),
  Conv2DBackpropInput: anyLayout(inputGradient(conv2d)),
  Conv3D: anyLayout(forward(conv3d)),
  Conv3DBackpropFilterV2: anyLayout(filterGradient(conv3d)),
  Conv3DBackpropInputV2: anyLayout(inputGradient(conv3d)),
  DepthwiseConv2dNative: anyLayout(forward(depthwise2d)),
  DepthwiseConv2dNativeBackpropFilter: anyLayout(filterGradient(depthwise2d)),
  DepthwiseConv2dNativeBackpropInput: anyLayout(inputGradient(depthwise2d)),
  FusedConv2D: anyLayout(forward(conv2d)),
  FusedConv3D: anyLayout(forward(conv3d)),
  FusedDepthwiseConv2D: anyLayout(forward(depthwise2d)),
  // Ours take dilations, which tfjs's kernels of the plain names do not. These names say so to gradient functions.
  DilatedConv2DBackpropFilter: anyLayout(filterGradient(conv2d)),
  DilatedConv2DBackpropInput: anyLayout(inputGradient(conv2d)),
  DilatedConv3DBackpropFilterV2: anyLayout(filterGradient(conv3d)),
  DilatedConv3DBackpropInputV2: anyLayout(inputGradient(conv3d)),
  DilatedDepthwiseConv2dNativeBackpropFilter: anyLayout(filterGradient(depthwise2d)),
  DilatedDepthwiseConv2dNativeBackpropInput: anyLayout(inputGradient(depthwise2d)),
};
