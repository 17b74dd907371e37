import { isTensor, ShapeError, show, StateError, toTensor } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Who takes a value, and as what; a function where it costs something to say, as it is only asked for errors. */
export type Named = string | (() => string);

function textOf(name: Named): string {
  return typeof name === 'string' ? name : name();
}

/**
 * `value` as a tensor of numbers or truths: itself, or made of arrays; to be called in a tidy.
 *
 * @throws DataError for what is no array of numbers, ShapeError for another type, StateError for a disposed tensor
 */
export function numbersOf(value: unknown, name: Named): Tensor {
  const tensor = isTensor(value) ? value : toTensor(value, { name: textOf(name) });
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64')
    throw new ShapeError(`${textOf(name)}: expected numbers. Received: a tensor of type ${tensor.dtype}`);
  if (tensor.isDisposed)
    throw new StateError(`${textOf(name)}: expected a tensor that is alive. Received: a disposed one`);
  return tensor;
}

/** Weights, or a mask, as {@link numbersOf} gives them; `null` for none. */
export function weightsOf(value: unknown, name: Named): Tensor | null {
  return value == null ? null : numbersOf(value, name);
}

/** Targets and predictions of a batch as {@link numbersOf} gives them. `owner` is the loss or metric. */
export function pairOf(owner: Named, yTrue: unknown, yPred: unknown): [Tensor, Tensor] {
  const pair: [Tensor, Tensor] = [
    numbersOf(yTrue, () => `${textOf(owner)}: yTrue`),
    numbersOf(yPred, () => `${textOf(owner)}: yPred`),
  ];
  if (pair[1].rank === 0)
    throw new ShapeError(
      `${textOf(owner)}: expected \`yPred\` of shape [batch, …]. Received: yPred.shape=[], yTrue.shape=${show(pair[0].shape)}`,
    );
  return pair;
}
