/** Runs in the browser: trains a small CNN for a few steps and hands over what came out. */
import * as tf from '@tensorflow/tfjs-core';
import { hasRelaxedSimd } from '@argali/wasm';
import { Conv2D, Dense, Flatten, MaxPooling2D, Sequential, setBackend, setRandomSeed } from 'argali';

export interface Result {
  losses: number[];
  prediction: number[];
  kernels: number;
  relaxed: boolean;
  tensors: number;
}

/** The same training in any runtime; `wasmPath` is where a browser finds the backend's own files. */
export async function trainSmallCnn(wasmPath?: string): Promise<Result> {
  await setBackend('wasm', wasmPath === undefined ? {} : { wasmPath });
  setRandomSeed(5);
  const model = new Sequential([
    new Conv2D({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [12, 12, 2] }),
    new MaxPooling2D(),
    new Conv2D({ filters: 6, kernelSize: 3, activation: 'relu', padding: 'same' }),
    new Flatten(),
    new Dense({ units: 3, activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  const data = Float32Array.from({ length: 16 * 288 }, (_, i) => Math.sin(i * 0.37) + Math.cos(i * 0.011));
  const x = { data, shape: [16, 12, 12, 2] };
  const y = Int32Array.from({ length: 16 }, (_, i) => i % 3);
  const { history } = await model.fit(x, y, { epochs: 5, batchSize: 8, verbose: 0 });
  const output = await model.predict(x, { verbose: 0 });
  const prediction = Array.from(await output.data());
  output.dispose();
  model.dispose();
  return {
    losses: history['loss'] ?? [],
    prediction,
    kernels: tf.getKernelsForBackend('wasm').length,
    relaxed: hasRelaxedSimd(),
    tensors: tf.memory().numTensors,
  };
}

declare global {
  var trainSmallCnn: (wasmPath?: string) => Promise<Result>;
}

// The page's driver calls it by this name.
globalThis.trainSmallCnn = trainSmallCnn;
