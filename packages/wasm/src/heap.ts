import { util, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelName } from './generated/kernel-names.ts';

/** The compiled kernels: functions of pointers and numbers. */
export type CompiledKernels = Record<KernelName, (...numbers: number[]) => number>;

/** What this package uses of the tfjs wasm backend. */
export interface WasmBackend {
  wasm: {
    HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    asm?: Record<string, unknown>;
    wasmMemory?: WebAssembly.Memory;
  };
  dataIdMap: { get(dataId: object): { memoryOffset: number; refCount: number } };
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  incRef(dataId: object): void;
  disposeData(dataId: object, force?: boolean): boolean;
}

const PARAMETER_BYTES = 1024;

/** The linear memory of one tfjs wasm backend, and our kernels working on it. */
export class Heap {
  readonly kernels: CompiledKernels;
  private readonly backend: WasmBackend;
  private readonly memory: WebAssembly.Memory;
  private readonly parameters: number;
  private parameterView: Int32Array;
  private scratchBlock = 0;
  private scratchBytes = 0;

  constructor(backend: WasmBackend, module: WebAssembly.Module) {
    this.backend = backend;
    this.memory = memoryOf(backend);
    const env = { memory: this.memory, abort: failInside };
    this.kernels = new WebAssembly.Instance(module, { env }).exports as CompiledKernels;
    this.parameters = this.allocate(PARAMETER_BYTES);
    this.parameterView = this.viewParameters();
  }

  /** Byte address of a tensor's values. */
  pointer(tensor: TensorInfo): number {
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  /** A new tensor. Its values are whatever lay there before. */
  output(shape: number[], dtype: DataType = 'float32'): TensorInfo {
    const tensor = this.backend.makeOutput(shape, dtype);
    if (this.pointer(tensor) !== 0) return tensor;
    this.backend.disposeData(tensor.dataId, true);
    throw outOfMemory(util.sizeFromShape(shape) * util.bytesPerElement(dtype));
  }

  /** The same values under another shape: no copy, one more reference. */
  share(tensor: TensorInfo, shape: number[] = tensor.shape): TensorInfo {
    this.backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
  }

  /** Gives back a tensor that a kernel made for itself. */
  release(tensor: TensorInfo): void {
    this.backend.disposeData(tensor.dataId);
  }

  /** Address of `size` bytes of working memory, valid until the next call. The block grows and is kept. */
  scratch(size: number): number {
    // Sizes above 2 GB come out of compiled functions as negative numbers.
    const bytes = size >>> 0;
    if (bytes > this.scratchBytes) {
      if (this.scratchBlock !== 0) this.backend.wasm._free(this.scratchBlock);
      this.scratchBlock = 0;
      this.scratchBytes = 0;
      this.scratchBlock = this.allocate(bytes + 16);
      this.scratchBytes = bytes;
    }
    return align(this.scratchBlock);
  }

  /** Writes 32-bit integers for a kernel to read and returns their address, valid until the next call. */
  integers(values: readonly number[]): number {
    if (this.parameterView.length === 0) this.parameterView = this.viewParameters();
    this.parameterView.set(values);
    return this.parameters;
  }

  /** The bytes of the heap. Growth of the heap detaches the array: ask again after each allocation. */
  get bytes(): Uint8Array {
    return this.backend.wasm.HEAPU8;
  }

  /** The values of a tensor, to read or write; growth of the heap detaches the array. */
  values({ dataId, shape, dtype }: TensorInfo): Float32Array | Int32Array | Uint8Array {
    const place = [
      this.bytes.buffer,
      this.backend.dataIdMap.get(dataId).memoryOffset,
      util.sizeFromShape(shape),
    ] as const;
    if (dtype === 'float32') return new Float32Array(...place);
    return dtype === 'int32' ? new Int32Array(...place) : new Uint8Array(...place);
  }

  private viewParameters(): Int32Array {
    return new Int32Array(this.memory.buffer, this.parameters, PARAMETER_BYTES / 4);
  }

  private allocate(bytes: number): number {
    const pointer = this.backend.wasm._malloc(bytes) >>> 0;
    if (pointer === 0) throw outOfMemory(bytes);
    return pointer;
  }
}

function memoryOf({ wasm }: WasmBackend): WebAssembly.Memory {
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

function align(pointer: number): number {
  return Math.ceil(pointer / 16) * 16;
}

function outOfMemory(bytes: number): Error {
  return new Error(
    `Out of WebAssembly memory: expected room for ${bytes} more bytes. ` +
      'Use a smaller batch, or dispose of tensors that are no longer needed',
  );
}

function failInside(): never {
  throw new Error('A training kernel failed: this is a bug in @argali/wasm');
}
