import { ShapeError, show } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { matchWeights } from '../losses/reduce.ts';
import { matchRanks, oneHot, pairError, toFloat } from '../losses/shapes.ts';
import { areEven } from './thresholds.ts';
import { weighBins } from './weigh-bins.ts';

/** The four entries of a confusion matrix of yes and no. */
export type CountName = 'truePositives' | 'falsePositives' | 'trueNegatives' | 'falseNegatives';

/** Each entry for every threshold, `[thresholds]`, or for every label too, `[thresholds, labels]`. */
export type Counts = Record<CountName, Tensor>;

export interface Predictions {
  /** Anything but 0 is a yes. */
  yTrue: Tensor;
  /** `[batch, …]` */
  yPred: Tensor;
  sampleWeight: Tensor | null;
}

export interface CountOptions {
  /** Predictions above a threshold are a yes. */
  thresholds: readonly number[];
  /** How many of the largest predictions may be a yes; `null`: all. */
  topK?: number | null;
  /** The only class that counts; `null`: all. */
  classId?: number | null;
  /** Whether each entry of the last axis is counted by itself. */
  perLabel?: boolean;
  /** One weight for each entry of the last axis. */
  labelWeights?: readonly number[] | null;
  owner: string;
}

/** Counts a batch, for all thresholds together; to be called in a tidy. */
export function confusionCounts({ yTrue, yPred, sampleWeight }: Predictions, options: CountOptions): Counts {
  const { topK = null, classId = null, perLabel = false, labelWeights = null, thresholds, owner } = options;
  let [labels, scores] = matchRanks(toFloat(yTrue), toFloat(yPred));
  if (!tf.util.arraysEqual(labels.shape, scores.shape))
    throw pairError(owner, [yTrue, yPred], '`yTrue` and `yPred` of the same shape');
  if (topK !== null) scores = keepTopK(scores, topK, owner);
  if (classId !== null) [labels, scores] = [onlyClass(labels, classId, owner), onlyClass(scores, classId, owner)];
  const weights = weightsOf(scores, { sampleWeight, labelWeights }, owner);
  const columns = perLabel ? (scores.shape.at(-1) ?? 1) : 1;
  const flat = (x: Tensor): Tensor => tf.reshape(x, [-1, columns]);
  const yes = tf.mul(toFloat(tf.notEqual(labels, 0)), weights);
  const positives = areEven(thresholds) ? positivesByBucket : positivesByThreshold;
  const weighed = [flat(yes), flat(tf.sub(weights, yes))] as const;
  const [truePositives, falsePositives] = positives(flat(scores), weighed, thresholds);
  const counts = {
    truePositives,
    falsePositives,
    falseNegatives: tf.sub(tf.sum(weighed[0], 0), truePositives),
    trueNegatives: tf.sub(tf.sum(weighed[1], 0), falsePositives),
  };
  return perLabel ? counts : mapCounts(counts, (x) => tf.squeeze(x, [1]));
}

function mapCounts(counts: Counts, f: (count: Tensor) => Tensor): Counts {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts;
  return {
    truePositives: f(truePositives),
    falsePositives: f(falsePositives),
    trueNegatives: f(trueNegatives),
    falseNegatives: f(falseNegatives),
  };
}

/** What each score weighs as a yes and as a no, `[n, labels]`. */
type YesAndNo = readonly [Tensor, Tensor];

/** Scores `[n, labels]` → the weights of those above each threshold, `[thresholds, labels]`. */
function positivesByThreshold(scores: Tensor, weights: YesAndNo, thresholds: readonly number[]): [Tensor, Tensor] {
  const isAbove = toFloat(tf.greater(scores, tf.tensor([...thresholds], [thresholds.length, 1, 1])));
  const sum = (weight: Tensor): Tensor => tf.sum(tf.mul(isAbove, weight), 1);
  return [sum(weights[0]), sum(weights[1])];
}

/**
 * The same for even thresholds, in a time that does not depend on how many there are: scores are counted by how many
 * thresholds they are above. Compared on a scale of whole numbers, as in Keras, a score that equals a threshold is counted
 * alike. A first threshold below 0 is below every score.
 */
function positivesByBucket(scores: Tensor, weights: YesAndNo, thresholds: readonly number[]): [Tensor, Tensor] {
  const columns = scores.shape[1] ?? 1;
  const above = tf.ceil(tf.mul(tf.clipByValue(scores, 0, 1), thresholds.length - 1));
  const bucket = (thresholds[0] ?? 0) < 0 ? tf.maximum(above, 1) : above;
  const bins = tf.cast(tf.add(tf.mul(bucket, columns), tf.range(0, columns)), 'int32');
  const sum = (weight: Tensor): Tensor => {
    const byBucket = weighBins(bins, weight, thresholds.length * columns);
    return tf.cumsum(tf.reshape(byBucket, [thresholds.length, columns]), 0, true, true);
  };
  return [sum(weights[0]), sum(weights[1])];
}

interface Weights {
  sampleWeight: Tensor | null;
  labelWeights: readonly number[] | null;
}

/** One weight for each score. */
function weightsOf(scores: Tensor, { sampleWeight, labelWeights }: Weights, owner: string): Tensor {
  const ones = tf.onesLike(scores);
  const weighted = sampleWeight === null ? ones : tf.mul(...matchWeights(ones, toFloat(sampleWeight), owner));
  if (labelWeights === null) return weighted;
  if (labelWeights.length !== scores.shape.at(-1))
    throw new ShapeError(
      `${owner}: expected one label weight for each entry of the last axis of \`yPred\`. ` +
        `Received: ${labelWeights.length} label weights, yPred.shape=${show(scores.shape)}`,
    );
  return tf.mul(weighted, tf.tensor1d([...labelWeights]));
}

/** `scores` with all but the `k` largest of each row pushed below every threshold. */
function keepTopK(scores: Tensor, k: number, owner: string): Tensor {
  const classes = scores.shape.at(-1) ?? 1;
  if (k > classes)
    throw new ShapeError(
      `${owner}: expected \`yPred\` to have at least topK=${k} classes. Received: ${classes} classes`,
    );
  const { indices } = tf.topk(scores, k);
  const kept = tf.any(oneHot(indices, classes), -2);
  return tf.where(kept, scores, tf.fill(scores.shape, BELOW_ALL));
}

/** Below every threshold, and the threshold that everything kept by `topK` is above. */
export const BELOW_ALL = -1e10;

function onlyClass(x: Tensor, classId: number, owner: string): Tensor {
  const last = x.rank - 1;
  if (x.rank < 2 || classId >= (x.shape[last] ?? 0))
    throw new ShapeError(
      `${owner}: expected \`yTrue\` and \`yPred\` of shape [batch, classes] with more than classId=${classId} classes. ` +
        `Received: shape=${show(x.shape)}`,
    );
  const begin = x.shape.map((_, i) => (i === last ? classId : 0));
  return tf.slice(x, begin, [...x.shape.slice(0, last), 1]);
}
