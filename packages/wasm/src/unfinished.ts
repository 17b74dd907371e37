import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend.ts';
import type { MemoryGuard } from './memory-guard.ts';
import { OutOfMemoryError } from './out-of-memory.ts';

/** Watches what a kernel makes and holds: of one that throws on the way, nothing may stay. */
export class Unfinished {
  readonly #backend: WasmBackend;
  /** A data id for each hold that the running kernel has; the first `#count` count. */
  readonly #holds: object[] = [];
  #count = 0;
  #isRunning = false;

  constructor(backend: WasmBackend, guard: MemoryGuard) {
    this.#backend = backend;
    const { move, incRef, disposeData } = backend;
    backend.move = (dataId, ...rest) => {
      move.call(backend, dataId, ...rest);
      if (this.#isRunning) this.#holds[this.#count++] = dataId;
    };
    backend.incRef = (dataId) => {
      incRef.call(backend, dataId);
      if (this.#isRunning) this.#holds[this.#count++] = dataId;
    };
    backend.disposeData = (dataId, force) => {
      if (this.#isRunning) this.#forget(dataId);
      return disposeData.call(backend, dataId, force);
    };
    this.#guardMoves(guard);
  }

  begin(): void {
    this.#count = 0;
    this.#isRunning = true;
  }

  end(): void {
    this.#isRunning = false;
  }

  /** Lets go of what the kernel has made before it threw `error`. Returns what to throw. */
  undo(kernelName: string, error: unknown): unknown {
    this.#isRunning = false;
    for (const dataId of this.#holds.slice(0, this.#count)) this.#backend.disposeData(dataId);
    return error instanceof RangeError && /\b(allocation|length)\b/i.test(error.message)
      ? new OutOfMemoryError(
          `Out of memory: ${kernelName} works on more values than JavaScript has room for. Received: ${error.message}`,
          { cause: error },
        )
      : error;
  }

  #forget(dataId: object): void {
    const index = this.#holds.lastIndexOf(dataId, this.#count - 1);
    if (index < 0 || this.#count === 0) return;
    this.#holds.copyWithin(index, index + 1, this.#count--);
  }

  /** Tensors come from other backends, even while a kernel runs. tfjs takes them from there before it asks for room. */
  #guardMoves(guard: MemoryGuard): void {
    const { dataIdMap } = this.#backend;
    const mover = dataIdMap.dataMover;
    dataIdMap.dataMover = {
      moveData: (backend, dataId) => {
        const info = tf.engine().state.tensorInfo.get(dataId);
        if (info !== undefined) guard.require(info.bytes);
        const isRunning = this.#isRunning;
        this.#isRunning = false;
        mover.moveData(backend, dataId);
        this.#isRunning = isRunning;
      },
    };
  }
}
