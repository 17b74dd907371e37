import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { compileKernels, type Build } from './binary.ts';
import type { WasmBackend } from './backend.ts';
import { Heap } from './heap.ts';
import type { Kernel, KernelCall, KernelTable } from './kernel.ts';
import { activationKernels } from './kernels/activation.ts';
import { arithmeticKernels } from './kernels/arithmetic.ts';
import { attentionKernels } from './kernels/attention.ts';
import { boxKernels } from './kernels/boxes.ts';
import { canvasKernels } from './kernels/canvas.ts';
import { clipKernels } from './kernels/clip.ts';
import { comparisonKernels } from './kernels/comparison.ts';
import { complexKernels } from './kernels/complex.ts';
import { constantKernels } from './kernels/constant.ts';
import { convolutionKernels } from './kernels/convolution.ts';
import { copyKernels } from './kernels/copy.ts';
import { dataKernels } from './kernels/data.ts';
import { einsumKernels } from './kernels/einsum.ts';
import { groupNormalizationKernels } from './kernels/group-normalization.ts';
import { imageKernels } from './kernels/image.ts';
import { lossKernels } from './kernels/loss.ts';
import { matMulKernels } from './kernels/mat-mul.ts';
import { matrixUpdateKernels } from './kernels/matrix-update.ts';
import { morphologyKernels } from './kernels/morphology.ts';
import { normalizationKernels } from './kernels/normalization.ts';
import { poolingKernels } from './kernels/pooling.ts';
import { powerKernels } from './kernels/power.ts';
import { raggedKernels } from './kernels/ragged.ts';
import { randomKernels } from './kernels/random.ts';
import { recurrentKernels } from './kernels/recurrent.ts';
import { reductionKernels } from './kernels/reduction.ts';
import { scanKernels } from './kernels/scan.ts';
import { textKernels } from './kernels/text.ts';
import { typeKernels } from './kernels/types.ts';
import { updateKernels } from './kernels/update.ts';
import { variableKernels } from './kernels/variable.ts';
import { bytesInside } from './foreign.ts';
import { record, type Recorded } from './recording.ts';

const BACKEND = 'wasm';

const tables: readonly KernelTable[] = [
  activationKernels,
  arithmeticKernels,
  attentionKernels,
  boxKernels,
  canvasKernels,
  clipKernels,
  comparisonKernels,
  complexKernels,
  constantKernels,
  convolutionKernels,
  copyKernels,
  dataKernels,
  einsumKernels,
  groupNormalizationKernels,
  imageKernels,
  lossKernels,
  matMulKernels,
  matrixUpdateKernels,
  morphologyKernels,
  normalizationKernels,
  poolingKernels,
  powerKernels,
  raggedKernels,
  randomKernels,
  recurrentKernels,
  reductionKernels,
  scanKernels,
  textKernels,
  typeKernels,
  updateKernels,
  variableKernels,
];

/** Options of {@link registerTrainingKernels}. */
export interface TrainingKernelOptions {
  /** Build of the kernels; default: relaxed SIMD where the engine has it, otherwise SIMD. */
  build?: Build;
}

let registration: Promise<void> | undefined;
let heapOf: ((backend: WasmBackend) => Heap) | undefined;
/** The functions of all kernels that tell a recorder of their calls. */
const watched = new WeakSet<object>();

/**
 * Registers our kernels for the tfjs backend `'wasm'`, before or after that backend starts: those it lacks, and faster or
 * corrected ones in place of its own. Nothing happens on import, and a second call changes nothing.
 *
 * @throws Error for an option that there is not
 */
export function registerTrainingKernels(options: TrainingKernelOptions = {}): Promise<void> {
  if (typeof options !== 'object')
    throw new Error(`registerTrainingKernels: expected an object of options, { build }. Received: ${typeof options}`);
  const unknown = Object.keys(options).find((option) => option !== 'build');
  if (unknown !== undefined)
    throw new Error(`registerTrainingKernels: there is no option '${unknown}'. Did you mean 'build'?`);
  registration ??= register(options).catch((error: unknown) => {
    registration = undefined;
    throw error;
  });
  return registration;
}

async function register({ build }: TrainingKernelOptions): Promise<void> {
  // The backend's own kernels have to be there first: they would take the place of ours otherwise.
  const [module] = await Promise.all([compileKernels(build), import('@tensorflow/tfjs-backend-wasm')]);
  const find = heapFinder(module);
  heapOf = find;
  for (const table of tables) {
    for (const [name, kernel] of Object.entries(table)) replaceKernel(name, kernel, find);
  }
  for (const kernel of tf.getKernelsForBackend(BACKEND)) {
    if (!watched.has(kernel.kernelFunc)) watchKernel(kernel, find);
  }
  // A backend that starts later is set up with its kernels.
  const running = tf.engine().registry[BACKEND];
  if (running !== undefined) find(running as unknown as WasmBackend);
}

