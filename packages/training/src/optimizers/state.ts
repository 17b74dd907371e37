import { invalidArgument, ShapeError, show, StateError, toTensor, Variable, type TensorLike } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { isList } from '../is-list.ts';
import { ScalarVariable } from './scalar-variable.ts';

/** A piece of an optimizer's state: a tensor beside a weight, or a single number. */
export type OptimizerVariable = Variable | ScalarVariable;

/** The state of one optimizer, in the order in which it was made. */
export class OptimizerState {
  readonly #prefix: string;
  /** Those that exist whatever is trained. */
  readonly #fixed: OptimizerVariable[] = [];
  /** Those beside the variables that are trained. */
  #beside: OptimizerVariable[] = [];
  #slots = new Map<Variable, Map<string, Variable>>();
  /** While the state is being built: what there was before, by path. */
  #before: Map<string, ScalarVariable> | null = null;

  /** @param prefix of the paths */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get variables(): readonly OptimizerVariable[] {
    return [...this.#fixed, ...this.#beside];
  }

  /**
   * Makes the state beside the variables of `make` anew, in the order in which it is added there. What there was before keeps
   * its value; what was there for variables that are no more is freed.
   */
  rebuild(make: () => void): void {
    const scalars = this.#beside.filter((variable) => variable instanceof ScalarVariable);
    for (const [reference, slots] of this.#slots) if (reference.value.isDisposed) this.#free(reference, slots);
    this.#before = new Map(scalars.map((variable) => [variable.path, variable]));
    this.#beside = [];
    try {
      make();
    } finally {
      this.#before = null;
    }
  }

  #free(reference: Variable, slots: ReadonlyMap<string, Variable>): void {
    for (const slot of slots.values()) slot.dispose();
    this.#slots.delete(reference);
  }

  addScalar(name: string, initial: number, dtype: 'int32' | 'float32'): ScalarVariable {
    const path = `${this.#prefix}/${name}`;
    const variable = this.#before?.get(path) ?? new ScalarVariable(initial, { name, path, dtype });
    (this.#before === null ? this.#fixed : this.#beside).push(variable);
    return variable;
  }

  /** Adds a tensor beside `reference`, which it takes over, unless it has one of that name; by default zeros. */
  addSlot(reference: Variable, slot: string, initial?: Tensor): Variable {
    const known = this.#slots.get(reference)?.get(slot);
    if (known !== undefined) {
      initial?.dispose();
      this.#beside.push(known);
      return known;
    }
    const name = `${reference.path.replaceAll('/', '_')}_${slot}`;
    const variable = new Variable(initial ?? tf.zeros(reference.shape), {
      name,
      path: `${this.#prefix}/${name}`,
      trainable: false,
    });
    const slots = this.#slots.get(reference) ?? new Map<string, Variable>();
    this.#slots.set(reference, slots.set(slot, variable));
    this.#beside.push(variable);
    return variable;
  }

  slot(reference: Variable, name: string): Variable {
    const slot = this.#slots.get(reference)?.get(name);
    if (slot === undefined)
      throw new StateError(`Optimizer "${this.#prefix}": variable "${reference.path}" has no state "${name}"`);
    return slot;
  }

  remove(variable: ScalarVariable): void {
    const at = this.#fixed.indexOf(variable);
    if (at >= 0) this.#fixed.splice(at, 1);
  }

  /** Frees what is beside the variables; it can be built again. */
  dispose(): void {
    for (const [reference, slots] of this.#slots) this.#free(reference, slots);
    this.#beside = [];
  }
}

/** The values as new tensors that the caller owns. */
export function readState(variables: readonly OptimizerVariable[]): Tensor[] {
  return variables.map((variable) => (variable instanceof ScalarVariable ? variable.read() : tf.clone(variable.value)));
}

/**
 * Sets the variables.
 *
 * @throws ShapeError naming `owner`, before anything changes, for another count or shape
 */
export function writeState(
  variables: readonly OptimizerVariable[],
  values: readonly TensorLike[],
  owner: string,
): void {
  if (!isList(values)) throw invalidArgument({ owner, name: 'values' }, 'a list of values', values);
  if (values.length !== variables.length)
    throw new ShapeError(`${owner}: expected ${variables.length} state values. Received: ${values.length}`);
  tf.tidy(() => {
    const changes = variables.map((variable, i) => {
      const tensor = toTensor(values[i], { name: variable.path, dtype: variable.dtype });
      checkShape(tensor, variable, `${owner}: expected a value`);
      return { variable, tensor };
    });
    for (const { variable, tensor } of changes) variable.assign(tensor);
  });
}

export function checkShape(
  tensor: Tensor,
  { path, shape }: { path: string; shape: readonly number[] },
  expectation: string,
): void {
  if (!tf.util.arraysEqual(tensor.shape, [...shape]))
    throw new ShapeError(`${expectation} of shape ${show(shape)} for "${path}". Received: shape=${show(tensor.shape)}`);
}
