import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from './heap.ts';

/** Sizes of a recurrent layer over a sequence; `width` counts the gates of all units. */
export interface Sizes {
  batch: number;
  steps: number;
  inputs: number;
  units: number;
  width: number;
}

export function sizesOf(x: TensorInfo, recurrentKernel: TensorInfo): Sizes {
  const [batch = 0, steps = 0, inputs = 0] = x.shape;
  const [units = 0, width = 0] = recurrentKernel.shape;
  return { batch, steps, inputs, units, width };
}

/** One step of a tensor [batch, steps, …]: the address in the first row, and the distance to the next row. */
export function stepOf(heap: Heap, tensor: TensorInfo, step: number): [pointer: number, stride: number] {
  const [, steps = 1, ...rest] = tensor.shape;
  const bytes = 4 * util.sizeFromShape(rest);
  return [heap.pointer(tensor) + step * bytes, steps * bytes];
}

/** The state before a step, of the sequence of states or of the initial one. */
export function stateBefore(
  heap: Heap,
  states: { sequence: TensorInfo; initial: TensorInfo },
  step: number,
): [pointer: number, stride: number] {
  if (step > 0) return stepOf(heap, states.sequence, step - 1);
  return [heap.pointer(states.initial), 4 * (states.initial.shape[1] ?? 0)];
}

export interface MatrixProduct {
  m: number;
  n: number;
  k: number;
  /** Address, distance between rows, distance between columns (in floats). */
  a: readonly [pointer: number, rowStride: number, columnStride: number];
  b: readonly [pointer: number, rowStride: number, columnStride: number];
  c: number;
  bias?: number;
}

/** c [m, n] = a [m, k] · b [k, n] + bias. */
export function multiply(heap: Heap, { m, n, k, a, b, c, bias = 0 }: MatrixProduct): void {
  const scratch = heap.scratch(heap.kernels.gemmScratch(n, k));
  const sides = [a[0], 4 * a[1], 4 * a[2], b[0], 4 * b[1], 4 * b[2]] as const;
  heap.kernels.gemm(m, n, k, ...sides, c, 4 * n, bias, -Infinity, Infinity, scratch);
}

/** x · kernel + bias for all steps at once: [batch, steps, width]. */
export function projectInputs(
  heap: Heap,
  sizes: Sizes,
  operands: { x: TensorInfo; kernel: TensorInfo; bias: number },
): TensorInfo {
  const { batch, steps, inputs, width } = sizes;
  const sums = heap.output([batch, steps, width]);
  multiply(heap, {
    m: batch * steps,
    n: width,
    k: inputs,
    a: [heap.pointer(operands.x), inputs, 1],
    b: [heap.pointer(operands.kernel), width, 1],
    c: heap.pointer(sums),
    bias: operands.bias,
  });
  return sums;
}

/** A weight matrix, packed once to be multiplied with at every step. Release `weights` at the end. */
export class PackedMatrix {
  readonly weights: TensorInfo;
  private readonly heap: Heap;
  private readonly rows: number;
  private readonly columns: number;

  constructor(heap: Heap, matrix: TensorInfo, { transposed = false }: { transposed?: boolean } = {}) {
    const [rows = 0, columns = 0] = matrix.shape;
    this.heap = heap;
    this.rows = transposed ? columns : rows;
    this.columns = transposed ? rows : columns;
    this.weights = heap.output([heap.kernels.packedBytes(this.columns, this.rows) / 4]);
    const strides = transposed ? ([4, 4 * columns] as const) : ([4 * columns, 4] as const);
    heap.kernels.packMatrix(heap.pointer(matrix), ...strides, this.rows, this.columns, heap.pointer(this.weights));
  }

