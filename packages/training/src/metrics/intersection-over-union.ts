import { ArgumentError, checkConfig, checkPositiveInteger, show, type OptionsOf, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { isList } from '../is-list.ts';
import { checkInteger } from '../losses/checks.ts';
import { numbersOf, pairOf } from '../losses/numbers.ts';
import { EPSILON } from '../losses/probabilities.ts';
import { matchWeights } from '../losses/reduce.ts';
import { checkAxis, matchRanks, pairError, toFloat } from '../losses/shapes.ts';
import type { IoUConfig } from './iou.ts';
import { Metric, type MetricDirection } from './metric.ts';
import { addTo, valueOf } from './add-to.ts';
import { weighBins } from './weigh-bins.ts';

/**
 * The base of the metrics that are an intersection over union, `tp / (tp + fp + fn)` of each class, as the mean over
 * `targetClassIds`, leaving out classes that never occur. Entries outside the classes do not count. Weights are cut to whole
 * numbers, as in Keras, unless `dtype` is `'float32'`; its default is `'int32'`.
 */
export abstract class IntersectionOverUnion extends Metric {
  static override readonly options: readonly string[] = [
    'targetClassIds',
    'numClasses',
    'ignoreClass',
    'sparseYTrue',
    'sparseYPred',
    'axis',
  ] satisfies OptionsOf<IoUConfig>;
  readonly numClasses: number;
  readonly targetClassIds: readonly number[];
  readonly ignoreClass: number | null;
  readonly sparseYTrue: boolean;
  readonly sparseYPred: boolean;
  readonly axis: number;
  readonly #confusion: Variable;
  override readonly direction: MetricDirection = 'up';

  constructor(config: IoUConfig) {
    super({ ...checkConfig(config, new.target), dtype: config.dtype ?? 'int32' });
    const owner = this.describe();
    this.numClasses = checkPositiveInteger(config.numClasses, { owner, name: 'numClasses' });
    this.targetClassIds = this.#checkClassIds(config.targetClassIds);
    this.ignoreClass =
      config.ignoreClass == null ? null : checkInteger(config.ignoreClass, { owner, name: 'ignoreClass' });
    this.sparseYTrue = config.sparseYTrue ?? true;
    this.sparseYPred = config.sparseYPred ?? true;
    this.axis = checkInteger(config.axis ?? -1, { owner, name: 'axis' });
    this.#confusion = this.addVariable('total_confusion_matrix', [this.numClasses, this.numClasses]);
  }

  #checkClassIds(ids: readonly number[]): readonly number[] {
    if (isList(ids) && ids.length > 0 && ids.every((id) => Number.isInteger(id) && id >= 0 && id < this.numClasses))
      return [...ids];
    throw new ArgumentError(
      `${this.describe()}: expected \`targetClassIds\` to be classes from 0 to ${this.numClasses - 1}. ` +
        `Received: targetClassIds=${show(ids)}`,
    );
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight: Tensor | null = null): void {
    tf.tidy(() => {
      const pair = pairOf(() => this.describe(), yTrue, yPred);
      const labels = this.#classNumbers(pair[0], this.sparseYTrue);
      const [t, p] = matchRanks(labels, this.#classNumbers(pair[1], this.sparseYPred));
      if (!tf.util.arraysEqual(t.shape, p.shape))
        throw pairError(this.describe(), pair, '`yTrue` and `yPred` of the same classes and shape');
      addTo(this.#confusion, this.#count(t, p, this.#weights(t, sampleWeight)));
    });
  }

  #classNumbers(x: Tensor, isSparse: boolean): Tensor {
    return tf.cast(isSparse ? x : tf.argMax(x, checkAxis(this.axis, x.rank, this.describe())), 'int32');
  }

  #weights(t: Tensor, sampleWeight: Tensor | null): Tensor {
    const ones = tf.ones(t.shape);
    if (sampleWeight === null) return ones;
    const given = numbersOf(sampleWeight, () => `${this.describe()}: sampleWeight`);
    const whole = this.dtype.startsWith('int') ? tf.cast(given, 'int32') : given;
    return tf.mul(...matchWeights(ones, toFloat(whole), this.describe()));
  }

  /** How much weight falls on each pair of classes: `[classes of the labels, classes of the predictions]`. */
  #count(t: Tensor, p: Tensor, weights: Tensor): Tensor {
    const { numClasses, ignoreClass } = this;
    const isClass = (x: Tensor): Tensor => tf.logicalAnd(tf.greaterEqual(x, 0), tf.less(x, numClasses));
    const known = tf.logicalAnd(isClass(t), isClass(p));
    const counts = ignoreClass === null ? known : tf.logicalAnd(known, tf.notEqual(t, tf.scalar(ignoreClass, 'int32')));
    const pair = tf.add(tf.mul(t, tf.scalar(numClasses, 'int32')), p);
    const bins = tf.where(counts, pair, tf.zerosLike(pair));
    return tf.reshape(weighBins(bins, tf.mul(weights, toFloat(counts)), numClasses ** 2), [numClasses, numClasses]);
  }

  override result(): Tensor {
    return tf.tidy(() => {
      const matrix = valueOf(this.#confusion);
      const both = tf.sum(tf.mul(matrix, tf.eye(this.numClasses)), 0);
      const either = tf.sub(tf.add(tf.sum(matrix, 0), tf.sum(matrix, 1)), both);
      const targets = tf.tensor1d([...this.targetClassIds], 'int32');
      const [intersection, union] = [tf.gather(both, targets), tf.gather(either, targets)];
      const occurs = toFloat(tf.greater(union, 1e-9));
      const iou = tf.mul(tf.div(intersection, tf.add(union, EPSILON)), occurs);
      return tf.div(tf.sum(iou), tf.add(tf.sum(occurs), EPSILON));
    });
  }
}

/** Every class, for the means over all of them; a count that is none is left to the check of the constructor. */
export function allClasses(numClasses: number): number[] {
  return Array.from({ length: Number.isInteger(numClasses) && numClasses > 0 ? numClasses : 0 }, (_, i) => i);
}
