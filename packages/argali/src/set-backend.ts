import { ArgumentError, checkOptions, didYouMean, setStepRecorder, show, StateError } from '@argali/core';
import { recordKernels, registerTrainingKernels } from '@argali/wasm';
import * as tf from '@tensorflow/tfjs-core';

const packages = {
  wasm: '@tensorflow/tfjs-backend-wasm',
  cpu: '@tensorflow/tfjs-backend-cpu',
  webgl: '@tensorflow/tfjs-backend-webgl',
  webgpu: '@tensorflow/tfjs-backend-webgpu',
} as const;

/** What computes: WebAssembly with argali's training kernels, plain JavaScript, or the GPU of a browser. */
export type BackendName = keyof typeof packages;

export interface BackendOptions {
  /**
   * For `'wasm'` in a browser: the URL of the folder that serves the `.wasm` files of `@tensorflow/tfjs-backend-wasm`.
   * Default: the folder of the page's script. Node finds the files by itself. Has to be given before the first start.
   */
  wasmPath?: string;
}

/**
 * Loads a backend, starts it and makes it the current one; everything built and trained from now on computes there.
 * `'wasm'` and `'cpu'` come with argali; `'webgl'` and `'webgpu'` need their tfjs package installed beside it. An app with a
 * backend of its own calls `tf.setBackend` instead, and argali computes there.
 *
 * @param name default: `'wasm'`, the fastest in Node
 * @throws ArgumentError if there is no such backend
 * @throws StateError if its package is not installed, or it cannot start on this machine
 * @see https://js.tensorflow.org/api/latest/#setBackend
 */
export async function setBackend(name: BackendName = 'wasm', options: BackendOptions = {}): Promise<void> {
  checkOptions(options, 'setBackend', ['wasmPath']);
  checkName(name);
  await load(name, options);
  await start(name);
}

function checkName(name: unknown): void {
  const names = Object.keys(packages);
  if (typeof name === 'string' && names.includes(name)) return;
  const hint = typeof name === 'string' ? didYouMean(name, names) : '';
  throw new ArgumentError(
    `setBackend: expected \`name\` to be one of ${names.map(show).join(', ')}.${hint} Received: name=${show(name)}`,
  );
}

/** Registers the backend and its kernels with tfjs. */
async function load(name: BackendName, { wasmPath }: BackendOptions): Promise<void> {
  try {
    // Each import is written out and inside `try`, so that a bundler sees it, and takes an absent package for an optional one.
    switch (name) {
      case 'wasm': {
        const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
        if (wasmPath !== undefined) setWasmPaths(wasmPath);
        // The training kernels share the memory of one thread.
        tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
        return;
      }
      case 'cpu':
        await import('@tensorflow/tfjs-backend-cpu');
        return;
      case 'webgl':
        await import('@tensorflow/tfjs-backend-webgl');
        return;
      case 'webgpu':
        await import('@tensorflow/tfjs-backend-webgpu');
        return;
    }
  } catch (cause) {
    throw new StateError(
      `setBackend: the backend '${name}' needs the package ${packages[name]}. Install it: npm install ${packages[name]}`,
      { cause },
    );
  }
}

async function start(name: BackendName): Promise<void> {
  const previous = tf.engine().backendName;
  let cause: unknown;
  try {
    if (name === 'wasm') {
      await registerTrainingKernels();
      setStepRecorder(name, recordKernels);
    }
    if (await tf.setBackend(name)) {
      if (name === 'cpu') skipGreeting();
      return;
    }
  } catch (error) {
    cause = error;
  }
  // tfjs has already made the failed backend its current one.
  if (previous) await tf.setBackend(previous);
  throw new StateError(`setBackend: the backend '${name}' does not start here. Choose another, such as 'cpu'`, {
    cause,
  });
}

/** With its first tensor, tfjs's cpu backend tells Node users to install a native add-on; ours have `'wasm'`. */
function skipGreeting(): void {
  const environment = tf.env();
  const isNode = environment.getBool('IS_NODE');
  environment.set('IS_NODE', false);
  tf.scalar(0).dispose();
  environment.set('IS_NODE', isNode);
}