  /** c = a · matrix + bias, or c += a · matrix, for as many rows as the batch has. */
  multiply(operands: {
    batch: number;
    a: readonly [pointer: number, stride: number];
    c: readonly [pointer: number, stride: number];
    bias?: number;
    accumulate?: boolean;
  }): void {
    const { batch, a, c, bias = 0, accumulate = false } = operands;
    const { kernels } = this.heap;
    const scratch = this.heap.scratch(kernels.multiplyPackedScratch(this.columns));
    const size = [batch, this.columns, this.rows] as const;
    kernels.multiplyPacked(...size, ...a, this.heap.pointer(this.weights), bias, ...c, Number(accumulate), scratch);
  }

  release(): void {
    this.heap.release(this.weights);
  }
}

/** The states before each step: [batch, steps, units]. */
function previousStates(heap: Heap, sizes: Sizes, states: { sequence: TensorInfo; initial: TensorInfo }): TensorInfo {
  const { batch, steps, units } = sizes;
  const previous = heap.output([batch, steps, units]);
  const row = 4 * units;
  const [from, first, to] = [heap.pointer(states.sequence), heap.pointer(states.initial), heap.pointer(previous)];
  for (let b = 0; b < batch; b++) {
    const start = b * steps * row;
    heap.bytes.copyWithin(to + start, first + b * row, first + (b + 1) * row);
    heap.bytes.copyWithin(to + start + row, from + start, from + start + (steps - 1) * row);
  }
  return previous;
}

/** dX and the gradient of the kernel, from the gradient of the sums x · kernel. */
export function inputGradients(
  heap: Heap,
  sizes: Sizes,
  operands: { x: TensorInfo; kernel: TensorInfo; dSums: TensorInfo },
): [dx: TensorInfo, dKernel: TensorInfo] {
  const { batch, steps, inputs, width } = sizes;
  const [dx, dKernel] = [heap.output([batch, steps, inputs]), heap.output([inputs, width])];
  const dSums = heap.pointer(operands.dSums);
  multiply(heap, {
    ...{ m: batch * steps, n: inputs, k: width, a: [dSums, width, 1], c: heap.pointer(dx) },
    b: [heap.pointer(operands.kernel), 1, width],
  });
  multiply(heap, {
    ...{ m: inputs, n: width, k: batch * steps, b: [dSums, width, 1], c: heap.pointer(dKernel) },
    a: [heap.pointer(operands.x), 1, inputs],
  });
  return [dx, dKernel];
}

/** The gradient of the recurrent kernel, from the gradient of the sums h · recurrentKernel. */
export function recurrentGradient(
  heap: Heap,
  sizes: Sizes,
  operands: { y: TensorInfo; h0: TensorInfo; dSums: TensorInfo },
): TensorInfo {
  const { batch, steps, units, width } = sizes;
  const gradient = heap.output([units, width]);
  const previous = previousStates(heap, sizes, { sequence: operands.y, initial: operands.h0 });
  multiply(heap, {
    ...{ m: units, n: width, k: batch * steps, a: [heap.pointer(previous), 1, units], c: heap.pointer(gradient) },
    b: [heap.pointer(operands.dSums), width, 1],
  });
  heap.release(previous);
  return gradient;
}

/** Adds the gradients of all rows and steps up, into the `offset`-th part of a bias gradient. */
export function addUpBias(
  heap: Heap,
  sizes: Sizes,
  { dSums, dBias, offset = 0 }: { dSums: TensorInfo; dBias: TensorInfo; offset?: number },
): void {
  const { batch, steps, width } = sizes;
  heap.kernels.reduceSum(heap.pointer(dSums), 1, batch * steps, width, heap.pointer(dBias) + 4 * offset * width);
}

/** A working copy of a gradient that arrives at the last state, or zeros. */
export function stateGradient(heap: Heap, given: TensorInfo | undefined, shape: number[]): TensorInfo {
  const gradient = heap.output(shape);
  const size = util.sizeFromShape(shape);
  const to = heap.pointer(gradient);
  if (given === undefined) heap.kernels.fillWords(to, size, 0);
  else heap.bytes.copyWithin(to, heap.pointer(given), heap.pointer(given) + 4 * size);
  return gradient;
}
