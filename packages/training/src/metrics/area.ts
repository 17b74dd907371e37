import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Counts } from './confusion-counts.ts';

export type Curve = 'ROC' | 'PR' | 'PRGAIN';
export type SummationMethod = 'interpolation' | 'minoring' | 'majoring';

/**
 * The area under a curve, for counts `[thresholds]` or `[thresholds, labels]`, thresholds rising: a scalar or `[labels]`.
 *
 * @see Davis & Goadrich, "The relationship between precision-recall and ROC curves", ICML 2006; Flach & Kull,
 * "Precision-recall-gain curves", NeurIPS 2015
 */
export function areaUnder(counts: Counts, curve: Curve, method: SummationMethod): Tensor {
  if (curve === 'PR' && method === 'interpolation') return interpolatedPrecisionRecall(counts);
  const [x, y] = curvePoints(counts, curve);
  const [left, right] = neighbours(y);
  const heights = {
    interpolation: (): Tensor => tf.mul(tf.add(left, right), 0.5),
    minoring: (): Tensor => tf.minimum(left, right),
    majoring: (): Tensor => tf.maximum(left, right),
  }[method]();
  return tf.sum(tf.mul(tf.sub(...neighbours(x)), heights), 0);
}

/** Each entry but the last, and each but the first, of the first axis. */
function neighbours(x: Tensor): [Tensor, Tensor] {
  const [length = 0, ...rest] = x.shape;
  const size = [length - 1, ...rest];
  const begin = x.shape.map(() => 0);
  return [tf.slice(x, begin, size), tf.slice(x, [1, ...begin.slice(1)], size)];
}

function curvePoints(counts: Counts, curve: Curve): [x: Tensor, y: Tensor] {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts;
  const recall = tf.divNoNan(tp, tf.add(tp, fn));
  if (curve === 'ROC') return [tf.divNoNan(fp, tf.add(fp, tn)), recall];
  if (curve === 'PR') return [recall, tf.divNoNan(tp, tf.add(tp, fp))];
  const odds = tf.divNoNan(tf.add(tp, fn), tf.add(tn, fp));
  const gain = (mistakes: Tensor): Tensor => tf.sub(1, tf.mul(odds, tf.divNoNan(mistakes, tp)));
  const none = tf.equal(tp, 0);
  const recallGain = tf.maximum(tf.where(none, tf.zerosLike(tp), gain(fn)), 0);
  return [recallGain, tf.where(none, tf.onesLike(tp), gain(fp))];
}

/** Between two thresholds, precision follows the straight line that true and false positives do. */
function interpolatedPrecisionRecall({ truePositives: tp, falsePositives: fp, falseNegatives: fn }: Counts): Tensor {
  const [found, foundNext] = neighbours(tp);
  const [chosen, chosenNext] = neighbours(tf.add(tp, fp));
  const dFound = tf.sub(found, foundNext);
  const slope = tf.divNoNan(dFound, tf.maximum(tf.sub(chosen, chosenNext), 0));
  const intercept = tf.sub(foundNext, tf.mul(slope, chosenNext));
  const bothChosen = tf.logicalAnd(tf.greater(chosen, 0), tf.greater(chosenNext, 0));
  const ratio = tf.where(bothChosen, tf.divNoNan(chosen, tf.maximum(chosenNext, 0)), tf.onesLike(chosen));
  const area = tf.mul(slope, tf.add(dFound, tf.mul(intercept, tf.log(ratio))));
  const [, missed] = neighbours(fn);
  return tf.sum(tf.divNoNan(area, tf.maximum(tf.add(foundNext, missed), 0)), 0);
}
