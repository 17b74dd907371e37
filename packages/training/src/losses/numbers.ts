import { isTensor, ShapeError, show, StateError, toTensor } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * `value` as a tensor of numbers or truths: itself, or made of arrays; to be called in a tidy.
 *
 * @param name who takes it and as what, as errors print it
 * @throws DataError for what is no array of numbers, ShapeError for another type, StateError for a disposed tensor
 */
export function numbersOf(value: unknown, name: string): Tensor {
  const tensor = isTensor(value) ? value : toTensor(value, { name });
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64')
    throw new ShapeError(`${name}: expected numbers. Received: a tensor of type ${tensor.dtype}`);
  if (tensor.isDisposed) throw new StateError(`${name}: expected a tensor that is alive. Received: a disposed one`);
  return tensor;
}

/** Weights, or a mask, as {@link numbersOf} gives them; `null` for none. */
export function weightsOf(value: unknown, name: string): Tensor | null {
  return value == null ? null : numbersOf(value, name);
}

/** Targets and predictions of a batch as {@link numbersOf} gives them. `owner` is the loss or metric. */
export function pairOf(owner: string, yTrue: unknown, yPred: unknown): [Tensor, Tensor] {
  const pair: [Tensor, Tensor] = [numbersOf(yTrue, `${owner}: yTrue`), numbersOf(yPred, `${owner}: yPred`)];
  if (pair[1].rank === 0)
    throw new ShapeError(
      `${owner}: expected \`yPred\` of shape [batch, …]. Received: yPred.shape=[], yTrue.shape=${show(pair[0].shape)}`,
    );
  return pair;
}
