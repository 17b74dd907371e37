import { snakeCaseKey, StateError, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { pairOf, weightsOf } from '../losses/numbers.ts';
import { confusionCounts, type CountName, type CountOptions } from './confusion-counts.ts';
import { Metric } from './metric.ts';
import { addTo, valueOf } from './add-to.ts';

/** What of a {@link CountOptions} a metric chooses. */
export type Counting = Omit<CountOptions, 'owner'>;

/**
 * The base of metrics made of true and false positives and negatives. A subclass calls `startCounting` in its constructor,
 * or as soon as it knows how many labels there are, and gives `result`.
 */
export abstract class ConfusionMetric extends Metric {
  readonly #counters = new Map<CountName, Variable>();
  #counting: Counting = { thresholds: [] };

  /** @throws ShapeError if targets, predictions and weights do not belong together */
  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight: Tensor | null = null): void {
    tf.tidy(() => {
      const owner = this.describe();
      const [t, p] = pairOf(owner, yTrue, yPred);
      const weights = weightsOf(sampleWeight, () => `${owner}: sampleWeight`);
      const counts = confusionCounts({ yTrue: t, yPred: p, sampleWeight: weights }, { ...this.#counting, owner });
      for (const [name, variable] of this.#counters) addTo(variable, counts[name]);
    });
  }

  /** Makes the state: each count for every threshold, and for every one of `labels` if given. */
  protected startCounting(names: readonly CountName[], counting: Counting, labels?: number): void {
    const shape = labels === undefined ? [counting.thresholds.length] : [counting.thresholds.length, labels];
    this.#counting = counting;
    for (const name of names) this.#counters.set(name, this.addVariable(snakeCaseKey(name), shape));
  }

  /** One of the counts, `[thresholds]` or `[thresholds, labels]`; it stays this metric's. */
  protected counted(name: CountName): Tensor {
    const variable = this.#counters.get(name);
    if (variable === undefined) throw new StateError(`${this.describe()}: expected an update before the result`);
    return valueOf(variable);
  }

  /** `part / (part + rest)`, 0 where both are. */
  protected share(part: CountName, rest: CountName): Tensor {
    return tf.tidy(() => tf.divNoNan(this.counted(part), tf.add(this.counted(part), this.counted(rest))));
  }
}

/** `[1]` becomes a scalar; more thresholds stay as they are. */
export function perThreshold(x: Tensor): Tensor {
  return x.size === 1 ? tf.reshape(x, []) : tf.clone(x);
}
