// Recurrent layers over whole sequences, forward and backward. Inside, the first axis is that of the steps, so that what
// belongs to a step lies together.
import { copyRows, fillWords } from './copy';
import { gemm, gemmScratch } from './gemm';
import { multiplyPacked, multiplyPackedScratch, packedBytes } from './packed';
import { packPanels } from './panels';
import {
  gruStep, gruStepGradient, lstmStep, lstmStepGradient, simpleRnnStep, simpleRnnStepGradient,
} from './recurrent';
import { reduceSum } from './reductions';

/** Sizes and addresses, written by the caller as consecutive 32-bit integers; `width` counts the gates of all units. */
@unmanaged
export class Sequence {
  batch: i32;
  steps: i32;
  inputs: i32;
  units: i32;
  width: i32;
  /** Whether all outputs are meant by `output` and `dOutput`, [batch, steps, units], or the last, [batch, units]. */
  isWhole: i32;
  x: usize;
  kernel: usize;
  recurrentKernel: usize;
  /** May be 0. */
  bias: usize;
  h0: usize;
  c0: usize;
  output: usize;
  cLast: usize;
  /** x of each step beside h before it, then h after the last one: [steps + 1, batch, inputs + units]. */
  rows: usize;
  /** c before each step and after the last one: [steps + 1, batch, units]. */
  cells: usize;
  /** [steps, batch, width]; so are the gradients of the sums, that of a GRU's h · recurrentKernel apart. */
  gates: usize;
  recurrent: usize;
  dSums: usize;
  dRecurrent: usize;
  /** May be 0, as may be `dcLast`. */
  dOutput: usize;
  dcLast: usize;
  dx: usize;
  dKernel: usize;
  dRecurrentKernel: usize;
  dBias: usize;
  dh0: usize;
  dc0: usize;
  scratch: usize;
}

/** Bytes of `Sequence.scratch`. */
export function sequenceScratch(rows: i32, inputs: i32, units: i32, width: i32): usize {
  const joined = inputs + units, product = gemmScratch(joined, max(width, joined), max(rows, width));
  const packed = max(packedBytes(width, joined), packedBytes(joined, width));
  return product + packed + <usize>(joined * width << 2);
}

/** Byte distance between the rows of `Sequence.rows`. */
@inline
function stride(s: Sequence): usize {
  return <usize>(s.inputs + s.units) << 2;
}

@inline
function rowsAt(s: Sequence, step: i32): usize {
  return s.rows + <usize>(step * s.batch) * stride(s);
}

@inline
function hAt(s: Sequence, step: i32): usize {
  return rowsAt(s, step) + (<usize>s.inputs << 2);
}

/** One step of a tensor [steps, batch, width]. */
@inline
function wideAt(s: Sequence, tensor: usize, step: i32): usize {
  return tensor + (<usize>(step * s.batch * s.width) << 2);
}

@inline
function cellsAt(s: Sequence, step: i32): usize {
  return s.cells + (<usize>(step * s.batch * s.units) << 2);
}

/** Room behind what products need. */
@inline
function roomFor(s: Sequence): usize {
  return s.scratch + gemmScratch(s.inputs + s.units, max(s.width, s.inputs + s.units), max(s.steps * s.batch, s.width));
}

/** Lays x and h0 out in rows. */
function layRows(s: Sequence): void {
  const input = <usize>s.inputs << 2, unit = <usize>s.units << 2;
  for (let t = 0; t < s.steps; t++) {
    copyRows(s.x + <usize>t * input, <usize>s.steps * input, rowsAt(s, t), stride(s), s.batch, input);
  }
  copyRows(s.h0, unit, hAt(s, 0), stride(s), s.batch, unit);
}

/** Takes the outputs out of the rows. */
function takeOutputs(s: Sequence): void {
  const unit = <usize>s.units << 2;
  if (!s.isWhole) {
    copyRows(hAt(s, s.steps), stride(s), s.output, unit, s.batch, unit);
    return;
  }
  for (let t = 0; t < s.steps; t++) {
    copyRows(hAt(s, t + 1), stride(s), s.output + <usize>t * unit, <usize>s.steps * unit, s.batch, unit);
  }
}

