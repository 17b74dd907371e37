import type { DataType, TensorInfo, TypedArray } from '@tensorflow/tfjs-core';

/** Where values lie, and how many tensors hold them; by `id` the backend's own kernels find the same address. */
export interface TensorData {
  id: number;
  memoryOffset: number;
  refCount: number;
}

/** What this package uses of the tfjs wasm backend. */
export interface WasmBackend {
  wasm: {
    HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    asm?: Record<string, unknown>;
    wasmMemory?: WebAssembly.Memory;
  };
  dataIdMap: {
    has(dataId: object): boolean;
    get(dataId: object): TensorData;
    numDataIds(): number;
    /** Brings data from the backend where they are. */
    dataMover: { moveData(backend: unknown, dataId: object): void };
  };
  move(dataId: object, values: unknown, shape: number[], dtype: DataType, refCount: number): void;
  readSync(dataId: object, start?: number, end?: number): TypedArray | Uint8Array[];
  makeOutput(shape: number[], dtype: DataType, pointer?: number | null, values?: unknown): TensorInfo;
  incRef(dataId: object): void;
  disposeData(dataId: object, force?: boolean): boolean;
}

/**
 * The linear memory of a backend.
 *
 * @throws Error if it is shared between threads, or there is none
 */
export function memoryOf({ wasm }: WasmBackend): WebAssembly.Memory {
  const memory = wasm.asm?.['memory'] ?? wasm.wasmMemory;
  if (memory instanceof WebAssembly.Memory) {
    // By its tag: a buffer that has grown may belong to another realm, as in a test runner.
    if (Object.prototype.toString.call(memory.buffer) === '[object ArrayBuffer]') return memory;
    throw new Error(
      'Training kernels: expected the wasm backend to run without threads. Received: shared memory. ' +
        "Call tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false) before the backend starts",
    );
  }
  throw new Error(
    'Training kernels: expected the wasm backend of tfjs 4 with its memory. Received: a backend without one',
  );
}

/** The next address that vectors may lie at. */
export function align(pointer: number): number {
  return Math.ceil(pointer / 16) * 16;
}
