import { broadcast_util, util, type TensorInfo } from '@tensorflow/tfjs-core';
import { broadcastPlan } from '../broadcast.ts';
import { areComplex, asPairs, fromPairs, outputOf } from '../complex.ts';
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

/** A function of two elements, with broadcasting; `other` takes what are not floats. */
function binary(name: KernelName, other?: Kernel<Two>): Kernel<Two> {
  return (call) => {
    const { a, b } = call.inputs;
    const { heap } = call;
    if (!areFloats(a, b)) return other?.(call);
    const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const plan = broadcastPlan(a.shape, b.shape, shape);
    if (plan === undefined) return undefined;
    const y = heap.output(shape);
    if (util.sizeFromShape(shape) > 0)
      heap.kernels[name](heap.integers(plan), heap.pointer(a), heap.pointer(b), heap.pointer(y));
    return y;
  };
}

/** A function of two complex numbers that takes their parts one by one. */
function byParts(name: KernelName): Kernel<Two> {
  return ({ inputs: { a, b }, ...call }) => {
    if (!areComplex(a, b)) return undefined;
    const pairs = binary(name)({ inputs: { a: asPairs(a), b: asPairs(b) }, ...call });
    return pairs === undefined || Array.isArray(pairs) ? undefined : fromPairs(pairs);
  };
}

/** The product of complex numbers of one shape. */
const complexProduct: Kernel<Two> = ({ inputs: { a, b }, heap }) => {
  if (!areComplex(a, b) || !util.arraysEqual(a.shape, b.shape)) return undefined;
  const y = outputOf(heap, a.shape, 'complex64');
  heap.kernels.complexMultiply(heap.pointer(a), heap.pointer(b), util.sizeFromShape(a.shape), heap.pointer(y));
  return y;
};

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
  Add: binary('add', byParts('add')),
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
  Multiply: binary('multiply', complexProduct),
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
  Sub: binary('subtract', byParts('subtract')),
  Tanh: unary('tanh'),
};
