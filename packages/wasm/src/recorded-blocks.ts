/** The allocator of a heap. */
export interface Allocator {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

/**
 * The blocks of memory that are taken during a recording. One that is given back is handed out again for the same size,
 * and no block leaves the recording: every address that was noted stays its own.
 */
export class RecordedBlocks {
  readonly #allocate: Allocator['_malloc'];
  readonly #release: Allocator['_free'];
  /** Sizes of all blocks taken since the start. */
  readonly #sizes = new Map<number, number>();
  /** Blocks that were given back, by their size. */
  readonly #spare = new Map<number, number[]>();
  /** Blocks that hold what JavaScript wrote: they stay as they are. */
  readonly #written = new Set<number>();
  readonly #alive = new Set<number>();
  readonly #whenShort: () => void;
  /** Whether other recordings are giving their memory back, so that there is some for this one. */
  #isAsking = false;
  #isShort = false;

  /** `whenShort` hears that memory did not suffice for blocks that stay. */
  constructor({ _malloc, _free }: Allocator, whenShort: () => void) {
    this.#allocate = _malloc;
    this.#release = _free;
    this.#whenShort = whenShort;
  }

  /** A block; one for `values` of JavaScript is new, since the calls before would write over them when repeated. */
  take(bytes: number, forValues: boolean): number {
    const spare = forValues ? undefined : this.#spare.get(bytes)?.pop();
    const pointer = spare ?? this.#ask(bytes);
    this.#sizes.set(pointer, bytes);
    this.#alive.add(pointer);
    if (forValues) this.#written.add(pointer);
    return pointer;
  }

  /** A block that nobody gives back; 0 where memory is short. */
  keep(bytes: number): number {
    if (this.#isShort) return 0;
    const pointer = this.#ask(bytes);
    this.#sizes.set(pointer, bytes);
    return pointer;
  }

  /** False, after releasing it, for a block from before. */
  giveBack(pointer: number): boolean {
    const bytes = this.#sizes.get(pointer);
    if (bytes === undefined) {
      this.#release(pointer);
      return this.#isAsking;
    }
    this.#alive.delete(pointer);
    if (this.#isShort) {
      this.#discard(pointer);
      return true;
    }
    if (this.#written.has(pointer)) return true;
    const spare = this.#spare.get(bytes);
    if (spare) spare.push(pointer);
    else this.#spare.set(bytes, [pointer]);
    return true;
  }

  /** How much memory all blocks are. */
  get bytes(): number {
    return [...this.#sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** True for a block taken since the start. */
  owns(pointer: number): boolean {
    return this.#sizes.has(pointer);
  }

  isAlive(pointer: number): boolean {
    return this.#alive.has(pointer);
  }

  /** How many blocks are in use besides `pointers`. */
  countBeside(pointers: readonly number[]): number {
    const rest = new Set(this.#alive);
    for (const pointer of pointers) rest.delete(pointer);
    return rest.size;
  }

  /** Releases every block that is not in use. */
  free(): void {
    for (const pointer of this.#sizes.keys()) if (!this.#alive.has(pointer)) this.#release(pointer);
    this.#sizes.clear();
  }

  /** A new block. Where there is no room, those that are not in use are given back, from then on as soon as they are free. */
  #ask(bytes: number): number {
    this.#isAsking = true;
    try {
      return this.#allocate(bytes) >>> 0;
    } catch (error) {
      if (this.#isShort) throw error;
      this.#isShort = true;
      this.#whenShort();
      for (const pointer of this.#idle()) this.#discard(pointer);
      this.#spare.clear();
      return this.#allocate(bytes) >>> 0;
    } finally {
      this.#isAsking = false;
    }
  }

  /** Blocks that tensors had and have no more. */
  #idle(): number[] {
    const written = [...this.#written].filter((pointer) => !this.#alive.has(pointer));
    return [...written, ...[...this.#spare.values()].flat()];
  }

  #discard(pointer: number): void {
    this.#release(pointer);
    this.#sizes.delete(pointer);
  }
}
