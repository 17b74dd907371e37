/** The base of every error that argali throws on purpose; `cause` holds the error underneath, if there is one. */
export class ArgaliError extends Error {
  override readonly name: string = 'ArgaliError';
}

/** An argument or configuration value is not one of those allowed. */
export class ArgumentError extends ArgaliError {
  override readonly name: string = 'ArgumentError';
}

/** A tensor has the wrong rank, size or type for what receives it. */
export class ShapeError extends ArgaliError {
  override readonly name: string = 'ShapeError';
}

/** The data themselves are wrong: empty, ragged, not numeric, a label outside its classes, a damaged file. */
export class DataError extends ArgaliError {
  override readonly name: string = 'DataError';
}

/** A method was called at the wrong moment, such as `fit` before `compile`. */
export class StateError extends ArgaliError {
  override readonly name: string = 'StateError';
}

/** A name that no registry knows. */
export class UnknownNameError extends ArgaliError {
  override readonly name: string = 'UnknownNameError';
}

/** A short printed form of any value for error messages: `-1`, `'abc'`, `[1, 2]`, `a function`. */
export function show(value: unknown): string {
  return showNested(value, 0);
}

function showNested(value: unknown, depth: number): string {
  if (typeof value === 'string') return value.length > 80 ? `'${value.slice(0, 80)}…'` : `'${value}'`;
  if (typeof value === 'function') return value.name ? `function ${value.name}` : 'a function';
  if (value === null || typeof value !== 'object') return String(value);
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${'length' in value ? String(value.length) : '?'})`;
  if (Array.isArray(value)) {
    if (depth > 3) return '[…]';
    const items: string[] = value.slice(0, 8).map((item) => showNested(item, depth + 1));
    return `[${items.join(', ')}${value.length > 8 ? `, … ${String(value.length)} items` : ''}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    if (depth > 3) return '{ … }';
    const entries = Object.entries(value);
    const fields = entries.slice(0, 6).map(([key, field]) => `${key}: ${showNested(field, depth + 1)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')}${entries.length > 6 ? ', …' : ''} }`;
  }
  const shape = 'shape' in value && Array.isArray(value.shape) ? `(shape=${showNested(value.shape, depth)})` : '';
  return `${value.constructor.name}${shape}`;
}
