import { ArgumentError, invalidArgument, isTensor, ShapeError, show, StateError, Variable } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { isList } from '../is-list.ts';
import { checkShape } from './state.ts';

/** A gradient and the variable it belongs to; of one shape. */
export interface Update {
  gradient: Tensor;
  variable: Variable;
}

interface Candidates {
  gradients: readonly (Tensor | null)[];
  variables: readonly Variable[];
  /** The variables of an optimizer that has been built; `null` before that. */
  known: ReadonlySet<Variable> | null;
}

interface Pairs {
  updates: Update[];
  /** The paths of the variables that have no gradient. */
  missing: string[];
}

/** @throws ArgumentError naming `owner` for what is not a list of variables */
export function checkVariables(variables: unknown, owner: string): void {
  if (!Array.isArray(variables)) throw invalidArgument({ owner, name: 'variables' }, 'a list of variables', variables);
  if (!variables.every((variable) => variable instanceof Variable))
    throw invalidArgument({ owner, name: 'variables' }, 'a list of variables', variables);
}

/**
 * The gradients with their variables, once it is sure that each can be applied.
 *
 * @throws ArgumentError, ShapeError or StateError naming `owner` where one cannot, or if there is none
 */
export function pairUp({ gradients, variables, known }: Candidates, owner: string): Pairs {
  if (known === null) checkVariables(variables, owner);
  if (!isList(gradients) || !isList(variables))
    throw new ArgumentError(
      `${owner}: expected a list of gradients and a list of variables. Received: ${show(gradients)} and ${show(variables)}`,
    );
  if (gradients.length !== variables.length)
    throw new ArgumentError(
      `${owner}: expected one gradient for each of ${variables.length} variables. Received: ${gradients.length} gradients`,
    );
  const updates: Update[] = [];
  const missing: string[] = [];
  variables.forEach((variable, i) => {
    if (known?.has(variable) === false)
      throw new StateError(
        `${owner}: expected a variable it was built with. Received: ${variable instanceof Variable ? `"${variable.path}"` : show(variable)}`,
      );
    const { path, dtype } = variable;
    const gradient = gradients[i] ?? null;
    if (gradient === null) {
      missing.push(path);
      return;
    }
    if (!isTensor(gradient)) throw invalidArgument({ owner, name: 'gradients' }, 'tensors or null', gradient);
    checkShape(gradient, variable, `${owner}: expected a gradient`);
    if (gradient.dtype !== dtype)
      throw new ShapeError(`${owner}: expected a gradient of type ${dtype} for "${path}". Received: ${gradient.dtype}`);
    if (gradient.isDisposed || variable.value.isDisposed)
      throw new StateError(`${owner}: expected "${path}" and its gradient to be alive. Received: a disposed tensor`);
    updates.push({ gradient, variable });
  });
  if (updates.length === 0) throw new StateError(`${owner}: no variable has a gradient`);
  return { updates, missing };
}
