import { logSoftmaxOfRows } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Loss } from './loss.ts';
import { pairOf } from './numbers.ts';
import { pairError, toFloat } from './shapes.ts';

/** The logarithm of a probability that is as good as 0, where -Infinity would make gradients NaN. */
const NEVER = -1e5;

/**
 * `-log` of the probability that the predictions spell the labels, blanks left out and repeats merged: labels
 * `[n, length]`, in which 0 is the blank and fills up the end, and logits `[n, time, classes]` → `[n]`. It is NaN for a label
 * outside the classes, and about 1e5 for labels that do not fit into the time.
 *
 * @throws ShapeError if the ranks are others or the batches differ
 */
export function ctc(yTrue: Tensor, yPred: Tensor): Tensor {
  return tf.tidy(() => {
    const [t, p] = pairOf('ctc', yTrue, yPred);
    if (t.rank !== 2 || p.rank !== 3 || t.shape[0] !== p.shape[0])
      throw pairError('ctc', [t, p], 'labels `yTrue` [n, length] and logits `yPred` [n, time, classes]');
    const labels = toFloat(t);
    const states = withBlanks(labels);
    const [batch, count] = states.shape as [number, number];
    const skips = skipScores(states);
    // Before the first prediction every path is on the blank that comes first.
    let scores: Tensor = tf.concat([tf.zeros([batch, 1]), tf.fill([batch, count - 1], NEVER)], 1);
    for (const emission of tf.unstack(emissionScores(states, toFloat(p)), 1))
      scores = tf.add(advance(scores, skips), emission);
    return tf.neg(tf.logSumExp(tf.where(isEnd(labels, count), scores, tf.fill([batch, count], NEVER * 100)), -1));
  });
}

/** Labels `[n, length]` with a blank before, between and after them: `[n, 2 length + 1]`. */
function withBlanks(labels: Tensor): Tensor {
  const [batch, length] = labels.shape as [number, number];
  const pairs = tf.reshape(tf.stack([tf.zerosLike(labels), labels], -1), [batch, 2 * length]);
  return tf.concat([pairs, tf.zeros([batch, 1])], 1);
}

/** The log-probability of each state at each time, `[n, time, states]`. */
function emissionScores(states: Tensor, logits: Tensor): Tensor {
  const classes = logits.shape[2] ?? 1;
  const chosen = tf.cast(tf.oneHot(tf.cast(states, 'int32'), classes), 'float32');
  const scores = tf.matMul(logSoftmaxOfRows(logits), chosen, false, true);
  const inside = tf.logicalAnd(tf.greaterEqual(states, 0), tf.less(states, classes));
  return tf.where(tf.expandDims(inside, 1), scores, tf.scalar(NaN));
}

/** 0 for a label that may follow the label before it without a blank, because it is another; NEVER elsewhere. */
function skipScores(states: Tensor): Tensor {
  const maySkip = tf.logicalAnd(tf.notEqual(states, 0), tf.notEqual(states, shifted(states, 2, 0)));
  return tf.mul(tf.cast(tf.logicalNot(maySkip), 'float32'), NEVER);
}

/** The scores one step later: every path stays, goes on by one state, or skips a blank. */
function advance(scores: Tensor, skips: Tensor): Tensor {
  const ways = [scores, shifted(scores, 1, NEVER), tf.add(shifted(scores, 2, NEVER), skips)];
  return tf.logSumExp(tf.stack(ways), 0);
}

/** `x` `[n, states]` moved to the right by `by`, filled up with `value`. */
function shifted(x: Tensor, by: number, value: number): Tensor {
  const [batch, count] = x.shape as [number, number];
  return tf.slice(tf.concat([tf.fill([batch, by], value), x], 1), [0, 0], [batch, count]);
}

/** Where a path may end: on the last label, or on the blank after it. */
function isEnd(labels: Tensor, count: number): Tensor {
  const last = tf.mul(tf.sum(tf.cast(tf.notEqual(labels, 0), 'float32'), 1), 2);
  const at = (state: Tensor): Tensor => tf.cast(tf.oneHot(tf.cast(state, 'int32'), count), 'bool');
  return tf.logicalOr(at(last), at(tf.sub(last, 1)));
}

/**
 * Connectionist temporal classification, for sequences whose alignment with the predictions is not known.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#ctc-class
 * @see Graves et al., "Connectionist temporal classification", ICML 2006
 */
export class CTC extends Loss {
  static override readonly className: string = 'CTC';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return ctc(yTrue, yPred);
  }
}
