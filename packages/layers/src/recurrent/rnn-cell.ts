import { isTensor, ShapeError, show, type ArgumentOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CallContext } from '../engine/call-context.ts';
import type { Layer } from '../engine/layer.ts';
import type { Wanted } from '../ops/fused-sequence.ts';
import { stepSequence, type Sequence, type SequenceResult } from '../ops/step-sequence.ts';

/** One number for each state, or a nested list of them; a single number for a single state. */
export type StateSize = number | readonly StateSize[];

/** A sequence for a cell to go over, and what is wanted of it. */
export interface SequenceRequest extends Sequence {
  wanted: Wanted;
  training: boolean;
}

/**
 * What {@link RNN} runs over a sequence: a layer whose `call` is given one step `[batch, …]` and, as `context.states`, the
 * states before it, and returns the output and the states after it, `[output, ...states]`.
 */
export interface RNNCell extends Layer {
  /** Sizes of the states, each `[batch, size]`. */
  readonly stateSize: StateSize;
  /** Size of the output. Default: that of the first state. */
  readonly outputSize?: number;
  /** The states before the first step. Default: zeros. */
  getInitialState?(batchSize: number): Tensor[];
  /** Goes over a whole sequence, for cells that can do better than one step after another. */
  runSequence?(request: SequenceRequest): SequenceResult;
}

/** The size of every state, in order. */
export function flatSizes(stateSize: StateSize): number[] {
  return typeof stateSize === 'object' ? stateSize.flatMap(flatSizes) : [stateSize];
}

export function outputSizeOf({ outputSize, stateSize }: RNNCell): number | null {
  return outputSize ?? flatSizes(stateSize)[0] ?? null;
}

/** The states of a cell before the first step. */
export function initialStates(cell: RNNCell, batchSize: number): Tensor[] {
  return cell.getInitialState?.(batchSize) ?? flatSizes(cell.stateSize).map((size) => tf.zeros([batchSize, size]));
}

/** The states that a caller gave, nested or not, as a list that fits `shapes`; errors name `owner` and `name`. */
export function checkStates(given: unknown, shapes: readonly (readonly number[])[], of: ArgumentOf): Tensor[] {
  const states: unknown[] = [given].flat(9);
  const fits =
    states.length === shapes.length &&
    states.every((state, i) => isTensor(state) && tf.util.arraysEqual(state.shape, [...(shapes[i] ?? [])]));
  if (!fits)
    throw new ShapeError(
      `${of.owner}: expected \`${of.name}\` to be ${shapes.length === 1 ? 'a tensor' : `${shapes.length} tensors`} of shape ${shapes.map(show).join(', ')}. Received: ${states.map((state) => (isTensor(state) ? show(state.shape) : show(state))).join(', ')}`,
    );
  return (states as Tensor[]).map((state) => (state.dtype === 'float32' ? state : tf.cast(state, 'float32')));
}

/** Runs a cell over a sequence: as the cell does it, or step by step. */
export function runCell(cell: RNNCell, request: SequenceRequest): SequenceResult {
  if (cell.runSequence) return cell.runSequence(request);
  const context = { training: request.training, mask: null };
  return stepSequence(request, (input, states) => stepCell(cell, input, { ...context, states }), request.wanted);
}

/** One step of any cell: `[output, ...states]`. */
export function stepCell(cell: RNNCell, input: Tensor, context: CallContext): Tensor[] {
  const results = cell.call(input, context);
  const count = flatSizes(cell.stateSize).length + 1;
  if (!Array.isArray(results) || results.length !== count)
    throw new ShapeError(
      `${cell.describe()}: expected \`call\` to return ${count} tensors, the output and ${count - 1} states. Received: ${Array.isArray(results) ? `${results.length} tensors` : 'one tensor'}`,
    );
  return results;
}
