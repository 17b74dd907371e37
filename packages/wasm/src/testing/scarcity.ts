import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import type { WasmBackend } from '../backend.ts';
import { startBackend } from './harness.ts';

/** The wasm backend, whose allocator can be told to find no room, as that of a full heap. */
export interface Scarcity {
  backend: WasmBackend;
  /** Lets so many blocks be had beside those in use, of so many bytes at most. */
  allow: (blocks: number, bytes?: number) => void;
  /** Blocks that are in use. */
  inUse: () => number;
}

/** Starts the backend with our kernels over an allocator that can be told to find no room. */
export async function startScarceBackend(): Promise<Scarcity> {
  await tf.setBackend('wasm');
  const backend = tf.backend() as unknown as WasmBackend;
  const { wasm } = backend;
  wasm._free(wasm._malloc(1));
  const { _malloc: allocate, _free: release } = wasm;
  const blocks = new Set<number>();
  let limit = Infinity;
  let most = Infinity;
  wasm._malloc = (bytes) => {
    if (bytes > most || blocks.size >= limit) return 0;
    const pointer = allocate(bytes);
    blocks.add(pointer >>> 0);
    return pointer;
  };
  wasm._free = (pointer) => {
    blocks.delete(pointer >>> 0);
    release(pointer);
  };
  await startBackend();
  return {
    backend,
    allow: (more, bytes = Infinity) => {
      [limit, most] = [blocks.size + more, bytes];
    },
    inUse: () => blocks.size,
  };
}

/** Takes all memory that the backend can have, without touching it. Returns a function that gives it back. */
export function fillHeap({ wasm }: WasmBackend): () => void {
  const blocks: number[] = [];
  for (let bytes = 2 ** 29; bytes >= 2 ** 18; bytes /= 2) {
    try {
      for (;;) blocks.push(wasm._malloc(bytes));
    } catch {
      // Smaller ones may still fit.
    }
  }
  return () => blocks.splice(0).forEach((block) => wasm._free(block));
}
