/** True for a class, which cannot be called as a function. */
export function isClass(value: unknown): value is new (config: object) => unknown {
  // Only the `prototype` of a class is fixed.
  return typeof value === 'function' && Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
}
