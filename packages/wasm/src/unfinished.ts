import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend.ts';
import type { MemoryGuard } from './memory-guard.ts';

/** Watches what a kernel makes and holds: of one that throws on the way, nothing may stay. */
export class Unfinished {
  readonly #backend: WasmBackend;
  /** A data id for each hold that the running kernel has. */
  #holds: object[] | null = null;

  constructor(backend: WasmBackend, guard: MemoryGuard) {
    this.#backend = backend;
    const { move, incRef, disposeData } = backend;
    backend.move = (dataId, ...rest) => {
      move.call(backend, dataId, ...rest);
      this.#holds?.push(dataId);
    };
    backend.incRef = (dataId) => {
      incRef.call(backend, dataId);
      this.#holds?.push(dataId);
    };
    backend.disposeData = (dataId, force) => {
      if (this.#holds !== null) this.#forget(this.#holds, dataId);
      return disposeData.call(backend, dataId, force);
    };
    this.#guardMoves(guard);
  }

  begin(): void {
    this.#holds = [];
  }

  end(): void {
    this.#holds = null;
  }

  /** Lets go of what the kernel has made before it threw `error`. Returns what to throw. */
  undo(kernelName: string, error: unknown): unknown {
    const holds = this.#holds ?? [];
    this.#holds = null;
    for (const dataId of holds) this.#backend.disposeData(dataId);
    return error instanceof RangeError && /\b(allocation|length)\b/i.test(error.message)
      ? new Error(
          `Out of memory: ${kernelName} works on more values than JavaScript has room for. Received: ${error.message}`,
          { cause: error },
        )
      : error;
  }

  #forget(holds: object[], dataId: object): void {
    const index = holds.lastIndexOf(dataId);
    if (index >= 0) holds.splice(index, 1);
  }

  /** Tensors come from other backends, even while a kernel runs. tfjs takes them from there before it asks for room. */
  #guardMoves(guard: MemoryGuard): void {
    const { dataIdMap } = this.#backend;
    const mover = dataIdMap.dataMover;
    dataIdMap.dataMover = {
      moveData: (backend, dataId) => {
        const info = tf.engine().state.tensorInfo.get(dataId);
        if (info !== undefined) guard.require(info.bytes);
        const holds = this.#holds;
        this.#holds = null;
        mover.moveData(backend, dataId);
        this.#holds = holds;
      },
    };
  }
}
