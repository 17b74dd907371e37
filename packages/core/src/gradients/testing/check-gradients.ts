import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from '../register.ts';

export const backends = ['cpu', 'wasm'] as const;

/** Makes a backend current, wasm with the training kernels, and registers the gradients. */
export async function startBackend(name: (typeof backends)[number]): Promise<void> {
  if (name === 'wasm') await (await import('@argali/wasm')).registerTrainingKernels();
  registerGradients();
  await tf.setBackend(name);
  await tf.ready();
}

/** Smooth numbers without repeats. */
export function numbers(shape: number[], phase = 0): tf.Tensor {
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(i * 1.7 + phase)),
    shape,
  );
}

/** Compares the gradients of Σ w · f with central differences, for every input, and leaves no tensor behind. */
export function checkGradients(f: (...inputs: tf.Tensor[]) => tf.Tensor, makeInputs: () => tf.Tensor[]): void {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const inputs = makeInputs();
    const loss = (...x: tf.Tensor[]): tf.Tensor => {
      const y = f(...x);
      return tf.sum(tf.mul(y, numbers(y.shape, 0.5)));
    };
    tf.grads(loss)(inputs).forEach((gradient, which) => {
      const x = inputs[which] as tf.Tensor;
      expect(gradient.shape).toEqual(x.shape);
      const values = x.dataSync();
      const at = (index: number, change: number): number => {
        const moved = values.map((value, i) => (i === index ? value + change : value));
        return tf.tidy(() => {
          const y = loss(...inputs.map((input, i) => (i === which ? tf.tensor(moved, x.shape) : input)));
          return y.dataSync()[0] ?? NaN;
        });
      };
      const step = 1e-2;
      gradient.dataSync().forEach((value, index) => {
        expect(value).toBeCloseTo((at(index, step) - at(index, -step)) / (2 * step), 2);
      });
    });
  });
  expect(tf.memory().numTensors).toBe(before);
}
