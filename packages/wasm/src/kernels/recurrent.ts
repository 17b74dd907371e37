import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';
import {
  addUpBias,
  inputGradients,
  PackedMatrix,
  projectInputs,
  recurrentGradient,
  sizesOf,
  stateBefore,
  stateGradient,
  stepOf,
  type Sizes,
} from '../recurrence.ts';

/*
 * Recurrent layers over a whole sequence in one kernel. x [batch, steps, inputs], kernel [inputs, gates · units],
 * recurrentKernel [units, gates · units], initial states [batch, units]. The gradient kernels take what the forward ones
 * return, dy [batch, steps, units] of all outputs and dhLast [batch, units] of the last state, each of which may be missing.
 */

interface Layer {
  x: TensorInfo;
  kernel: TensorInfo;
  recurrentKernel: TensorInfo;
  bias?: TensorInfo;
  h0: TensorInfo;
}

interface Arriving {
  dy?: TensorInfo;
  dhLast?: TensorInfo;
}

/** Throws unless the shapes of a layer with so many gates fit together. */
function checkLayer(name: string, layer: Layer, { gates, biases = 1 }: { gates: number; biases?: number }): Sizes {
  const { x, kernel, recurrentKernel, bias, h0 } = layer;
  const sizes = sizesOf(x, recurrentKernel);
  const { batch, inputs, units, width } = sizes;
  const fits =
    x.shape.length === 3 &&
    width === gates * units &&
    util.arraysEqual(kernel.shape, [inputs, width]) &&
    util.arraysEqual(h0.shape, [batch, units]) &&
    (bias === undefined || util.sizeFromShape(bias.shape) === biases * width);
  if (fits) return sizes;
  const received = Object.entries({ x, kernel, recurrentKernel, bias, h0 })
    .filter(([, tensor]) => tensor !== undefined)
    .map(([key, tensor]) => `${key} [${tensor?.shape.join(', ') ?? ''}]`);
  throw new Error(
    `${name}: expected x [batch, steps, inputs], kernel [inputs, ${gates} · units], recurrentKernel [units, ${gates} · units], ` +
      `h0 [batch, units] and a bias of ${biases * gates} · units. Received: ${received.join(', ')}`,
  );
}

function optionalPointer(heap: Heap, tensor: TensorInfo | undefined): number {
  return tensor === undefined ? 0 : heap.pointer(tensor);
}

/** dy of one step, or none. */
function arriving(heap: Heap, dy: TensorInfo | undefined, step: number): [pointer: number, stride: number] {
  return dy === undefined ? [0, 0] : stepOf(heap, dy, step);
}

/** y [batch, steps, units]: h = tanh(x · kernel + h · recurrentKernel + bias). */
const simpleRnn: Kernel<Layer> = ({ inputs, heap }) => {
  const { x, kernel, recurrentKernel, bias, h0 } = inputs;
  if (!areFloats(x, kernel, recurrentKernel, bias, h0)) return undefined;
  const sizes = checkLayer('SimpleRnnSequence', inputs, { gates: 1 });
  const { batch, steps, units } = sizes;
  const y = heap.output([batch, steps, units]);
  const sums = projectInputs(heap, sizes, { x, kernel, bias: optionalPointer(heap, bias) });
  const weights = new PackedMatrix(heap, recurrentKernel);
  for (let t = 0; t < steps; t++) {
    const c = stepOf(heap, sums, t);
    weights.multiply({ batch, a: stateBefore(heap, { sequence: y, initial: h0 }, t), c, accumulate: true });
    heap.kernels.simpleRnnStep(batch, units, ...c, ...stepOf(heap, y, t));
  }
  weights.release();
  heap.release(sums);
  return y;
};

