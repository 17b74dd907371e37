import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend.ts';
import type { Heap } from './heap.ts';
import type { Lender } from './memory-guard.ts';
import { Recorder, type RecordedCall } from './recorder.ts';

/** What a function gave when it was recorded, and how to compute it again. */
export interface Recorded {
  /** What the function returned. */
  outputs: Tensor[];
  /** Computes the outputs again from other inputs; or why that cannot be. */
  recording: Recording | string;
}

/** A backend with its memory. */
interface Place {
  heap: Heap;
  backend: WasmBackend;
}

/**
 * Runs `f`, a computation by kernels of this package on copies of `inputs`, and notes their calls. What it computes has to
 * follow from the inputs, from variables and from random streams; numbers that its JavaScript works out stay as they are.
 * If `f` throws, what it wrote into variables is taken back.
 */
export function record(
  { heap, backend }: Place,
  inputs: readonly Tensor[],
  f: (inputs: Tensor[]) => Tensor[],
): Recorded {
  const foreign = inputs.find(({ dtype }) => dtype === 'string' || dtype === 'complex64');
  if (foreign) return { outputs: tf.tidy(() => f([...inputs])), recording: `an input is of type ${foreign.dtype}` };
  partVariables({ heap, backend });
  const places: TensorInfo[] = [];
  const recorder = new Recorder(backend);
  try {
    for (const { shape, dtype } of inputs) places.push(heap.output(shape, dtype));
    copyInto(heap, inputs, places);
    const before = variablePointers(backend);
    const copies = places.map((place) => borrow(backend, place));
    let outputs: Tensor[];
    try {
      outputs = recorder.during(heap, () => tf.tidy(() => f(copies)));
    } finally {
      for (const copy of copies) copy.dispose();
    }
    refuse({ heap, backend, recorder, places, outputs }, before);
    if (recorder.refusal === null)
      return { outputs, recording: new Recording({ heap, backend, recorder, places, outputs }) };
    recorder.blocks.free();
    places.forEach(letGo);
    return { outputs, recording: recorder.refusal };
  } catch (error) {
    recorder.undoWrites();
    recorder.blocks.free();
    places.forEach(letGo);
    throw error;
  }
}

/** Refuses a recording whose calls would not do the same again; `before` tells where the variables lay. */
function refuse({ heap, backend, recorder, places, outputs }: RecordingParts, before: VariablePointers): void {
  const { blocks } = recorder;
  const pointers = outputs.map((output) => heap.pointer(output));
  if (blocks.countBeside(pointers) > 0) recorder.refuse('a tensor made in the step outlives it');
  if (!pointers.every((pointer) => blocks.isAlive(pointer))) recorder.refuse('a result is not computed in the step');
  if (places.some(({ dataId }) => backend.dataIdMap.get(dataId).refCount > 1))
    recorder.refuse('an input of the step outlives it');
  const now = variablePointers(backend);
  if ([...before].some(([variable, pointer]) => !variable.isDisposed && now.get(variable) !== pointer))
    recorder.refuse('a variable has moved');
  const known = new Set(now.values());
  if ([...recorder.written.keys()].some((pointer) => !known.has(pointer)))
    recorder.refuse('memory that no variable holds is written over');
}

interface RecordingParts extends Place {
  recorder: Recorder;
  places: TensorInfo[];
  outputs: Tensor[];
}

/** A result of the calls, and how often the recording holds its data. */
interface Result extends TensorInfo {
  holds: number;
}

/** A computation that runs again without tape, tidying or allocation. Its memory is its own until `dispose`. */
export class Recording implements Lender {
  readonly bytes: number;
  lastUse: number;
  isBusy = false;
  readonly #parts: RecordingParts;
  readonly #calls: readonly RecordedCall[];
  readonly #results: Result[];
  readonly #scratch: number;
  /** Data from outside that no variable holds, and the addresses that the calls know. */
  readonly #outside: [dataId: object, pointer: number][];
  readonly #variables: [variable: tf.Variable, pointer: number][];
  /** The variables that the calls write over, with room for what they were. */
  readonly #written: [variable: tf.Variable, pointer: number, before: Uint8Array][];
  #disposed = false;

