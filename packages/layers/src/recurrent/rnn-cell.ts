import { formatShape, isTensor, ShapeError, shapesMatch, show, type ArgumentOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CallContext } from '../engine/call-context.ts';
import type { Layer } from '../engine/layer.ts';
import { isSymbolic } from '../engine/symbolic-tensor.ts';
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

/** The states that a caller gave, nested or not, as a list that fits `shapes`; errors name the owner and the argument. */
export function checkStates(given: unknown, shapes: readonly Shape[], of: ArgumentOf): Tensor[] {
  const states = checkStateShapes(given, shapes, of) as Tensor[];
  return states.map((state) => (state.dtype === 'float32' ? state : tf.cast(state, 'float32')));
}

/** {@link checkStates} for symbolic tensors too. */
export function checkStateShapes(given: unknown, shapes: readonly Shape[], { owner, name }: ArgumentOf): unknown[] {
  const states: unknown[] = [given].flat(9);
  const shapeOf = (state: unknown): Shape | null => (isTensor(state) || isSymbolic(state) ? state.shape : null);
  const fits = (expected: Shape, i: number): boolean => shapesMatch(shapeOf(states[i]) ?? [], expected);
  if (states.length === shapes.length && shapes.every(fits)) return states;
  const received = states.map((state) => {
    const shape = shapeOf(state);
    return shape === null ? show(state) : formatShape(shape);
  });
  throw new ShapeError(
    `${owner}: expected \`${name}\` to be ${shapes.length === 1 ? 'a tensor' : `${shapes.length} tensors`} of shape ${shapes.map(formatShape).join(', ')}. Received: ${received.join(', ')}`,
  );
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
