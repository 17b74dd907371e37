import { broadcast_util, util, type TensorInfo } from '@tensorflow/tfjs-core';
import { broadcastPlan } from '../broadcast.ts';
import { areComplex, outputOf } from '../complex.ts';
import type { KernelName } from '../generated/kernel-names.ts';
import { areFloats, type Kernel, type KernelCall, type KernelTable } from '../kernel.ts';
import { clipIntegers } from './types.ts';

/** A function of each element; `parameters` reads the further numbers from the attributes. */
function unary<A = unknown>(
  name: KernelName,
  parameters: (attrs: A) => readonly number[] = () => [],
): Kernel<{ x: TensorInfo }, A> {
  return ({ inputs: { x }, attrs, heap }) => {
    if (!areFloats(x)) return undefined;
    const y = heap.output(x.shape);
    heap.kernels[name](heap.pointer(x), heap.pointer(y), util.sizeFromShape(x.shape), ...parameters(attrs));
    return y;
  };
}

type Two = { a: TensorInfo; b: TensorInfo };

/** A function of two elements, with broadcasting; `ofComplex` is the one of complex numbers. */
function binary(name: KernelName, ofComplex?: KernelName): Kernel<Two> {
  return ({ inputs: { a, b }, heap }) => {
    const chosen = areComplex(a, b) ? ofComplex : name;
    if (chosen === undefined || (chosen === name && !areFloats(a, b))) return undefined;
    const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const plan = broadcastPlan(a.shape, b.shape, shape);
    if (plan === undefined) return undefined;
    const y = outputOf(heap, shape, a.dtype);
    if (util.sizeFromShape(shape) > 0)
      heap.kernels[chosen](heap.integers(plan), heap.pointer(a), heap.pointer(b), heap.pointer(y));
    return y;
  };
}

/** dx of a function of each element, from dy and what the function took or gave. */
function slope<K extends 'x' | 'y'>(name: KernelName, of: K): Kernel<Record<K | 'dy', TensorInfo>> {
  return ({ inputs, heap }) => {
    const { dy, [of]: known } = inputs;
    if (!areFloats(dy, known)) return undefined;
    const dx = heap.output(dy.shape);
    heap.kernels[name](heap.pointer(dy), heap.pointer(known), heap.pointer(dx), util.sizeFromShape(dy.shape));
    return dx;
  };
}

interface ClipAttrs {
  clipValueMin: number;
  clipValueMax: number;
}

type ClipCall = KernelCall<{ x: TensorInfo }, ClipAttrs>;

const clip = unary<ClipAttrs>('clamp', ({ clipValueMin, clipValueMax }) => [clipValueMin, clipValueMax]);

/** tfjs's own repeats `alpha` from its start, which is right along trailing axes only. */
const prelu: Kernel<{ x: TensorInfo; alpha: TensorInfo }> = ({ inputs: { x, alpha }, ...call }) =>
  binary('prelu')({ inputs: { a: x, b: alpha }, ...call });

export const arithmeticKernels: KernelTable = {
  Abs: unary('abs'),
  Add: binary('add', 'complexAdd'),
  Ceil: unary('ceil'),
  ClipByValue: (call: ClipCall) => clipIntegers(call) ?? clip(call),
  Elu: unary('elu', () => [1]),
  EluGrad: slope('eluOutputGradient', 'y'),
  Erf: unary('erf'),
  Exp: unary('exp'),
  Expm1: unary('expm1'),
  Floor: unary('floor'),
  Gelu: unary('gelu'),
  GeluApproximate: unary('geluApproximate'),
  GeluApproximateGrad: slope('geluApproximateGradient', 'x'),
  GeluGrad: slope('geluGradient', 'x'),
  LeakyRelu: unary<{ alpha: number }>('leakyRelu', ({ alpha }) => [alpha]),
  Log: unary('log'),
  Log1p: unary('log1p'),
  Maximum: binary('maximum'),
  Minimum: binary('minimum'),
  Multiply: binary('multiply', 'complexMultiply'),
  Neg: unary('negate'),
  Prelu: prelu,
  RealDiv: binary('divide'),
  Reciprocal: unary('reciprocal'),
  Relu: unary('clamp', () => [0, Infinity]),
  Relu6: unary('clamp', () => [0, 6]),
  Round: unary('round'),
  Rsqrt: unary('rsqrt'),
  Selu: unary('selu'),
  Sigmoid: unary('sigmoid'),
  Sign: unary('signs'),
  Silu: unary('silu'),
  SiluGrad: slope('siluGradient', 'x'),
  Softplus: unary('softplus'),
  Sqrt: unary('sqrt'),
  Square: unary('square'),
  SquaredDifference: binary('squaredDifference'),
  Step: unary<{ alpha: number }>('step', ({ alpha }) => [alpha]),
  Sub: binary('subtract', 'complexSubtract'),
  Tanh: unary('tanh'),
};
