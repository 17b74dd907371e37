import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { einsum } from '../ops/einsum.ts';
import { maskedSoftmax } from './attention-masks.ts';

export interface AttendOptions {
  /** One letter for each axis; those of `scores` end with the axes of queries and of keys. */
  labels: { query: string; key: string; scores: string };
  /** Of a shape that broadcasts over the scores. */
  mask: Tensor | null;
  /** Whether a query that sees nothing gets zeros rather than the mean of all values. */
  clear: boolean;
  dropout: (weights: Tensor) => Tensor;
}

/** `[batch, …, heads, size]` each. */
export interface Projected {
  query: Tensor;
  key: Tensor;
  value: Tensor;
}

/**
 * Scaled dot-product attention, `softmax(query · key / sqrt(size)) · value`, with the values under the labels of the keys.
 * Returns the output, under the labels of the query, and the weights, under those of the scores.
 *
 * Source: Vaswani et al., 2017, https://arxiv.org/abs/1706.03762
 */
export function attend(
  { query, key, value }: Projected,
  { labels, mask, clear, dropout }: AttendOptions,
): [output: Tensor, weights: Tensor] {
  const scaled = tf.mul(query, 1 / Math.sqrt(query.shape.at(-1) ?? 1));
  const scores = einsum(scaled, key, { a: labels.query, b: labels.key, out: labels.scores });
  // Keys along several axes share one softmax.
  const keyAxes = Array.from(labels.scores).filter((label) => !labels.query.includes(label)).length;
  const flat = (x: Tensor): Tensor => (keyAxes === 1 ? x : tf.reshape(x, [...x.shape.slice(0, -keyAxes), -1]));
  const spread = mask === null ? null : tf.broadcastTo(mask, scores.shape);
  const softmax =
    keyAxes === 1 ? maskedSoftmax(scores, mask, clear) : maskedSoftmax(flat(scores), spread && flat(spread), clear);
  const weights = tf.reshape(softmax, scores.shape);
  const output = einsum(dropout(weights), value, { a: labels.scores, b: labels.key, out: labels.query });
  return [output, weights];
}