/**
 * Runs `f`, a computation by kernels on copies of `inputs`, and notes what they compute, so that it can be computed again
 * from other inputs without tape, dispatch or allocation. See `docs/kernels.md` for what may be recorded.
 *
 * @throws Error unless the current backend is `'wasm'` with the training kernels registered
 */
export function recordKernels(inputs: readonly Tensor[], f: (inputs: Tensor[]) => Tensor[]): Recorded {
  if (tf.getBackend() !== BACKEND || heapOf === undefined)
    throw new Error(
      `recordKernels: expected the backend 'wasm' with training kernels. Received: backend='${tf.getBackend()}'`,
    );
  const stranger = tf.getKernelsForBackend(BACKEND).find(({ kernelFunc }) => !watched.has(kernelFunc));
  if (stranger !== undefined)
    return { outputs: f([...inputs]), recording: `${stranger.kernelName} was registered by somebody else` };
  const backend = tf.backend() as unknown as WasmBackend;
  const heap = heapOf(backend);
  // No recording copies strings.
  const bytesOf = ({ size, dtype }: Tensor): number => (dtype === 'string' ? 0 : size * tf.util.bytesPerElement(dtype));
  const bytes = inputs.reduce((sum, input) => sum + bytesOf(input), 0);
  if (!heap.guard.hasRoom(bytes)) return { outputs: tf.tidy(() => f([...inputs])), recording: 'memory is short' };
  return record({ heap, backend }, inputs, f);
}

/** One heap for each backend object: an application may remove the backend and start it again. */
function heapFinder(module: WebAssembly.Module): (backend: WasmBackend) => Heap {
  const heaps = new WeakMap<WasmBackend, Heap>();
  return (backend) => {
    let heap = heaps.get(backend);
    if (heap === undefined) {
      heap = new Heap(backend, module);
      heaps.set(backend, heap);
    }
    return heap;
  };
}

function replaceKernel(name: string, kernel: Kernel<never, never>, heapOf: (backend: WasmBackend) => Heap): void {
  const original = tf.getKernel(name, BACKEND) as tf.KernelConfig | null | undefined;
  if (original != null) tf.unregisterKernel(name, BACKEND);
  const kernelFunc: tf.KernelFunc = (call) => {
    const { inputs, attrs = {} } = call;
    const heap = heapOf(call.backend as WasmBackend);
    heap.noteInputs(inputs);
    heap.unfinished.begin();
    try {
      const own = kernel({ inputs, attrs, heap } as KernelCall<never, never>);
      if (own === undefined && original == null) throw unsupported(name, call);
      const outputs = own ?? runForeign(original as tf.KernelConfig, call, heap);
      heap.unfinished.end();
      return outputs;
    } catch (error) {
      throw heap.unfinished.undo(name, error);
    }
  };
  watched.add(kernelFunc);
  // The heap stands guard over uploads, too, which may come before any kernel runs.
  const setupFunc = (backend: unknown): void => {
    original?.setupFunc?.(backend as tf.KernelBackend);
    heapOf(backend as WasmBackend);
  };
  tf.registerKernel({ ...original, kernelName: name, backendName: BACKEND, kernelFunc, setupFunc });
}

/** Runs a kernel of tfjs's own, whose calls cannot be repeated, where there is room for what its C++ allocates. */
function runForeign(
  kernel: tf.KernelConfig,
  call: Parameters<tf.KernelFunc>[0],
  heap: Heap,
): ReturnType<tf.KernelFunc> {
  heap.noteForeign(kernel.kernelName);
  return heap.guard.leaving(bytesInside(kernel.kernelName, call, heap), () => kernel.kernelFunc(call));
}

/** Lets a recorder know of a kernel of tfjs's own, whose calls cannot be repeated. */
function watchKernel(kernel: tf.KernelConfig, heapOf: (backend: WasmBackend) => Heap): void {
  const { kernelName } = kernel;
  const kernelFunc: tf.KernelFunc = (call) => {
    const heap = heapOf(call.backend as WasmBackend);
    heap.unfinished.begin();
    try {
      const outputs = runForeign(kernel, call, heap);
      heap.unfinished.end();
      return outputs;
    } catch (error) {
      throw heap.unfinished.undo(kernelName, error);
    }
  };
  watched.add(kernelFunc);
  tf.unregisterKernel(kernelName, BACKEND);
  tf.registerKernel({ ...kernel, kernelFunc });
}

function unsupported(name: string, { inputs, attrs = {} }: { inputs: tf.NamedTensorInfoMap; attrs?: object }): Error {
  const tensors = Object.entries(inputs as Record<string, TensorInfo | TensorInfo[] | null | undefined>).flatMap(
    ([key, given]) => [given ?? []].flat().map(({ dtype, shape }) => `${key}=${dtype}[${shape.join(', ')}]`),
  );
  const attributes = Object.entries(attrs).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const received = [...tensors, ...attributes].join(', ');
  return new Error(
    `${name}: expected types and attributes that there is a kernel for (most take float32 alone). Received: ${received}`,
  );
}