/** Packs kernel and recurrent kernel, one above the other, to be multiplied with the rows. */
function packJoined(s: Sequence, to: usize): void {
  const row = <usize>s.width << 2, joined = to + packedBytes(s.width, s.inputs + s.units);
  memory.copy(joined, s.kernel, <usize>s.inputs * row);
  memory.copy(joined + <usize>s.inputs * row, s.recurrentKernel, <usize>s.units * row);
  packPanels(joined, row, 4, s.inputs + s.units, s.width, to);
}

export function simpleRnnForward(s: Sequence): void {
  const packed = roomFor(s);
  layRows(s);
  packJoined(s, packed);
  for (let t = 0; t < s.steps; t++) {
    const h = hAt(s, t + 1);
    multiplyPacked(
      s.batch, s.width, s.inputs + s.units, rowsAt(s, t), stride(s), packed, s.bias, h, stride(s), 0, s.scratch,
    );
    simpleRnnStep(s.batch, s.units, h, stride(s));
  }
  takeOutputs(s);
}

export function lstmForward(s: Sequence): void {
  const packed = roomFor(s), width = <usize>s.width << 2, states = <usize>(s.batch * s.units) << 2;
  layRows(s);
  memory.copy(s.cells, s.c0, states);
  packJoined(s, packed);
  for (let t = 0; t < s.steps; t++) {
    const gates = wideAt(s, s.gates, t);
    multiplyPacked(
      s.batch, s.width, s.inputs + s.units, rowsAt(s, t), stride(s), packed, s.bias, gates, width, 0, s.scratch,
    );
    lstmStep(s.batch, s.units, gates, cellsAt(s, t), cellsAt(s, t + 1), hAt(s, t + 1), stride(s));
  }
  takeOutputs(s);
  memory.copy(s.cLast, cellsAt(s, s.steps), states);
}

/** The bias holds that of the input and that of the state, one after the other. */
export function gruForward(s: Sequence): void {
  const packed = roomFor(s), width = <usize>s.width << 2, recurrentBias = s.bias ? s.bias + width : 0;
  layRows(s);
  gemm(
    s.steps * s.batch, s.width, s.inputs, s.rows, stride(s), 4, s.kernel, width, 4, s.gates, width, s.bias, -Infinity,
    Infinity, s.scratch,
  );
  packPanels(s.recurrentKernel, width, 4, s.units, s.width, packed);
  for (let t = 0; t < s.steps; t++) {
    const recurrent = wideAt(s, s.recurrent, t), before = hAt(s, t);
    multiplyPacked(
      s.batch, s.width, s.units, before, stride(s), packed, recurrentBias, recurrent, width, 0, s.scratch,
    );
    gruStep(s.batch, s.units, wideAt(s, s.gates, t), recurrent, before, hAt(s, t + 1), stride(s));
  }
  takeOutputs(s);
}

/** A gradient that arrives at the last state, or zeros. */
function startGradient(s: Sequence, given: usize, to: usize): void {
  const size = s.batch * s.units;
  if (given) memory.copy(to, given, <usize>size << 2);
  else fillWords(to, size, 0);
}

/** Begins the way back: dh0 becomes the gradient of the last h. Returns the packed transpose of the recurrent kernel. */
function turnBack(s: Sequence): usize {
  const packed = roomFor(s);
  startGradient(s, s.isWhole ? 0 : s.dOutput, s.dh0);
  packPanels(s.recurrentKernel, 4, <usize>s.width << 2, s.width, s.units, packed);
  return packed;
}

/** The gradient of one output, or 0. */
@inline
function dOutputAt(s: Sequence, step: i32): usize {
  return s.isWhole && s.dOutput ? s.dOutput + (<usize>(step * s.units) << 2) : 0;
}

@inline
function dOutputStride(s: Sequence): usize {
  return <usize>(s.steps * s.units) << 2;
}

/** dh before a step, from the gradient of h · recurrentKernel. */
@inline
function stepBack(s: Sequence, dSums: usize, packed: usize, accumulate: i32): void {
  multiplyPacked(
    s.batch, s.units, s.width, dSums, <usize>s.width << 2, packed, 0, s.dh0, <usize>s.units << 2, accumulate, s.scratch,
  );
}

/** c [columns, width] = the sum over all steps and rows of `from` (columns of the rows) times dSums. */
function weightGradient(s: Sequence, from: usize, columns: i32, dSums: usize, to: usize): void {
  const width = <usize>s.width << 2;
  gemm(
    columns, s.width, s.steps * s.batch, from, 4, stride(s), dSums, width, 4, to, width, 0, -Infinity, Infinity, s.scratch,
  );
}

