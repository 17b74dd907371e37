import { invalidArgument } from '@argali/core';

/** A name as a configuration may hold it. `owner` is the class. */
export function checkName(name: unknown, owner: string): string | null {
  if (name == null) return null;
  if (typeof name !== 'string') throw invalidArgument({ owner, name: 'name' }, 'a string', name);
  return name;
}
