import { ShapeError, show, StateError, toTensor, Variable, type TensorLike } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { ScalarVariable } from './scalar-variable.ts';

/** A piece of an optimizer's state: a tensor beside a weight, or a single number. */
export type OptimizerVariable = Variable | ScalarVariable;

/** The state of one optimizer, in the order in which it was made. */
export class OptimizerState {
  readonly #prefix: string;
  readonly #variables: OptimizerVariable[] = [];
  readonly #slots = new Map<Variable, Map<string, Variable>>();

  /** @param prefix of the paths */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get variables(): readonly OptimizerVariable[] {
    return this.#variables;
  }

  addScalar(name: string, initial: number, dtype: 'int32' | 'float32'): ScalarVariable {
    const variable = new ScalarVariable(initial, { name, path: `${this.#prefix}/${name}`, dtype });
    this.#variables.push(variable);
    return variable;
  }

  /** Adds a tensor beside `reference`, which it takes over. */
  addSlot(reference: Variable, slot: string, initial: Tensor): Variable {
    const name = `${reference.path.replaceAll('/', '_')}_${slot}`;
    const variable = new Variable(initial, { name, path: `${this.#prefix}/${name}`, trainable: false });
    const slots = this.#slots.get(reference) ?? new Map<string, Variable>();
    this.#slots.set(reference, slots.set(slot, variable));
    this.#variables.push(variable);
    return variable;
  }

  slot(reference: Variable, name: string): Variable {
    const slot = this.#slots.get(reference)?.get(name);
    if (slot === undefined)
      throw new StateError(`Optimizer "${this.#prefix}": variable "${reference.path}" has no state "${name}"`);
    return slot;
  }

  remove(variable: ScalarVariable): void {
    const at = this.#variables.indexOf(variable);
    if (at >= 0) this.#variables.splice(at, 1);
  }

  dispose(): void {
    for (const variable of this.#variables) if (variable instanceof Variable) variable.dispose();
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
