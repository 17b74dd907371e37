import { util, type DataType, type NamedTensorInfoMap, type TensorInfo } from '@tensorflow/tfjs-core';
import { align, memoryOf, type WasmBackend } from './backend.ts';
import type { KernelName } from './generated/kernel-names.ts';
import { MemoryGuard } from './memory-guard.ts';
import type { Recorder } from './recorder.ts';
import { Unfinished } from './unfinished.ts';

/** The compiled kernels: functions of pointers and numbers. */
export type CompiledKernels = Record<KernelName, (...numbers: number[]) => number>;

/** A point of a random stream: which stream, and how far along; unsigned 32-bit integers. */
export interface RandomPoint {
  seed: number;
  step: number;
}

/** Values as they lie in the heap. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** Room for the integers of one call; what they leave free, the kernel may use. */
const PARAMETER_BYTES = 1024;

/** The linear memory of one tfjs wasm backend, and our kernels working on it. */
export class Heap {
  /** The compiled kernels. While a recorder listens, those that compute (and return nothing) tell it of their calls. */
  kernels: CompiledKernels;
  readonly guard: MemoryGuard;
  readonly unfinished: Unfinished;
  private readonly backend: WasmBackend;
  private readonly memory: WebAssembly.Memory;
  private readonly parameters: number;
  private parameterView: Int32Array;
  private scratchBlock = 0;
  private scratchBytes = 0;
  private readonly plainKernels: CompiledKernels;
  private recorder: Recorder | null = null;
  private steps: ReadonlyMap<string, number> | null = null;

  constructor(backend: WasmBackend, module: WebAssembly.Module) {
    this.backend = backend;
    this.memory = memoryOf(backend);
    this.guard = new MemoryGuard(backend);
    this.unfinished = new Unfinished(backend, this.guard);
    const env = { memory: this.memory, abort: failInside };
    this.plainKernels = new WebAssembly.Instance(module, { env }).exports as CompiledKernels;
    this.kernels = this.plainKernels;
    this.parameters = this.guard.allocate(PARAMETER_BYTES);
    this.parameterView = this.viewParameters();
  }

  /** Byte address of a tensor's values. */
  pointer(tensor: TensorInfo): number {
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  /** A new tensor. Its values are whatever lay there before. */
  output(shape: number[], dtype: DataType = 'float32'): TensorInfo {
    return this.backend.makeOutput(shape, dtype);
  }

  /** The same values under another shape: no copy, one more reference. */
  share(tensor: TensorInfo, shape: number[] = tensor.shape): TensorInfo {
    this.backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
  }

  /** A new tensor in the memory of `tensor`; whoever holds that one's data holds a copy from now on. */
  takeMemory(tensor: TensorInfo): TensorInfo {
    const taken = this.output(tensor.shape, tensor.dtype);
    const [theirs, ours] = [tensor, taken].map(({ dataId }) => this.backend.dataIdMap.get(dataId));
    if (!theirs || !ours) return taken;
    this.copy(
      ours.memoryOffset,
      theirs.memoryOffset,
      util.sizeFromShape(tensor.shape) * util.bytesPerElement(tensor.dtype),
    );
    [theirs.id, ours.id] = [ours.id, theirs.id];
    [theirs.memoryOffset, ours.memoryOffset] = [ours.memoryOffset, theirs.memoryOffset];
    return taken;
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
      this.recorder?.refuse('the working memory has grown');
      if (this.scratchBlock !== 0) this.guard.release(this.scratchBlock);
      this.scratchBlock = 0;
      this.scratchBytes = 0;
      this.scratchBlock = this.guard.allocate(bytes + 16);
      this.scratchBytes = bytes;
    }
    return align(this.scratchBlock);
  }

  /** Writes 32-bit integers for a kernel to read and returns their address, valid until the next call. */
  integers(values: readonly number[]): number {
    const kept = this.recorder?.blocks.keep(PARAMETER_BYTES) ?? 0;
    if (kept !== 0) {
      new Int32Array(this.memory.buffer, kept, values.length).set(values);
      return kept;
    }
    if (this.parameterView.length === 0) this.parameterView = this.viewParameters();
    this.parameterView.set(values);
    return this.parameters;
  }

  /** The bytes of the heap. Growth of the heap detaches the array: ask again after each allocation. */
  get bytes(): Uint8Array {
    if (this.kernels !== this.plainKernels) this.recorder?.refuse('JavaScript works on the heap outside of `perform`');
    return this.backend.wasm.HEAPU8;
  }