/** Gradients of both kernels and of the bias, where the sums of input and state are one. */
function joinedGradients(s: Sequence): void {
  const row = <usize>s.width << 2, joined = roomFor(s);
  weightGradient(s, s.rows, s.inputs + s.units, s.dSums, joined);
  memory.copy(s.dKernel, joined, <usize>s.inputs * row);
  memory.copy(s.dRecurrentKernel, joined + <usize>s.inputs * row, <usize>s.units * row);
  reduceSum(s.dSums, 1, s.steps * s.batch, s.width, s.dBias);
}

export function simpleRnnBackward(s: Sequence): void {
  const packed = turnBack(s);
  for (let t = s.steps - 1; t >= 0; t--) {
    const dSums = wideAt(s, s.dSums, t);
    simpleRnnStepGradient(
      s.batch, s.units, hAt(s, t + 1), stride(s), dOutputAt(s, t), dOutputStride(s), s.dh0, dSums,
    );
    stepBack(s, dSums, packed, 0);
  }
  joinedGradients(s);
}

export function lstmBackward(s: Sequence): void {
  const packed = turnBack(s);
  startGradient(s, s.dcLast, s.dc0);
  for (let t = s.steps - 1; t >= 0; t--) {
    const dSums = wideAt(s, s.dSums, t);
    lstmStepGradient(
      s.batch, s.units, wideAt(s, s.gates, t), cellsAt(s, t), cellsAt(s, t + 1), dOutputAt(s, t), dOutputStride(s), s.dh0,
      s.dc0, dSums,
    );
    stepBack(s, dSums, packed, 0);
  }
  joinedGradients(s);
}

export function gruBackward(s: Sequence): void {
  const packed = turnBack(s), rows = s.steps * s.batch;
  for (let t = s.steps - 1; t >= 0; t--) {
    const dRecurrent = wideAt(s, s.dRecurrent, t);
    gruStepGradient(
      s.batch, s.units, wideAt(s, s.gates, t), wideAt(s, s.recurrent, t), hAt(s, t), stride(s), dOutputAt(s, t),
      dOutputStride(s), s.dh0, wideAt(s, s.dSums, t), dRecurrent,
    );
    stepBack(s, dRecurrent, packed, 1);
  }
  weightGradient(s, s.rows, s.inputs, s.dSums, s.dKernel);
  weightGradient(s, hAt(s, 0), s.units, s.dRecurrent, s.dRecurrentKernel);
  reduceSum(s.dSums, 1, rows, s.width, s.dBias);
  reduceSum(s.dRecurrent, 1, rows, s.width, s.dBias + (<usize>s.width << 2));
}

/** dx [batch, steps, inputs] = dSums · kernelᵀ. */
export function sequenceInputGradient(s: Sequence): void {
  const packed = roomFor(s), width = <usize>s.width << 2, input = <usize>s.inputs << 2;
  packPanels(s.kernel, 4, width, s.width, s.inputs, packed);
  for (let t = 0; t < s.steps; t++) {
    multiplyPacked(
      s.batch, s.inputs, s.width, wideAt(s, s.dSums, t), width, packed, 0, s.dx + <usize>t * input,
      <usize>s.steps * input, 0, s.scratch,
    );
  }
}

/**
 * Of a mask [batch, steps]: `from`, at each place the step to take so that those that count come first in their row; in rows
 * of one state more than steps, `latest`, at each step where the state after the latest that counts lies, and `ends`, where
 * the last of each row does. All are counted over both axes.
 */
export function sequenceOrder(mask: usize, batch: i32, steps: i32, from: usize, latest: usize, ends: usize): void {
  for (let row = 0; row < batch; row++) {
    const first = row * steps, states = row * (steps + 1);
    let end = 0;
    for (let step = 0; step < steps; step++) {
      const at = <usize>(first + step) << 2;
      store<i32>(from + at, first + step);
      if (load<u8>(mask + <usize>(first + step))) store<i32>(from + (<usize>(first + end++) << 2), first + step);
      store<i32>(latest + at, states + end);
    }
    store<i32>(ends + (<usize>row << 2), states + end);
  }
}