/** [dx, dKernel, dRecurrentKernel, dBias, dh0]. */
const simpleRnnGrad: Kernel<Layer & Arriving & { y: TensorInfo }> = ({ inputs, heap }) => {
  const { x, kernel, recurrentKernel, h0, y, dy, dhLast } = inputs;
  if (!areFloats(x, kernel, recurrentKernel, h0, y, dy, dhLast)) return undefined;
  const sizes = checkLayer('SimpleRnnSequenceGrad', inputs, { gates: 1 });
  const { batch, steps, units, width } = sizes;
  const dBias = heap.output([width]);
  const dh = stateGradient(heap, dhLast, h0.shape);
  const dSums = heap.output([batch, steps, width]);
  const weights = new PackedMatrix(heap, recurrentKernel, { transposed: true });
  for (let t = steps - 1; t >= 0; t--) {
    const dz = stepOf(heap, dSums, t);
    const given = arriving(heap, dy, t);
    heap.kernels.simpleRnnStepGradient(batch, units, ...stepOf(heap, y, t), ...given, heap.pointer(dh), ...dz);
    weights.multiply({ batch, a: dz, c: [heap.pointer(dh), 4 * units] });
  }
  weights.release();
  addUpBias(heap, sizes, { dSums, dBias });
  const dRecurrent = recurrentGradient(heap, sizes, { y, h0, dSums });
  const [dx, dKernel] = inputGradients(heap, sizes, { x, kernel, dSums });
  heap.release(dSums);
  return [dx, dKernel, dRecurrent, dBias, dh];
};

type LstmLayer = Layer & { c0: TensorInfo };

/** [y, c, gates]: all outputs, all cell states, and the gates' values [batch, steps, 4 · units] for the way back. */
const lstm: Kernel<LstmLayer> = ({ inputs, heap }) => {
  const { x, kernel, recurrentKernel, bias, h0, c0 } = inputs;
  if (!areFloats(x, kernel, recurrentKernel, bias, h0, c0)) return undefined;
  const sizes = checkLayer('LstmSequence', inputs, { gates: 4 });
  const { batch, steps, units } = sizes;
  const [y, c] = [heap.output([batch, steps, units]), heap.output([batch, steps, units])];
  const gates = projectInputs(heap, sizes, { x, kernel, bias: optionalPointer(heap, bias) });
  const weights = new PackedMatrix(heap, recurrentKernel);
  for (let t = 0; t < steps; t++) {
    const z = stepOf(heap, gates, t);
    weights.multiply({ batch, a: stateBefore(heap, { sequence: y, initial: h0 }, t), c: z, accumulate: true });
    const before = stateBefore(heap, { sequence: c, initial: c0 }, t);
    heap.kernels.lstmStep(batch, units, ...z, ...before, ...stepOf(heap, c, t), ...stepOf(heap, y, t));
  }
  weights.release();
  return [y, c, gates];
};

type LstmGradientInputs = LstmLayer &
  Arriving & { dcLast?: TensorInfo; y: TensorInfo; c: TensorInfo; gates: TensorInfo };

/** [dx, dKernel, dRecurrentKernel, dBias, dh0, dc0]. */
const lstmGrad: Kernel<LstmGradientInputs> = ({ inputs, heap }) => {
  const { x, kernel, recurrentKernel, h0, c0, y, c, gates, dy, dhLast, dcLast } = inputs;
  if (!areFloats(x, kernel, recurrentKernel, h0, c0, y, c, gates, dy, dhLast, dcLast)) return undefined;
  const sizes = checkLayer('LstmSequenceGrad', inputs, { gates: 4 });
  const { batch, steps, units, width } = sizes;
  const dBias = heap.output([width]);
  const [dh, dc] = [stateGradient(heap, dhLast, h0.shape), stateGradient(heap, dcLast, c0.shape)];
  const dSums = heap.output([batch, steps, width]);
  const weights = new PackedMatrix(heap, recurrentKernel, { transposed: true });
  for (let t = steps - 1; t >= 0; t--) {
    const dz = stepOf(heap, dSums, t);
    heap.kernels.lstmStepGradient(
      ...([batch, units, ...stepOf(heap, gates, t)] as const),
      ...stateBefore(heap, { sequence: c, initial: c0 }, t),
      ...stepOf(heap, c, t),
      ...arriving(heap, dy, t),
      ...([heap.pointer(dh), heap.pointer(dc), ...dz] as const),
    );
    weights.multiply({ batch, a: dz, c: [heap.pointer(dh), 4 * units] });
  }
  weights.release();
  addUpBias(heap, sizes, { dSums, dBias });
  const dRecurrent = recurrentGradient(heap, sizes, { y, h0, dSums });
  const [dx, dKernel] = inputGradients(heap, sizes, { x, kernel, dSums });
  heap.release(dSums);
  return [dx, dKernel, dRecurrent, dBias, dh, dc];
};

