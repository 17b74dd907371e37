import { ShapeError, show } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

export interface PositionMask {
  queries: number;
  keys: number;
  /** Whether a query sees no key after its own place. */
  causal: boolean;
  /** A query sees keys fewer places away than this; `null` for no limit. */
  window: number | null;
}

/** Which keys each query may see, by their places alone: bool, `[1, queries, keys]`. */
export function positionMask({ queries, keys, causal, window }: PositionMask): Tensor {
  const seen = new Uint8Array(queries * keys);
  for (let query = 0; query < queries; query++)
    for (let key = 0; key < keys; key++)
      if ((!causal || key <= query) && (window === null || Math.abs(query - key) < window))
        seen[query * keys + key] = 1;
  return tf.tensor(seen, [1, queries, keys], 'bool');
}

/** What all of the masks let through, or `null` if there is none. */
export function allOf(masks: readonly (Tensor | null)[]): Tensor | null {
  const given = masks.filter((mask) => mask !== null).map((mask) => tf.cast(mask, 'bool'));
  return given.length === 0 ? null : given.reduce((all, mask) => tf.logicalAnd(all, mask));
}

/** `mask`, if it broadcasts over `shape`. Throws a `ShapeError` that names the layer and the mask. */
export function checkMask(
  mask: Tensor,
  shape: readonly number[],
  { owner, name }: { owner: string; name: string },
): Tensor {
  const fits = mask.rank === shape.length && mask.shape.every((size, axis) => size === 1 || size === shape[axis]);
  if (!fits)
    throw new ShapeError(
      `${owner}: expected ${name} to broadcast over shape ${show(shape)}. Received: shape ${show(mask.shape)}`,
    );
  return mask;
}

/**
 * Softmax over the last axis of `scores`, to which entries that `mask` (of a shape that broadcasts) rules out add nothing.
 * Where it rules out all of them, the result is uniform, or zero with `clear`.
 */
export function maskedSoftmax(scores: Tensor, mask: Tensor | null, clear: boolean): Tensor {
  if (mask === null) return tf.softmax(scores);
  const keep = tf.cast(mask, 'float32');
  // Scores that do not count are replaced, not only lowered: nothing flows back to them.
  const weights = tf.softmax(tf.add(tf.mul(scores, keep), tf.mul(tf.sub(keep, 1), 2.4e38)));
  return clear ? tf.mul(weights, keep) : weights;
}
