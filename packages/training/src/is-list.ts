/** Array.isArray, which would make the entries of a read-only list `any`. */
export function isList(value: unknown): boolean {
  return Array.isArray(value);
}
