import {
  checkOptions,
  formatShape,
  invalidArgument,
  isFromLibrary,
  isTensor,
  requireBackend,
  ShapeError,
  show,
  sizeOf,
  StateError,
  toTensor,
  Variable,
  type Shape,
  type TensorLike,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Scalar, Tensor } from '@tensorflow/tfjs-core';
import { getConstraint, type ConstraintLike } from '../constraints/get.ts';
import { getInitializer, type InitializerLike } from '../initializers/get.ts';
import { getRegularizer, type RegularizerLike } from '../regularizers/get.ts';
import { initialValue } from './initial-value.ts';
import { beginLife, departureOf, endLife, type Departure } from './living.ts';
import { partsInFields, type Parts } from './parts.ts';
import { ifItFails } from './undo.ts';

export interface WeightOptions {
  /** Default: `glorotUniform`. */
  initializer?: InitializerLike | null;
  regularizer?: RegularizerLike | null;
  constraint?: ConstraintLike | null;
  /** Default: true. A weight that is not trainable is state, such as a moving average. */
  trainable?: boolean;
  dtype?: DataType;
}

const weightKeys = ['initializer', 'regularizer', 'constraint', 'trainable', 'dtype'] as const;

/** What `dispose` is about to free, while it runs. */
let departing: Departure<object> | null = null;

/**
 * Has weights, of its own and those of the layers inside it: the half of `Layer` that has nothing to do with calls. What its
 * fields hold belongs to it by itself: layers and variables, also in arrays, sets, maps and plain objects.
 */
export abstract class WeightOwner<Part extends WeightOwner<Part>> {
  abstract readonly name: string;
  #trainable = true;
  #disposed = false;
  /** Whether this owner is being walked through: layers may hold each other. */
  #visited = false;
  readonly #weights: Variable[] = [];
  readonly #tracked: Part[] = [];

  constructor() {
    if (!isFromLibrary(this)) beginLife(this);
  }

  /** `Dense "dense_1"`: how errors name this layer. */
  abstract describe(): string;

  /** Makes a weight of this layer; called from `build`. */
  protected addWeight(name: string, shape: Shape, options: WeightOptions = {}): Variable {
    this.requireAlive();
    checkOptions(options, `${this.describe()}.addWeight`, weightKeys);
    if (shape.some((size) => size === null))
      throw new ShapeError(
        `${this.describe()}: the shape of weight \`${name}\` is not fully known: ${formatShape(shape)}`,
      );
    requireBackend();
    const { initializer, regularizer, constraint, trainable = true, dtype = 'float32' } = options;
    const value = initialValue(getInitializer(initializer ?? 'glorotUniform'), {
      shape: shape as number[],
      dtype,
      owner: `${this.describe()}, weight "${name}"`,
    });
    const weight = new Variable(value, {
      name,
      path: `${this.name}/${name}`,
      trainable,
      regularizer: getRegularizer(regularizer),
      constraint: getConstraint(constraint),
    });
    this.#weights.push(weight);
    beginLife(this);
    ifItFails(() => {
      weight.dispose();
      removeFrom(this.#weights, weight);
    });
    return weight;
  }

  /**
   * Makes `layer` part of this one: its weights, losses and disposal are this layer's too. Needed only for layers that no
   * field shows, such as those in `#private` fields; layers that are tracked come before those that are found.
   */
  protected track<L extends Part>(layer: L): L {
    if (!(layer instanceof WeightOwner))
      throw invalidArgument({ owner: `${this.describe()}.track`, name: 'layer' }, 'a layer', layer);
    if (this.#tracked.includes(layer)) return layer;
    this.#tracked.push(layer);
    beginLife(this);
    ifItFails(() => {
      this.untrack(layer);
    });
    return layer;
  }

  /** Undoes {@link track}. */
  protected untrack(layer: Part): void {
    removeFrom(this.#tracked, layer);
  }

  /** The layers and the variables of its own that this is made of; some come twice. */
  #parts(): Parts<Part> {
    const { layers, variables } = partsInFields(this, isOwner<Part>);
    return {
      layers: this.#tracked.length === 0 ? layers : [...this.#tracked, ...layers],
      variables: this.#weights.length === 0 ? variables : [...this.#weights, ...variables],
    };
  }

  /** The layers this one is made of, in order: those tracked, then those in its fields. */
  get sublayers(): readonly Part[] {
    return [...new Set(this.#parts().layers)];
  }

  /** `f` of this owner and, through it, of those inside; nothing where it comes by a second time. */
  #visit<T>(f: () => T[]): T[] {
    if (this.#visited) return [];
    this.#visited = true;
    try {
      return f();
    } finally {
      this.#visited = false;
    }
  }

  get trainable(): boolean {
    return this.#trainable;
  }

  /** Setting it sets that of all layers inside. A compiled model takes notice at its next `compile`. */
  set trainable(value: boolean) {
    if (typeof value !== 'boolean')
      throw invalidArgument({ owner: this.describe(), name: 'trainable' }, 'true or false', value);
    this.#trainable = value;
    this.#visit(() => {
      for (const layer of this.sublayers) layer.trainable = value;
      return [];
    });
  }

  /** All weights: trainable ones, then state, then those of the layers inside; the order of Keras's `weights`. */
  get weights(): readonly Variable[] {
    return this.#visit(() => {
      const { variables, layers } = this.#parts();
      const [trained, state] = [variables.filter((w) => w.trainable), variables.filter((w) => !w.trainable)];
      return [...new Set([...trained, ...state, ...layers.flatMap((layer) => layer.weights)])];
    });
  }

