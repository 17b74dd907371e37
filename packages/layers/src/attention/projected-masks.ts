import { formatShape, invalidArgument, ShapeError, shapesMatch, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CallArguments, CallContext } from '../engine/call-context.ts';
import { allOf, checkMask, positionMask } from './attention-masks.ts';

/** Arguments of a call of `MultiHeadAttention` and `GroupQueryAttention`; the inputs are `[query, value]` and maybe `key`. */
export interface ProjectedAttentionArguments extends CallArguments {
  /** Which queries, values and keys count: bool, `[batch, places]`. By default the masks attached to the inputs. */
  queryMask?: Tensor | null;
  valueMask?: Tensor | null;
  keyMask?: Tensor | null;
  /** Which keys each query sees: bool, `[batch, queries, keys]`, or with the heads as second axis. */
  attentionMask?: Tensor | null;
  /** Whether a query sees no key after its own place. Default: false. */
  useCausalMask?: boolean | null;
  /** Whether the attention weights are a second output. Default: false. */
  returnAttentionScores?: boolean | null;
}

/** Along which axes places attend to one another, for inputs of a rank, and how many heads there are. */
export interface AttentionGeometry {
  owner: string;
  axes: (rank: number) => number[];
  heads: number;
}

/** The shapes of query, value and key. Throws a `ShapeError` where they do not fit together. */
export function checkProjectedShapes(
  shapes: readonly Shape[],
  { owner, axes }: AttentionGeometry,
): [query: Shape, value: Shape, key: Shape] {
  const fail = (expected: string): ShapeError =>
    new ShapeError(`${owner}: expected ${expected}. Received shapes: ${shapes.map(formatShape).join(', ')}`);
  const [query, value, key = value] = shapes;
  if (query === undefined || value === undefined || key === undefined || shapes.length > 3)
    throw fail('a list of [query, value] or [query, value, key]');
  if (query.length !== value.length || query.length !== key.length) throw fail('inputs of one rank');
  if (!shapesMatch(value.slice(0, -1), key.slice(0, -1)))
    throw fail('value and key to have the same sizes except along their last axis');
  const attending = axes(query.length);
  const others = (shape: Shape): Shape => shape.slice(0, -1).filter((_, axis) => !attending.includes(axis));
  if (!shapesMatch(others(query), others(value)))
    throw fail('query and value to have the same batch size, and sizes along axes that do not attend');
  return [query, value, key];
}

/** `[batch, …, heads, …queries, …keys]`, the dots for places that do not attend. */
export function scoresShape(query: Shape, value: Shape, { axes, heads }: AttentionGeometry): Shape {
  const attending = axes(query.length);
  const others = query.slice(0, -1).filter((_, axis) => !attending.includes(axis));
  const along = (shape: Shape): Shape => attending.map((axis) => shape[axis] ?? null);
  return [...others, heads, ...along(query), ...along(value)];
}

/** All masks in one that broadcasts over the scores, or `null` if there is none. */
export function joinMasks(
  { mask, queryMask, valueMask, keyMask, attentionMask, useCausalMask }: CallContext & ProjectedAttentionArguments,
  geometry: AttentionGeometry & { query: Shape; value: Shape; window: number | null },
): Tensor | null {
  const { owner, query, value, window } = geometry;
  const attached = Array.isArray(mask) ? (mask as (Tensor | null)[]) : [];
  const axes = geometry.axes(query.length);
  const causal = useCausalMask === true;
  const byPosition = causal || window !== null;
  if (byPosition && axes.length !== 1)
    throw invalidArgument(
      { owner, name: causal ? 'useCausalMask' : 'slidingWindow' },
      'left out where places along several axes attend to one another',
      causal || window,
    );
  const shape = scoresShape(query, value, geometry) as number[];
  /** `part` with an axis of size 1 at `at`, then one for the heads. */
  const spread = (part: Tensor | null | undefined, name: string, at?: number): Tensor | null => {
    if (part == null) return null;
    let result = at === undefined ? part : tf.expandDims(part, at);
    while (result.rank < shape.length && result.rank >= 2 * axes.length)
      result = tf.expandDims(result, result.rank - 2 * axes.length);
    return checkMask(result, shape, { owner, name: `\`${name}\`` });
  };
  const [queries = 1, keys = 1] = shape.slice(-2);
  return allOf([
    spread(queryMask ?? attached[0], 'queryMask', -1),
    spread(valueMask ?? attached[1], 'valueMask', -2),
    spread(keyMask ?? attached[2], 'keyMask', -2),
    spread(byPosition ? positionMask({ queries, keys, causal, window }) : null, 'position'),
    spread(attentionMask, 'attentionMask'),
  ]);
}
