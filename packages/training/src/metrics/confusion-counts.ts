import { ShapeError, show } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { matchWeights } from '../losses/reduce.ts';
import { matchRanks, pairError, toFloat } from '../losses/shapes.ts';
import { levelsOf } from './thresholds.ts';

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

/** How many predictions are compared with all thresholds at once, so that memory stays small. */
const AT_ONCE = 1 << 22;

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
  const yes = tf.mul(toFloat(tf.notEqual(labels, 0)), weights);
  const pairs = tf.stack([yes, tf.sub(weights, yes)], -1);
  const counts = count(tf.reshape(scores, [-1, columns]), tf.reshape(pairs, [-1, columns, 2]), thresholds);
  return perLabel ? mapCounts(counts, (x) => tf.transpose(x)) : mapCounts(counts, (x) => tf.squeeze(x, [0]));
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

/** Scores `[n, labels]`, and what each weighs as a yes and as a no `[n, labels, 2]` → counts `[labels, thresholds]`. */
function count(scores: Tensor, pairs: Tensor, thresholds: readonly number[]): Counts {
  const { levels, scale } = levelsOf(thresholds);
  const [rows = 0, columns = 1] = scores.shape;
  const scaled = scale === null ? scores : tf.mul(tf.clipByValue(scores, 0, 1), scale);
  const levelColumn = tf.tensor(levels, [levels.length, 1]);
  const step = Math.max(1, Math.floor(AT_ONCE / (levels.length * columns)));
  let positives: Tensor = tf.zeros([columns, levels.length, 2]);
  for (let start = 0; start < rows; start += step) {
    const size = Math.min(step, rows - start);
    const part = tf.transpose(tf.slice(scaled, [start, 0], [size, columns]));
    const hits = toFloat(tf.greater(tf.expandDims(part, 1), levelColumn));
    const weights = tf.transpose(tf.slice(pairs, [start, 0, 0], [size, columns, 2]), [1, 0, 2]);
    positives = tf.add(positives, tf.matMul(hits, weights));
  }
  const negatives = tf.sub(tf.expandDims(tf.sum(pairs, 0), 1), positives);
  const [truePositives, falsePositives] = tf.unstack(positives, -1) as [Tensor, Tensor];
  const [falseNegatives, trueNegatives] = tf.unstack(negatives, -1) as [Tensor, Tensor];
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
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
  const kept = tf.cast(tf.sum(tf.oneHot(indices as tf.Tensor1D, classes), -2), 'bool');
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