  /** `size` values from an address on; growth of the heap detaches the array. */
  view(pointer: number, dtype: DataType, size: number): Values {
    const { buffer } = this.bytes;
    if (dtype === 'float32') return new Float32Array(buffer, pointer, size);
    return dtype === 'int32' ? new Int32Array(buffer, pointer, size) : new Uint8Array(buffer, pointer, size);
  }

  /** A copy of a tensor's numbers for JavaScript to read. A step that asks for it cannot be recorded. */
  read(tensor: TensorInfo): Values {
    return this.backend.readSync(tensor.dataId) as Values;
  }

  /** {@link read} for strings: the bytes of each. */
  readStrings(tensor: TensorInfo): Uint8Array[] {
    return this.backend.readSync(tensor.dataId) as Uint8Array[];
  }

  /** A new tensor of values that JavaScript worked out. */
  write(shape: number[], dtype: DataType, values: Values | Uint8Array[]): TensorInfo {
    return this.backend.makeOutput(shape, dtype, null, values);
  }

  /** Copies bytes from one address to another. */
  copy(to: number, from: number, bytes: number): void {
    this.perform(() => this.bytes.copyWithin(to, from, from + bytes));
  }

  /** Looks at values, in JavaScript, and throws where they cannot be; each time that the kernels' calls are repeated, too. */
  check(look: () => void): void {
    this.recorder?.checks();
    this.perform(look);
  }

  /** Does what a kernel does in JavaScript: on the heap alone, and each time that its calls are repeated. */
  perform(action: () => void): void {
    this.recorder?.call(action);
    const { kernels } = this;
    this.kernels = this.plainKernels;
    action();
    this.kernels = kernels;
  }

  /** {@link perform} for what depends on a point of a random stream, which moves on each time. */
  performAt(point: RandomPoint, action: (point: RandomPoint) => void): void {
    const key = this.recorder?.draws(point) ?? '';
    this.perform(() => {
      const step = this.steps?.get(key);
      action(step === undefined ? point : { seed: point.seed, step });
    });
  }

  // ---- recording ---------------------------------------------------------------------------------------------------

  /** Where the working memory lies. */
  get scratchAddress(): number {
    return this.scratchBlock;
  }

  get isRecording(): boolean {
    return this.recorder !== null;
  }

  startRecording(recorder: Recorder): void {
    this.recorder = recorder;
    this.kernels = this.recordingKernels(recorder);
  }

  stopRecording(): void {
    this.recorder = null;
    this.kernels = this.plainKernels;
  }

  /** Tells the recorder, if one listens, what a kernel reads. */
  noteInputs(inputs: NamedTensorInfoMap): void {
    this.recorder?.reads(inputs);
  }

  /** Tells the recorder, if one listens, which memory a kernel is about to write over. */
  noteWrites(tensors: readonly (TensorInfo | undefined)[]): void {
    for (const tensor of tensors) if (tensor) this.recorder?.writes(tensor);
  }

  /** Tells the recorder, if one listens, of a kernel that cannot be repeated. */
  noteForeign(kernelName: string): void {
    this.recorder?.refuse(`${kernelName} is not among the training kernels`);
  }

  /** Repeats calls with other steps in the place of those that were drawn. */
  withSteps(steps: ReadonlyMap<string, number>, f: () => void): void {
    this.steps = steps;
    try {
      f();
    } finally {
      this.steps = null;
    }
  }

  private recordingKernels(recorder: Recorder): CompiledKernels {
    const entries = Object.entries(this.plainKernels).map(([name, kernel]) => {
      const recorded = (...numbers: number[]): number => {
        const result: unknown = kernel(...numbers);
        // Sizes of working memory follow from shapes, so they stay the same.
        if (result === undefined) recorder.call(kernel, numbers);
        else if (!/(Scratch|Bytes)$/.test(name)) recorder.refuse(`${name} gives JavaScript a number back`);
        return result as number;
      };
      return [name, recorded] as const;
    });
    return Object.fromEntries(entries) as CompiledKernels;
  }

  private viewParameters(): Int32Array {
    return new Int32Array(this.memory.buffer, this.parameters, PARAMETER_BYTES / 4);
  }
}

function failInside(): never {
  throw new Error('A training kernel failed: this is a bug in @argali/wasm');
}