  get trainableWeights(): readonly Variable[] {
    if (!this.#trainable) return [];
    return this.#visit(() => {
      const { variables, layers } = this.#parts();
      const own = variables.filter((weight) => weight.trainable);
      return [...new Set([...own, ...layers.flatMap((layer) => layer.trainableWeights)])];
    });
  }

  get nonTrainableWeights(): readonly Variable[] {
    const trainable = new Set(this.trainableWeights);
    return this.weights.filter((weight) => !trainable.has(weight));
  }

  /** Copies of all weights, in the order of `weights`; the caller disposes of them. */
  getWeights(): Tensor[] {
    this.requireAlive();
    return this.weights.map((weight) => tf.clone(weight.value));
  }

  /** Replaces all weights; nothing changes if a count or a shape is wrong. */
  setWeights(values: readonly TensorLike[]): void {
    this.requireAlive();
    if (!Array.isArray(values))
      throw invalidArgument({ owner: `${this.describe()}.setWeights`, name: 'values' }, 'an array', values);
    const { weights } = this;
    if (values.length !== weights.length)
      throw new ShapeError(
        `${this.describe()}: expected ${weights.length} weights (${weights.map((w) => w.path).join(', ')}). Received: ${values.length} weights`,
      );
    tf.tidy(() => {
      const tensors = values.map((value: TensorLike, i) => this.#valueFor(weights[i], value));
      weights.forEach((weight, i) => {
        const tensor = tensors[i];
        if (tensor) weight.assign(tensor);
      });
    });
  }

  #valueFor(weight: Variable | undefined, value: TensorLike): Tensor {
    const path = weight?.path ?? '';
    if (isTensor(value) && value.isDisposed)
      throw new StateError(`${this.describe()}: the value for weight "${path}" has been disposed of`);
    const tensor = toTensor(value, { name: path, dtype: weight?.dtype ?? 'float32' });
    if (weight && !tf.util.arraysEqual(tensor.shape, weight.shape))
      throw new ShapeError(
        `${this.describe()}: expected weight "${path}" to have shape ${show(weight.shape)}. Received: shape=${show(tensor.shape)}`,
      );
    return tensor;
  }

  /** How many numbers the weights hold. */
  countParams(): number {
    return this.weights.reduce((count, weight) => count + sizeOf(weight.shape), 0);
  }

  /** The penalties of the weights' regularizers, one scalar each; trainable weights only. */
  regularizationLosses(): Scalar[] {
    this.requireAlive();
    return this.trainableWeights.flatMap((weight) =>
      weight.regularizer ? [weight.regularizer.call(weight.value)] : [],
    );
  }

  /** Whether the weights have been freed. */
  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Throws a `StateError` once the weights have been freed. */
  protected requireAlive(): void {
    if (this.#disposed) throw new StateError(`${this.describe()} has been disposed of`);
  }

  /**
   * Frees the weights of this layer and of those inside it, which cannot be used afterwards. What is part of another layer or
   * model that is alive, such as a layer that two models share, stays until that is disposed of too.
   */
  dispose(): void {
    if (this.#disposed) return;
    if (departing?.layers.has(this)) {
      this.#free(departing);
      return;
    }
    const outer = departing;
    departing = departureOf<WeightOwner<Part>>(this, (owner) => owner.#parts());
    try {
      if (departing.layers.has(this)) this.#free(departing);
    } finally {
      departing = outer;
    }
  }

  #free({ layers, isHeld }: Departure<object>): void {
    const parts = this.#parts();
    this.#disposed = true;
    endLife(this);
    for (const weight of parts.variables) if (!isHeld(weight)) weight.dispose();
    for (const layer of parts.layers) if (layers.has(layer) && !layer.isDisposed) layer.dispose();
  }
}

function isOwner<Part>(value: object): value is Part & object {
  return value instanceof WeightOwner;
}

function removeFrom<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
