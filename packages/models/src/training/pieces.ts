import { ShapeError, show } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** How many tensors are put together at a time. */
const MOST = 64;

/** The outputs of many batches on their way to one tensor each. So that there are never too many, they are joined on the way. */
export class Pieces {
  /** Of each output: single pieces, then pieces of `MOST`, of `MOST`², …, in order from the last level to the first. */
  #levels: Tensor[][][] = [];

  /** Takes over the outputs of the next batch. */
  add(outputs: readonly Tensor[]): void {
    outputs.forEach((output, i) => {
      const levels = (this.#levels[i] ??= []);
      let piece = output;
      for (let level = 0; ; level++) {
        const pieces = (levels[level] ??= []);
        pieces.push(piece);
        if (pieces.length < MOST) break;
        piece = join(pieces);
        tf.dispose(pieces.splice(0));
      }
    });
  }

  /** Each output of all batches, end to end; new tensors. */
  joined(): Tensor[] {
    return tf.tidy(() => this.#levels.map((levels) => join(levels.toReversed().flat())));
  }

  dispose(): void {
    tf.dispose(this.#levels);
    this.#levels = [];
  }
}

function join(pieces: readonly Tensor[]): Tensor {
  const [first, ...others] = pieces;
  if (first === undefined) throw new ShapeError('expected at least one piece');
  const rest = (tensor: Tensor): string => tensor.shape.slice(1).join();
  const odd = others.find((piece) => rest(piece) !== rest(first));
  if (odd)
    throw new ShapeError(
      `predict: expected the outputs of all batches to have the same shape beside the first axis, so that they make one tensor. Received: ${show(first.shape)} and ${show(odd.shape)}`,
    );
  return others.length === 0 ? tf.clone(first) : tf.concat([...pieces]);
}
