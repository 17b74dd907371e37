import { memoryOf, type WasmBackend } from './backend.ts';
import { LARGEST_BLOCK, outOfMemory } from './out-of-memory.ts';

/** Memory that can be had back when there is none left. */
export interface Lender {
  readonly bytes: number;
  /** When it was last of use, by {@link MemoryGuard.now}: the one that was used longest ago is asked first. */
  readonly lastUse: number;
  /** Whether it is at work, and cannot be asked. */
  readonly isBusy: boolean;
  giveUp(): void;
}

/** Room that has to be left for what tfjs's C++ notes of each tensor: it aborts the program where it finds none. */
const RESERVE = 2 ** 20;
/** Nearer than this to the end of the memory, each allocation looks whether the reserve is there. */
const MARGIN = 2 ** 26;
/** So much may be lent, or else twice what the largest lender has. */
const LENT = 2 ** 29;

/**
 * Stands before the allocator of a backend. tfjs takes address 0, which means that there is no room, for an address, and
 * writes there; a guarded allocator throws before anything is noted or written.
 */
export class MemoryGuard {
  readonly #backend: WasmBackend;
  readonly #allocate: (bytes: number) => number;
  readonly #release: (pointer: number) => void;
  readonly #lenders = new Set<Lender>();
  /** The size of memory up to which it can still grow by a margin. */
  #safe = 2 ** 32 - MARGIN;
  #reserve = RESERVE;
  #uses = 0;

  constructor(backend: WasmBackend) {
    this.#backend = backend;
    const { wasm } = backend;
    // Emscripten's functions put the compiled ones in their place when first called.
    wasm._free(wasm._malloc(1) >>> 0);
    this.#allocate = wasm._malloc;
    this.#release = wasm._free;
    wasm._malloc = (bytes) => this.allocate(bytes);
    this.#noteFailedGrowth(memoryOf(backend));
  }

  /**
   * The address of a new block.
   *
   * @throws Error if there is no room, although everything that could be given up was
   */
  allocate(bytes: number): number {
    const pointer = this.#attempt(bytes);
    const isFarFromEnd = this.#backend.wasm.HEAPU8.length + this.#reserve < this.#safe;
    return pointer !== 0 && isFarFromEnd ? pointer : this.#nearTheEnd(bytes, pointer);
  }

  release(pointer: number): void {
    this.#release(pointer);
  }

  /** Throws unless there is room for a block of so many bytes. */
  require(bytes: number): void {
    this.#release(this.allocate(bytes));
  }

  /** Whether there is room for a block of so many bytes. */
  hasRoom(bytes: number): boolean {
    try {
      this.require(bytes);
      return true;
    } catch {
      return false;
    }
  }

  /** Runs `f`, which calls C++ that allocates up to so many bytes by itself once its results have their memory. */
  leaving<T>(bytes: number, f: () => T): T {
    const before = this.#reserve;
    this.#reserve = Math.max(before, RESERVE + bytes);
    try {
      return f();
    } finally {
      this.#reserve = before;
    }
  }

  /** The number of the next use of a lender. */
  now(): number {
    return ++this.#uses;
  }

  /** Has `lender` asked for its memory when there is none left, or when much is lent. */
  addLender(lender: Lender): void {
    this.#lenders.add(lender);
    while (this.#lendsTooMuch()) if (!this.#giveUpOne()) return;
  }

  removeLender(lender: Lender): void {
    this.#lenders.delete(lender);
  }

  #attempt(bytes: number): number {
    return bytes <= LARGEST_BLOCK ? this.#allocate(bytes) >>> 0 : 0;
  }

  #nearTheEnd(bytes: number, first: number): number {
    let pointer = first;
    while (!this.#isEnough(pointer)) {
      if (pointer !== 0) this.#release(pointer);
      if (bytes > LARGEST_BLOCK || !this.#giveUpOne()) throw outOfMemory(bytes);
      pointer = this.#attempt(bytes);
    }
    return pointer;
  }

  /** Whether there is a block, and the reserve beside it. */
  #isEnough(pointer: number): boolean {
    if (pointer === 0) return false;
    // Its table of tensors may have to double, too.
    const reserve = this.#attempt(this.#reserve + 16 * this.#backend.dataIdMap.numDataIds());
    if (reserve !== 0) this.#release(reserve);
    return reserve !== 0;
  }

  #lendsTooMuch(): boolean {
    const sizes = [...this.#lenders].map(({ bytes }) => bytes);
    const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
    return total > Math.max(LENT, 2 * Math.max(...sizes));
  }

  #giveUpOne(): boolean {
    const idle = [...this.#lenders].filter(({ isBusy }) => !isBusy);
    const [longest] = idle.sort((a, b) => a.lastUse - b.lastUse);
    if (longest === undefined) return false;
    this.#lenders.delete(longest);
    longest.giveUp();
    return true;
  }

  /** A system may have less memory than there are addresses: the end is where it first refused to give more. */
  #noteFailedGrowth(memory: WebAssembly.Memory): void {
    const grow = memory.grow.bind(memory);
    memory.grow = (pages) => {
      try {
        return grow(pages);
      } catch (error) {
        this.#safe = 0;
        throw error;
      }
    };
  }
}
