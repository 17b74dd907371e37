import {
  checkConfig,
  classNameOf,
  invalidArgument,
  snakeCaseClass,
  uniqueName,
  Variable,
  type Configurable,
  type OptionsOf,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkName } from '../check-name.ts';
import { dropSums, forgetRest, restoreSums, saveSums, type SavedSums } from './add-to.ts';

/** What every metric's configuration may hold. */
export interface MetricConfig {
  /** The key in the logs. Default: the class name in snake_case. */
  name?: string | null;
  /** Type of the computation. Default: `'float32'`, the only one there is, except for the metrics of the IoU family. */
  dtype?: string | null;
}

/** Which way a metric gets better: when it grows or when it falls; `null` where it does not say. */
export type MetricDirection = 'up' | 'down' | null;

/** What a metric has counted; see {@link Metric.saveState}. */
export interface MetricState {
  sums: ReadonlyMap<Variable, SavedSums>;
  fields: readonly (readonly [name: string, value: unknown])[];
  /** Frees a state that is not going to be restored. */
  dispose(): void;
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
  /**
   * The options that the class adds to those of its base. Without it, a subclass may take more; with it, no others than
   * these: an unknown one throws.
   */
  static readonly options: readonly string[] = ['name', 'dtype'] satisfies OptionsOf<MetricConfig>;

  readonly name: string;
  readonly dtype: string;
  /** Callbacks that watch the metric go by it: `'auto'` is refused for one that does not say. */
  readonly direction: MetricDirection = null;
  readonly #variables = new Map<Variable, number>();

  constructor(config: MetricConfig = {}) {
    const { name, dtype } = checkConfig(config, new.target);
    const { defaultName } = this.constructor as typeof Metric;
    this.name = checkName(name, classNameOf(this)) ?? defaultName ?? uniqueName(snakeCaseClass(classNameOf(this)));
    if (dtype != null && typeof dtype !== 'string')
      throw invalidArgument({ owner: this.describe(), name: 'dtype' }, 'the name of a type', dtype);
    this.dtype = dtype ?? 'float32';
  }

  /** Takes in one batch. It leaves no tensor behind, and changes nothing if it throws. */
  abstract updateState(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor | null): void;

  /** The value over every batch since the last reset, as a tensor that the caller owns. */
  abstract result(): Tensor;

  /** Forgets every batch. A metric that was disposed of begins anew. */
  resetState(): void {
    tf.tidy(() => {
      for (const [variable, initial] of this.#variables) {
        const value = tf.fill(variable.shape, initial);
        if (variable.value.isDisposed) variable.revive(value);
        else variable.value.assign(value);
        forgetRest(variable);
      }
    });
  }

  /**
   * What the metric has counted so far, for a run that makes way for another: its variables, and the public fields that hold
   * numbers, strings and the like, or arrays of them. A metric with other state overrides this and {@link restoreState}.
   */
  saveState(): MetricState {
    const sums = new Map([...this.#variables.keys()].map((variable) => [variable, saveSums(variable)]));
    const dispose = (): void => {
      for (const saved of sums.values()) dropSums(saved);
    };
    return { sums, fields: plainFields(this), dispose };
  }

  /** Goes on from a saved state, which is used up. */
  restoreState({ sums, fields }: MetricState): void {
    this.resetState();
    for (const [variable, saved] of sums) restoreSums(variable, saved);
    Object.assign(this, Object.fromEntries(fields));
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

  /** Frees the state. The metric can be used again after {@link resetState}. */
  dispose(): void {
    for (const variable of this.#variables.keys()) {
      variable.dispose();
      forgetRest(variable);
    }
  }

  getConfig(): MetricConfig {
    return { name: this.name, dtype: this.dtype };
  }

  /** How errors call this metric: `AUC "auc"`. */
  protected describe(): string {
    return `${classNameOf(this)} "${this.name}"`;
  }
}

/** The fields of an object that hold numbers, strings and the like, or arrays of them, which are copied. */
function plainFields(object: object): MetricState['fields'] {
  return Object.entries(object).flatMap(([name, value]: [string, unknown]) => {
    if (Array.isArray(value)) return [[name, [...(value as unknown[])]] as const];
    return Object(value) === value ? [] : [[name, value] as const];
  });
}
