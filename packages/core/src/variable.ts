import * as tf from '@tensorflow/tfjs-core';
import { ShapeError, show } from './errors.ts';
import { hasKernel, runKernel } from './kernels.ts';
import { checkOptions } from './options.ts';
import { toTensor, type TensorLike } from './tensors.ts';

/** Maps a weight to the penalty added to the loss. */
export type RegularizerFunction = (weight: tf.Tensor) => tf.Scalar;

/** Maps a weight after an update to the nearest one allowed. */
export type ConstraintFunction = (weight: tf.Tensor) => tf.Tensor;

export interface VariableOptions {
  name: string;
  /** Where it belongs, as Keras's `layer/weight`; by default the name alone. */
  path?: string;
  trainable?: boolean;
  regularizer?: { call: RegularizerFunction } | null;
  constraint?: { call: ConstraintFunction } | null;
}

// tfjs wants a name of its own for every variable that is alive, whatever layers are called.
let made = 0;

/**
 * State that outlives a step: a weight, an optimizer slot, a metric's sum. It holds one `tf.Variable`, so it can be used
 * wherever tfjs takes a tensor (`variable.value`) and tfjs optimizers can train it.
 */
export class Variable {
  readonly name: string;
  readonly path: string;
  /** Another one after {@link revive} only. */
  value: tf.Variable;
  readonly regularizer: { call: RegularizerFunction } | null;
  readonly constraint: { call: ConstraintFunction } | null;
  trainable: boolean;

  /** Takes over `initial`: the variable disposes of it. */
  constructor(initial: tf.Tensor, options: VariableOptions) {
    const known = ['name', 'path', 'trainable', 'regularizer', 'constraint'] as const;
    const { name, path, trainable, regularizer, constraint } = checkOptions(options, 'Variable', known);
    this.name = name;
    this.path = path ?? name;
    this.trainable = trainable ?? true;
    this.regularizer = regularizer ?? null;
    this.constraint = constraint ?? null;
    this.value = this.#hold(initial);
  }

  #hold(initial: tf.Tensor): tf.Variable {
    const value = tf.variable(initial, this.trainable, `${this.path}#${++made}`);
    initial.dispose();
    return value;
  }

  get shape(): number[] {
    return this.value.shape;
  }

  get dtype(): tf.DataType {
    return this.value.dtype;
  }

  get size(): number {
    return this.value.size;
  }

  /** Replaces the value by that of `value`, which stays the caller's. Its shape has to be the variable's own. */
  assign(value: TensorLike): void {
    const tensor = toTensor(value, { name: this.path, dtype: this.dtype });
    try {
      if (!tf.util.arraysEqual(tensor.shape, this.shape))
        throw new ShapeError(
          `Variable "${this.path}": expected a value of shape ${show(this.shape)}. Received: shape=${show(tensor.shape)}`,
        );
      this.#set(tensor);
    } finally {
      tensor.dispose();
    }
  }

  /** In place, where that can be: what is known of the variable's memory stays true. */
  #set(value: tf.Tensor): void {
    if (hasKernel('Assign')) {
      this.makeExclusive();
      runKernel('Assign', { variable: this.value, value });
    } else this.value.assign(value);
  }

  /**
   * Makes sure that no other tensor shares this variable's memory, which a kernel is about to overwrite: a value that is
   * shared is copied first. Where the backend can, the copy is the others', and the variable stays where it is.
   */
  makeExclusive(): void {
    const { value } = this;
    if (holdersOf(value) <= 1) return;
    tf.tidy(() => {
      const [own] = hasKernel('TakeMemory') ? runKernel('TakeMemory', { x: value }) : [];
      value.assign(own ?? tf.add(value, 0));
    });
  }

  /** `value = value · momentum + target · (1 - momentum)`. */
  moveTowards(target: tf.Tensor, momentum: number): void {
    if (hasKernel('MovingAverage')) {
      this.makeExclusive();
      runKernel('MovingAverage', { variable: this.value, value: target }, { momentum });
    } else this.assign(tf.add(tf.mul(this.value, momentum), tf.mul(target, 1 - momentum)));
  }

  /** Frees the value. Done twice, tfjs would let go of it in the name of whoever else holds it. */
  dispose(): void {
    if (!this.value.isDisposed) this.value.dispose();
  }

  /** Gives a variable that was disposed of a value again, which it takes over. */
  revive(initial: tf.Tensor): void {
    if (this.value.isDisposed) this.value = this.#hold(initial);
  }
}

/** How many tensors hold the data of `tensor`, which may lie on another backend than the current one. */
function holdersOf({ dataId }: tf.Tensor): number {
  return tf.engine().state.tensorInfo.get(dataId)?.backend.refCount(dataId) ?? 0;
}