/**
 * [y, gates, recurrent] of a GRU whose reset gate follows the product; bias [2, 3 · units] holds the one of the input and
 * the one of the state. `gates` and `recurrent` (h · recurrentKernel + bias) are [batch, steps, 3 · units].
 */
const gru: Kernel<Layer> = ({ inputs, heap }) => {
  const { x, kernel, recurrentKernel, bias, h0 } = inputs;
  if (!areFloats(x, kernel, recurrentKernel, bias, h0)) return undefined;
  const sizes = checkLayer('GruSequence', inputs, { gates: 3, biases: 2 });
  const { batch, steps, units, width } = sizes;
  const y = heap.output([batch, steps, units]);
  const recurrent = heap.output([batch, steps, width]);
  const inputBias = optionalPointer(heap, bias);
  const stateBias = inputBias === 0 ? 0 : inputBias + 4 * width;
  const gates = projectInputs(heap, sizes, { x, kernel, bias: inputBias });
  const weights = new PackedMatrix(heap, recurrentKernel);
  for (let t = 0; t < steps; t++) {
    const before = stateBefore(heap, { sequence: y, initial: h0 }, t);
    const r = stepOf(heap, recurrent, t);
    weights.multiply({ batch, a: before, c: r, bias: stateBias });
    heap.kernels.gruStep(batch, units, ...stepOf(heap, gates, t), ...r, ...before, ...stepOf(heap, y, t));
  }
  weights.release();
  return [y, gates, recurrent];
};

type GruGradientInputs = Layer & Arriving & { y: TensorInfo; gates: TensorInfo; recurrent: TensorInfo };

/** [dx, dKernel, dRecurrentKernel, dBias, dh0]. */
const gruGrad: Kernel<GruGradientInputs> = ({ inputs, heap }) => {
  const { x, kernel, recurrentKernel, h0, y, gates, recurrent, dy, dhLast } = inputs;
  if (!areFloats(x, kernel, recurrentKernel, h0, y, gates, recurrent, dy, dhLast)) return undefined;
  const sizes = checkLayer('GruSequenceGrad', inputs, { gates: 3, biases: 2 });
  const { batch, steps, units, width } = sizes;
  const dBias = heap.output([2, width]);
  const dh = stateGradient(heap, dhLast, h0.shape);
  const [dSums, dState] = [heap.output([batch, steps, width]), heap.output([batch, steps, width])];
  const weights = new PackedMatrix(heap, recurrentKernel, { transposed: true });
  for (let t = steps - 1; t >= 0; t--) {
    const dr = stepOf(heap, dState, t);
    heap.kernels.gruStepGradient(
      ...([batch, units, ...stepOf(heap, gates, t)] as const),
      ...stepOf(heap, recurrent, t),
      ...stateBefore(heap, { sequence: y, initial: h0 }, t),
      ...arriving(heap, dy, t),
      ...([heap.pointer(dh), ...stepOf(heap, dSums, t), ...dr] as const),
    );
    weights.multiply({ batch, a: dr, c: [heap.pointer(dh), 4 * units], accumulate: true });
  }
  weights.release();
  addUpBias(heap, sizes, { dSums, dBias });
  addUpBias(heap, sizes, { dSums: dState, dBias, offset: 1 });
  const dRecurrent = recurrentGradient(heap, sizes, { y, h0, dSums: dState });
  const [dx, dKernel] = inputGradients(heap, sizes, { x, kernel, dSums });
  heap.release(dSums);
  heap.release(dState);
  return [dx, dKernel, dRecurrent, dBias, dh];
};

export const recurrentKernels: KernelTable = {
  GruSequence: gru,
  GruSequenceGrad: gruGrad,
  LstmSequence: lstm,
  LstmSequenceGrad: lstmGrad,
  SimpleRnnSequence: simpleRnn,
  SimpleRnnSequenceGrad: simpleRnnGrad,
};