  constructor(parts: RecordingParts) {
    const { heap, backend, recorder, places, outputs } = parts;
    this.#parts = parts;
    this.#calls = recorder.calls;
    this.#scratch = heap.scratchAddress;
    this.#results = outputs.map(({ dataId, shape, dtype }) => ({
      dataId,
      shape,
      dtype,
      holds: outputs.filter((output) => output.dataId === dataId).length,
    }));
    for (const { dataId } of this.#results) backend.incRef(dataId);
    const own = new Set(places.map(({ dataId }) => dataId));
    const outside = [...recorder.read].filter(
      ([dataId, pointer]) => !own.has(dataId) && !recorder.blocks.owns(pointer),
    );
    const read = new Set(outside.map(([, pointer]) => pointer));
    this.#variables = [...variablePointers(backend)].filter(([, pointer]) => read.has(pointer));
    const known = new Set(this.#variables.map(([, pointer]) => pointer));
    this.#outside = outside.filter(([, pointer]) => !known.has(pointer));
    this.#written = this.#variables.flatMap(([variable, pointer]) => {
      const before = recorder.written.get(pointer);
      return before ? [[variable, pointer, before]] : [];
    });
    this.bytes = recorder.blocks.bytes;
    this.lastUse = heap.guard.now();
    heap.guard.addLender(this);
  }

  /** Points of random streams that the computation draws from, as `seed/step`. */
  get points(): ReadonlySet<string> {
    return this.#parts.recorder.points;
  }

  /**
   * The outputs for other inputs of the same shapes, as tensors that the caller disposes of, best before the next run: what
   * is still held then is copied. `null` if what the calls rely on has moved, or was given up, so that they have to be
   * recorded anew. If a call throws, what the others wrote into variables is taken back.
   *
   * @param steps the step to draw from instead, for each of {@link points}
   */
  run(inputs: readonly Tensor[], steps: ReadonlyMap<string, number>): Tensor[] | null {
    const { heap, backend, places, recorder } = this.#parts;
    if (this.#disposed || this.#isStale()) return null;
    this.lastUse = heap.guard.now();
    this.isBusy = true;
    try {
      this.#leaveCopies();
      copyInto(heap, inputs, places);
      if (recorder.mayThrow) this.#keepWritten();
      this.#runCalls(steps);
    } finally {
      this.isBusy = false;
    }
    return this.#results.map((result) => borrow(backend, result));
  }

  #runCalls(steps: ReadonlyMap<string, number>): void {
    const { heap, recorder } = this.#parts;
    try {
      heap.withSteps(steps, () => {
        for (const { run, numbers } of this.#calls) run(...numbers);
      });
    } catch (error) {
      if (recorder.mayThrow) for (const [, pointer, before] of this.#written) heap.bytes.set(before, pointer);
      throw error;
    }
  }

  /** Gives its memory back, as others are short of it; outputs that somebody holds stay. */
  giveUp(): void {
    this.dispose();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const { heap, recorder, places } = this.#parts;
    heap.guard.removeLender(this);
    recorder.blocks.free();
    for (const info of [...places, ...this.#results]) letGo(info);
  }

  /** True if anything lies elsewhere than it did. */
  #isStale(): boolean {
    const { heap, backend } = this.#parts;
    if (heap.scratchAddress !== this.#scratch) return true;
    for (const [{ dataId, isDisposed }, pointer] of this.#variables)
      if (isDisposed || hasMoved(backend, dataId, pointer)) return true;
    for (const [dataId, pointer] of this.#outside) if (hasMoved(backend, dataId, pointer)) return true;
    return false;
  }

  /** Sees to it that nobody else holds the memory that the calls are about to write over. */
  #leaveCopies(): void {
    const { heap, backend } = this.#parts;
    for (const [variable] of this.#written) part({ heap, backend }, variable);
    for (const { dataId, holds } of this.#results)
      if (backend.dataIdMap.get(dataId).refCount > holds) this.#leaveResult(dataId, holds);
  }

  /** Lets go of a result that somebody still holds, and keeps its memory. */
  #leaveResult(dataId: object, holds: number): void {
    const { heap, backend } = this.#parts;
    const shared = this.#results.filter((result) => result.dataId === dataId);
    const [first] = shared;
    if (!first) return;
    const taken = heap.takeMemory(first);
    for (let i = 1; i < holds; i++) backend.incRef(taken.dataId);
    for (const result of shared) {
      backend.disposeData(dataId);
      result.dataId = taken.dataId;
    }
  }

  #keepWritten(): void {
    const { bytes } = this.#parts.heap;
    for (const [, pointer, before] of this.#written) before.set(bytes.subarray(pointer, pointer + before.length));
  }
}

function hasMoved({ dataIdMap }: WasmBackend, dataId: object, pointer: number): boolean {
  return !dataIdMap.has(dataId) || dataIdMap.get(dataId).memoryOffset !== pointer;
}

function copyInto(heap: Heap, from: readonly Tensor[], to: readonly TensorInfo[]): void {
  from.forEach((tensor, i) => {
    const place = to[i];
    if (place)
      heap.copy(heap.pointer(place), heap.pointer(tensor), tensor.size * tf.util.bytesPerElement(tensor.dtype));
  });
}

type VariablePointers = ReadonlyMap<tf.Variable, number>;

/** Where the variables of this backend lie. */
function variablePointers({ dataIdMap }: WasmBackend): VariablePointers {
  const here = Object.values(tf.engine().state.registeredVariables).filter(({ dataId }) => dataIdMap.has(dataId));
  return new Map(here.map((variable) => [variable, dataIdMap.get(variable.dataId).memoryOffset]));
}

/** Parts all variables from whoever shares their memory, so that kernels may write into it. */
function partVariables({ heap, backend }: Place): void {
  for (const variable of variablePointers(backend).keys()) part({ heap, backend }, variable);
}

/** Gives whoever shares a variable's memory a copy; the variable stays where it is. */
function part({ heap, backend }: Place, variable: tf.Variable): void {
  if (backend.dataIdMap.get(variable.dataId).refCount <= 1) return;
  const own = tf.engine().makeTensorFromTensorInfo(heap.takeMemory(variable));
  variable.assign(own);
  own.dispose();
}

/** A tensor over data that something else holds too. */
function borrow(backend: WasmBackend, info: TensorInfo): Tensor {
  backend.incRef(info.dataId);
  return tf.engine().makeTensorFromTensorInfo(info);
}

/** Ends a hold on data that tensors were made of: tfjs has to forget them too. */
function letGo(info: TensorInfo): void {
  tf.engine().makeTensorFromTensorInfo(info).dispose();
}
