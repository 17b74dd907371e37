type Fields = Readonly<Record<string, unknown>>;

/** Remembers what objects and lists hold, and compares. */
export class Snapshot {
  readonly #ignored: ReadonlySet<string>;
  readonly #objects: [fields: Fields, values: unknown[]][] = [];
  readonly #lists: [list: ArrayLike<unknown>, values: unknown[]][] = [];

  /** @param ignored fields that may change */
  constructor(ignored: ReadonlySet<string>) {
    this.#ignored = ignored;
  }

  /** Takes the enumerable fields of an object, or the items of a list, as they are now. */
  add({ fields, list }: { fields?: object; list?: ArrayLike<unknown> }): void {
    if (fields) this.#objects.push([fields as Fields, Object.values(fields)]);
    if (list) this.#lists.push([list, Array.from(list)]);
  }

  /** True while everything is what it was, and nothing has been added or taken away. */
  isUnchanged(): boolean {
    for (const [fields, values] of this.#objects) {
      let i = 0;
      // Runs in every step: this loop is by far the fastest over fields whose names are not known beforehand.
      for (const key in fields) {
        const value = values[i++];
        if (fields[key] !== value && !this.#ignored.has(key) && !Object.is(fields[key], value)) return false;
      }
      if (i !== values.length) return false;
    }
    return this.#lists.every(([list, values]) => isSame(list, values));
  }
}

function isSame(list: ArrayLike<unknown>, values: readonly unknown[]): boolean {
  if (list.length !== values.length) return false;
  for (let i = 0; i < values.length; i++) if (!Object.is(list[i], values[i])) return false;
  return true;
}
