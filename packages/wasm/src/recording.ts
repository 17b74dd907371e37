import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend.ts';
import type { Heap } from './heap.ts';
import { Recorder, type RecordedCall } from './recorder.ts';

/** What a function gave when it was recorded, and how to compute it again. */
export interface Recorded {
  /** What the function returned. */
  outputs: Tensor[];
  /** Computes the outputs again from other inputs; or why that cannot be. */
  recording: Recording | string;
}

/**
 * Runs `f`, a computation by kernels of this package on copies of `inputs`, and notes their calls. What it computes has to
 * follow from the inputs, from variables and from random streams; numbers that its JavaScript works out stay as they are.
 */
export function record(
  { heap, backend }: { heap: Heap; backend: WasmBackend },
  inputs: readonly Tensor[],
  f: (inputs: Tensor[]) => Tensor[],
): Recorded {
  const places = inputs.map(({ shape, dtype }) => heap.output(shape, dtype));
  copyInto(heap, inputs, places);
  const before = tf.engine().state.registeredVariables;
  const ids = new Map(Object.values(before).map((variable) => [variable, variable.dataId]));
  const recorder = new Recorder(backend);
  const copies = places.map((place) => borrow(backend, place));
  try {
    const outputs = recorder.during(heap, () => tf.tidy(() => f(copies)));
    for (const copy of copies) copy.dispose();
    const pointers = outputs.map((output) => heap.pointer(output));
    const { blocks } = recorder;
    if (blocks.countBeside(pointers) > 0) recorder.refuse('a tensor made in the step outlives it');
    if (!pointers.every((pointer) => blocks.isAlive(pointer))) recorder.refuse('a result is not computed in the step');
    if ([...ids].some(([variable, dataId]) => !variable.isDisposed && variable.dataId !== dataId))
      recorder.refuse('a variable has moved');
    if (recorder.refusal === null)
      return { outputs, recording: new Recording({ heap, backend, recorder, places, outputs }) };
    recorder.blocks.free();
    places.forEach(letGo);
    return { outputs, recording: recorder.refusal };
  } catch (error) {
    recorder.blocks.free();
    places.forEach(letGo);
    throw error;
  }
}

interface RecordingParts {
  heap: Heap;
  backend: WasmBackend;
  recorder: Recorder;
  places: TensorInfo[];
  outputs: Tensor[];
}

/** A computation that runs again without tape, tidying or allocation. Its memory is its own until `dispose`. */
export class Recording {
  readonly #parts: RecordingParts;
  readonly #calls: readonly RecordedCall[];
  readonly #results: TensorInfo[];
  readonly #scratch: number;
  /** Data from outside, and the addresses that the calls hold. */
  readonly #outside: [dataId: object, pointer: number][];
  readonly #variables: [variable: tf.Variable, dataId: object][];
  #disposed = false;

  constructor(parts: RecordingParts) {
    const { heap, backend, recorder, places, outputs } = parts;
    this.#parts = parts;
    this.#calls = recorder.calls;
    this.#scratch = heap.scratchAddress;
    this.#results = outputs.map(({ dataId, shape, dtype }) => ({ dataId, shape, dtype }));
    for (const { dataId } of this.#results) backend.incRef(dataId);
    const own = new Set(places.map(({ dataId }) => dataId));
    this.#outside = [...recorder.read].filter(
      ([dataId, pointer]) => !own.has(dataId) && !recorder.blocks.owns(pointer),
    );
    this.#variables = variablesOf(recorder.read).map((variable) => [variable, variable.dataId]);
  }

  /** Points of random streams that the computation draws from, as `seed/step`. */
  get points(): ReadonlySet<string> {
    return this.#parts.recorder.points;
  }

  /**
   * The outputs for other inputs of the same shapes, as tensors that the caller disposes of before the next run; `null`
   * if what the calls rely on has moved, so that they have to be recorded anew.
   *
   * @param steps the step to draw from instead, for each of {@link points}
   */
  run(inputs: readonly Tensor[], steps: ReadonlyMap<string, number>): Tensor[] | null {
    const { heap, backend, places } = this.#parts;
    if (this.#disposed || this.#isStale()) return null;
    copyInto(heap, inputs, places);
    heap.withSteps(steps, () => {
      for (const { run, numbers } of this.#calls) run(...numbers);
    });
    return this.#results.map((result) => borrow(backend, result));
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const { recorder, places } = this.#parts;
    recorder.blocks.free();
    for (const info of [...places, ...this.#results]) letGo(info);
  }

  /** True if anything lies elsewhere than it did, or somebody still holds the outputs of the last run. */
  #isStale(): boolean {
    const { heap, backend } = this.#parts;
    const { dataIdMap } = backend;
    return (
      heap.scratchAddress !== this.#scratch ||
      this.#variables.some(([variable, dataId]) => variable.dataId !== dataId) ||
      this.#outside.some(([id, pointer]) => !dataIdMap.has(id) || dataIdMap.get(id).memoryOffset !== pointer) ||
      this.#results.some(({ dataId }) => dataIdMap.get(dataId).refCount !== holders(this.#results, dataId))
    );
  }
}

/** How many of the results share these data. */
function holders(results: readonly TensorInfo[], dataId: object): number {
  let count = 0;
  for (const result of results) if (result.dataId === dataId) count++;
  return count;
}

function copyInto(heap: Heap, from: readonly Tensor[], to: readonly TensorInfo[]): void {
  from.forEach((tensor, i) => {
    const place = to[i];
    if (place)
      heap.copy(heap.pointer(place), heap.pointer(tensor), tensor.size * tf.util.bytesPerElement(tensor.dtype));
  });
}

/** The variables whose values lie in these data. */
function variablesOf(data: ReadonlyMap<object, number>): tf.Variable[] {
  return Object.values(tf.engine().state.registeredVariables).filter(({ dataId }) => data.has(dataId));
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
