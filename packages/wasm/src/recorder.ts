import { util, type NamedTensorInfoMap, type TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend.ts';
import type { Heap, RandomPoint } from './heap.ts';
import { RecordedBlocks } from './recorded-blocks.ts';

/** One call to repeat: a compiled kernel with its numbers, or a function without any. */
export interface RecordedCall {
  readonly run: (...numbers: number[]) => unknown;
  readonly numbers: readonly number[];
}

/** Notes what kernels compute while a function runs. */
export class Recorder {
  readonly calls: RecordedCall[] = [];
  /** Points of random streams that kernels have drawn from, as `seed/step`. */
  readonly points: Set<string> = new Set();
  /** Data that kernels have read, and where it lay; those made on the way too. */
  readonly read: Map<object, number> = new Map();
  /** Where kernels have written over values from before, and what they were. */
  readonly written: Map<number, Uint8Array> = new Map();
  /** Whether a call looks at values and may throw. */
  mayThrow = false;
  readonly blocks: RecordedBlocks;
  /** Why the calls alone would not do the same again; the first reason. */
  refusal: string | null = null;
  readonly #backend: WasmBackend;
  #isWriting = false;

  constructor(backend: WasmBackend) {
    this.#backend = backend;
    this.blocks = new RecordedBlocks(backend.wasm, () => this.refuse('memory is short'));
  }

  /** Runs `f` and notes what happens. */
  during<T>(heap: Heap, f: () => T): T {
    const { wasm } = this.#backend;
    const { _malloc, _free } = wasm;
    wasm._malloc = (bytes) => this.blocks.take(bytes, this.#isWriting);
    wasm._free = (pointer) => {
      if (this.blocks.giveBack(pointer >>> 0)) return;
      this.refuse('memory from before the step was given back in it');
      this.written.delete(pointer >>> 0);
    };
    const restore = this.#watchTransfers();
    heap.startRecording(this);
    try {
      return f();
    } finally {
      heap.stopRecording();
      restore();
      Object.assign(wasm, { _malloc, _free });
    }
  }

  refuse(reason: string): void {
    this.refusal ??= reason;
  }

  call(run: RecordedCall['run'], numbers: readonly number[] = []): void {
    this.calls.push({ run, numbers });
  }

  /** Takes note of what a kernel reads. */
  reads(inputs: NamedTensorInfoMap): void {
    for (const tensor of Object.values<TensorInfo | TensorInfo[] | undefined>(inputs).flat()) {
      if (tensor) this.read.set(tensor.dataId, this.#backend.dataIdMap.get(tensor.dataId).memoryOffset);
    }
  }

  /** Takes note of what a kernel is about to write over. */
  writes({ dataId, shape, dtype }: TensorInfo): void {
    const { memoryOffset: at } = this.#backend.dataIdMap.get(dataId);
    if (this.blocks.owns(at) || this.written.has(at)) return;
    const size = util.sizeFromShape(shape) * util.bytesPerElement(dtype);
    this.written.set(at, this.#backend.wasm.HEAPU8.slice(at, at + size));
  }

  /** Gives everything that was written over its old values. */
  undoWrites(): void {
    for (const [at, bytes] of this.written) this.#backend.wasm.HEAPU8.set(bytes, at);
  }

  /** Takes note of a call that looks at values and may throw. */
  checks(): void {
    this.mayThrow = true;
  }

  /** Takes note of a point that a kernel draws from; returns its name. */
  draws({ seed, step }: RandomPoint): string {
    const key = `${seed}/${step}`;
    this.points.add(key);
    return key;
  }

  /** Watches values that pass between JavaScript and the heap. Returns a function that ends it. */
  #watchTransfers(): () => void {
    const backend = this.#backend;
    const own = Object.getOwnPropertyDescriptors(backend);
    const { move, readSync } = backend;
    backend.move = (dataId, values, ...rest) => {
      this.#isWriting = values != null;
      move.call(backend, dataId, values, ...rest);
      this.#isWriting = false;
    };
    backend.readSync = (...args) => {
      this.refuse('values were read in the step');
      return readSync.apply(backend, args);
    };
    return () => {
      for (const name of ['move', 'readSync'] as const) {
        Reflect.deleteProperty(backend, name);
        if (Object.hasOwn(own, name)) Object.defineProperty(backend, name, own[name]);
      }
    };
  }
}
