import { classNameOf, snakeCaseClass, uniqueName, Variable, type Configurable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { forgetRest } from './add-to.ts';

/** What every metric's configuration may hold. */
export interface MetricConfig {
  /** The key in the logs. Default: the class name in snake_case. */
  name?: string | null;
  /** Type of the computation. Default: `'float32'`, the only one there is, except for the metrics of the IoU family. */
  dtype?: string | null;
}

/**
 * The base of every metric: a number that grows with the batches it sees. A subclass makes its variables in the constructor
 * or on the first update, and gives `updateState` and `result`. Nothing is read back from the backend on the way.
 *
 * @see https://keras.io/api/metrics/base_metric/
 */
export abstract class Metric implements Configurable {
  static readonly className: string = 'Metric';
  /** The name of every object of the class that is not given one; `null` numbers them. */
  static readonly defaultName: string | null = null;

  readonly name: string;
  readonly dtype: string;
  readonly #variables = new Map<Variable, number>();

  constructor({ name, dtype }: MetricConfig = {}) {
    const { defaultName } = this.constructor as typeof Metric;
    this.name = name ?? defaultName ?? uniqueName(snakeCaseClass(classNameOf(this)));
    this.dtype = dtype ?? 'float32';
  }

  /** Takes in one batch. It leaves no tensor behind, and changes nothing if it throws. */
  abstract updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor | null): void;

  /** The value over every batch since the last reset, as a tensor that the caller owns. */
  abstract result(): Tensor;

  /** Forgets every batch. */
  resetState(): void {
    tf.tidy(() => {
      for (const [variable, initial] of this.#variables) {
        variable.value.assign(tf.fill(variable.shape, initial));
        forgetRest(variable);
      }
    });
  }

  get variables(): readonly Variable[] {
    return [...this.#variables.keys()];
  }

  /** Makes a variable of this metric's state, filled with `initial`, which every reset restores. */
  addVariable(name: string, shape: readonly number[], initial: number = 0): Variable {
    const options = { name, path: `${this.name}/${name}`, trainable: false };
    const variable = new Variable(tf.fill([...shape], initial), options);
    this.#variables.set(variable, initial);
    return variable;
  }

  /** Frees the state. The metric cannot be used any more. */
  dispose(): void {
    for (const variable of this.#variables.keys()) {
      variable.dispose();
      forgetRest(variable);
    }
    this.#variables.clear();
  }

  getConfig(): MetricConfig {
    return { name: this.name, dtype: this.dtype };
  }

  /** How errors call this metric: `AUC "auc"`. */
  protected describe(): string {
    return `${classNameOf(this)} "${this.name}"`;
  }
}
