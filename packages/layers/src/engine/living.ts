import type { Variable } from '@argali/core';
import type { Parts } from './parts.ts';

/**
 * Every owner that has parts, or may have them unseen, and has not been disposed of; weakly, so that one which nobody holds any
 * more counts no longer.
 */
const living = new Set<WeakRef<object>>();
const references = new WeakMap<object, WeakRef<object>>();
let tidyAt = 1024;

/** To be called as soon as an owner has a part; of a class of the caller's nobody knows, so at once. */
export function beginLife(owner: object): void {
  if (references.has(owner)) return;
  const reference = new WeakRef(owner);
  references.set(owner, reference);
  living.add(reference);
  if (living.size < tidyAt) return;
  for (const other of living) if (other.deref() === undefined) living.delete(other);
  tidyAt = Math.max(1024, 2 * living.size);
}

export function endLife(owner: object): void {
  const reference = references.get(owner);
  if (reference) living.delete(reference);
}

/** What goes when something is disposed of. */
export interface Departure<Part> {
  layers: ReadonlySet<Part>;
  /** Whether something that stays holds the variable. */
  isHeld: (variable: Variable) => boolean;
}

/**
 * What goes with `owner`: itself and all that is inside it, but for what something else that is alive is made of too.
 * Where that is `owner` itself, nothing goes.
 */
export function departureOf<Part extends object>(owner: Part, partsOf: (owner: Part) => Parts<Part>): Departure<Part> {
  const inside: Reach<Part> = { layers: new Set(), variables: new Set() };
  const staying: Reach<Part> = { layers: new Set(), variables: new Set() };
  follow(owner, inside, partsOf);
  for (const reference of living) {
    const other = reference.deref() as Part | undefined;
    if (other === undefined) living.delete(reference);
    else if (!inside.layers.has(other)) follow(other, staying, partsOf);
  }
  return {
    layers: new Set([...inside.layers].filter((layer) => !staying.layers.has(layer))),
    isHeld: (variable) => staying.variables.has(variable),
  };
}

/** What some layers are made of, they themselves included. */
interface Reach<Part> {
  layers: Set<Part>;
  variables: Set<Variable>;
}

function follow<Part extends object>(owner: Part, reach: Reach<Part>, partsOf: (owner: Part) => Parts<Part>): void {
  if (reach.layers.has(owner)) return;
  reach.layers.add(owner);
  const { layers, variables } = partsOf(owner);
  for (const variable of variables) reach.variables.add(variable);
  for (const layer of layers) follow(layer, reach, partsOf);
}
