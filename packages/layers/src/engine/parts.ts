import { Variable } from '@argali/core';

/** What an object is made of. */
export interface Parts<Part> {
  layers: readonly Part[];
  variables: readonly Variable[];
}

/** Bookkeeping of the graph: the layers in it are not parts of the layer that keeps it. */
const bookkeeping = 'inboundNodes';

/**
 * The layers and variables in the fields of `owner`, in the order of the fields: by themselves, or in arrays, sets, maps and
 * plain objects, however deep. Nobody can look into `#private` fields or objects of other classes.
 */
export function partsInFields<Part extends object>(
  owner: object,
  isPart: (value: object) => value is Part,
): Parts<Part> {
  const layers = new Set<Part>();
  const variables = new Set<Variable>();
  const seen = new Set<object>([owner]);
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isPart(value)) {
      if (value !== owner) layers.add(value);
    } else if (value instanceof Variable) {
      // What a failed build left behind is no weight.
      if (!value.value.isDisposed) variables.add(value);
    } else if (isContainer(value) && !seen.has(value)) {
      seen.add(value);
      for (const item of itemsOf(value)) visit(item);
    }
  };
  for (const [name, value] of Object.entries(owner)) if (name !== bookkeeping) visit(value);
  return { layers: [...layers], variables: [...variables] };
}

function isContainer(value: object): boolean {
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function itemsOf(container: object): Iterable<unknown> {
  if (Array.isArray(container)) return container as unknown[];
  if (container instanceof Map || container instanceof Set) return container.values();
  return Object.values(container as Record<string, unknown>);
}
