import { isSymbolic, type CallArguments, type SymbolicTensor } from '@argali/layers';

type Replace = (tensor: SymbolicTensor) => unknown;

/** `value` with something in the place of each symbolic tensor in it; lists may be nested. */
export function mapSymbols(value: unknown, replace: Replace): unknown {
  if (isSymbolic(value)) return replace(value);
  return Array.isArray(value) ? value.map((item) => mapSymbols(item, replace)) : value;
}

/** {@link mapSymbols} for the arguments of a call. */
export function mapArguments(args: CallArguments, replace: Replace): CallArguments {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, mapSymbols(value, replace)]));
}
