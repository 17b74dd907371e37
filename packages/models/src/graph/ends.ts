import { invalidArgument, type ArgumentOf } from '@argali/core';
import { isSymbolic, type SymbolicTensor } from '@argali/layers';

/** Where a graph begins or ends: one symbolic tensor, a list, or a dictionary. */
export type ModelEnds = SymbolicTensor | readonly SymbolicTensor[] | Readonly<Record<string, SymbolicTensor>>;

/** The symbolic tensors in `value`; none for none. Throws an `ArgumentError` if there is anything else among them. */
export function endsOf(value: unknown, of: ArgumentOf): SymbolicTensor[] {
  if (value == null) return [];
  const ends: unknown[] = isSymbolic(value) ? [value] : Array.isArray(value) ? value : entriesOf(value);
  if (!ends.every(isSymbolic))
    throw invalidArgument(of, 'symbolic tensors: what `Input(…)` and `layer.apply(…)` give', value);
  return ends;
}

/** The values of a dictionary; of anything else itself, which is no symbolic tensor. */
function entriesOf(value: unknown): unknown[] {
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === null ? Object.values(value as object) : [value];
}
