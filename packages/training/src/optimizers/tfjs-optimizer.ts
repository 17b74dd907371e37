import { hasKernel, runKernel, StateError, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer as TrainOptimizer, Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { LearningRateLike, OptimizerConfig } from './optimizer-config.ts';
import type { Update } from './pair-up.ts';

/** Named gradients; the declared type leaves out that a tensor may be missing. */
type NamedGradients = Parameters<TrainOptimizer['applyGradients']>[0];

/** The fields of `tf.train` optimizers that their types hide. */
interface Rated {
  learningRate?: number;
  setLearningRate?: (learningRate: number) => void;
}

/** True for an optimizer of `tf.train`, of any copy of tfjs-core. */
export function isTrainOptimizer(value: unknown): value is TrainOptimizer {
  return typeof value === 'object' && value !== null && 'applyGradients' in value && !(value instanceof Optimizer);
}

const wrappers = new WeakMap<TrainOptimizer, TfjsOptimizer>();

/** The one {@link TfjsOptimizer} around `inner`. */
export function wrapTrainOptimizer(inner: TrainOptimizer): TfjsOptimizer {
  const wrapper = wrappers.get(inner) ?? new TfjsOptimizer(inner);
  wrappers.set(inner, wrapper);
  return wrapper;
}

/**
 * Lets an optimizer of `tf.train` train argali's models. Its own state (moments and the like) is reached through `inner`
 * and its asynchronous `getWeights`; `variables` holds only the count of steps.
 *
 * @see https://js.tensorflow.org/api/latest/#Training-Optimizers
 */
export class TfjsOptimizer extends Optimizer {
  static override readonly className: string = 'TfjsOptimizer';

  readonly inner: TrainOptimizer;
  /** In the order in which they were first seen: the inner optimizer finds its state by position. */
  #order: readonly Variable[] = [];
  #isDisposed = false;

  constructor(inner: TrainOptimizer) {
    super({ learningRate: () => (inner as Rated).learningRate ?? 0, name: inner.getClassName().toLowerCase() });
    this.inner = inner;
  }

  /** The inner optimizer's own; 0 if it has none. */
  override get learningRate(): number {
    return super.learningRate;
  }

  override set learningRate(value: LearningRateLike) {
    const inner = this.inner as Rated;
    if (typeof value !== 'number' || inner.learningRate === undefined)
      throw new StateError(`${this.describe()}: expected a number, and an optimizer that has a learning rate`);
    if (inner.setLearningRate) inner.setLearningRate(value);
    else inner.learningRate = value;
  }

  protected override createSlots(variables: readonly Variable[]): void {
    if (this.#isDisposed)
      throw new StateError(`${this.describe()} was disposed of: expected a new optimizer of tf.train`);
    this.#order = [...new Set([...this.#order, ...variables])];
  }

  protected override updateAll(updates: readonly Update[]): void {
    // Every variable has its place in each call, with a gradient or without.
    const gradients = new Map<Variable, Tensor>(updates.map(({ variable, gradient }) => [variable, gradient]));
    const named = this.#order.map((variable) => ({
      name: variable.value.name,
      tensor: gradients.get(variable) ?? null,
    }));
    const places = hasKernel('Assign') ? this.#order.map(placeOf) : [];
    this.inner.applyGradients(named as unknown as NamedGradients);
    places.forEach((place) => place());
  }

  protected override updateStep(gradient: Tensor, variable: Variable): void {
    this.updateAll([{ gradient, variable }]);
  }

  override dispose(): void {
    super.dispose();
    this.#isDisposed = true;
    this.inner.dispose();
  }

  override getConfig(): OptimizerConfig {
    return { ...super.getConfig(), ...this.inner.getConfig() };
  }
}

/**
 * Holds on to the memory of a variable that is about to be replaced. The function that it returns brings the new value
 * there, so that what is known of the variable's memory, by recorded steps above all, stays true.
 */
function placeOf(variable: Variable): () => void {
  variable.makeExclusive();
  const place = tf.clone(variable.value);
  return () => {
    if (variable.value.dataId === place.dataId) return;
    runKernel('Assign', { variable: place, value: variable.value });
    variable.value.assign(place);
  };
}
