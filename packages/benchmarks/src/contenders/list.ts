import type { WorkKind } from '../works/work.ts';

/** What takes part, and how its process is started. */
export interface Entrant {
  name: string;
  description: string;
  /** The script in `peers/`; without one it is a contender in Node. */
  script?: string;
  /** Default: all cores for those that have threads. */
  threads?: number;
  /** Default: every kind. */
  kinds?: readonly WorkKind[];
}

const MODELS: readonly WorkKind[] = ['training', 'prediction', 'start'];

/** In the order of the table. Those of Node use one thread. */
export const entrants: readonly Entrant[] = [
  { name: 'argali-relaxed', description: 'argali on wasm, relaxed SIMD' },
  { name: 'argali-simd', description: 'argali on wasm, SIMD' },
  { name: 'tfjs-wasm+argali', description: "tfjs-layers on its wasm backend with argali's kernels", kinds: MODELS },
  { name: 'tfjs-wasm', description: 'tfjs-layers on its wasm backend' },
  { name: 'tfjs-cpu', description: 'tfjs-layers on its cpu backend', kinds: MODELS },
  { name: 'jax-js', description: 'jax-js on wasm', kinds: ['training', 'product'] },
  {
    name: 'pytorch-1',
    description: 'PyTorch, one thread',
    script: 'pytorch_peer.py',
    threads: 1,
    kinds: [...MODELS, 'product'],
  },
  { name: 'pytorch', description: 'PyTorch, all cores', script: 'pytorch_peer.py', kinds: MODELS },
  {
    name: 'keras-1',
    description: 'Keras on TensorFlow, one thread',
    script: 'keras_peer.py',
    threads: 1,
    kinds: MODELS,
  },
  { name: 'keras', description: 'Keras on TensorFlow, all cores', script: 'keras_peer.py', kinds: MODELS },
  {
    name: 'keras-function',
    description: 'a traced TensorFlow function, all cores',
    script: 'keras_peer.py',
    kinds: ['prediction'],
  },
  {
    name: 'openblas-1',
    description: 'NumPy on OpenBLAS, one thread',
    script: 'numpy_peer.py',
    threads: 1,
    kinds: ['product'],
  },
];
