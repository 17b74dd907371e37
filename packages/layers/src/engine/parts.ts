import { Variable } from '@argali/core';

/** What an object is made of. */
export interface Parts<Part> {
  layers: readonly Part[];
  variables: readonly Variable[];
}

/** Bookkeeping of the graph: the layers in it are not parts of the layer that keeps it. */
const bookkeeping = 'inboundNodes';

interface Search<Part> {
  owner: object;
  isPart: (value: object) => value is Part & object;
  layers: Part[];
  variables: Variable[];
  /** Containers that were looked into; made when there is one. */
  seen: Set<object> | null;
}

/**
 * The layers and variables in the fields of `owner`, in the order of the fields, some maybe twice: by themselves, or in arrays, sets, maps and
 * plain objects, however deep. Nobody can look into `#private` fields or objects of other classes.
 */
export function partsInFields<Part>(owner: object, isPart: (value: object) => value is Part & object): Parts<Part> {
  const search: Search<Part> = { owner, isPart, layers: [], variables: [], seen: null };
  for (const name of Object.keys(owner)) {
    // Not by reading it: what an accessor does, nobody knows.
    const value: unknown = Object.getOwnPropertyDescriptor(owner, name)?.value;
    if (typeof value === 'object' && value !== null && name !== bookkeeping) look(value, search);
  }
  return search;
}

function look<Part>(value: object, search: Search<Part>): void {
  if (value === search.owner) return;
  if (search.isPart(value)) search.layers.push(value);
  else if (value instanceof Variable) {
    // What a failed build left behind is no weight.
    if (!value.value.isDisposed) search.variables.push(value);
  } else if (isContainer(value)) {
    search.seen ??= new Set();
    if (search.seen.has(value)) return;
    search.seen.add(value);
    for (const item of itemsOf(value)) if (typeof item === 'object' && item !== null) look(item, search);
  }
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
