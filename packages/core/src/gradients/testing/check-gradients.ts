import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from '../register.ts';

export const backends = ['cpu', 'wasm'] as const;

/** A function of tensors, and inputs where it is smooth: shapes that {@link numbers} fills, or what makes a tensor. */
export type GradientCase = [
  name: string,
  inputs: (number[] | (() => tf.Tensor))[],
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
];

/** Makes a backend current, wasm with the training kernels, and registers the gradients. */
export async function startBackend(name: (typeof backends)[number]): Promise<void> {
  // Keeps the cpu backend from advertising a native one.
  tf.env().set('IS_TEST', true);
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

/** Numbers from `low` to `high` that lie well apart from each other; another `phase` gives others. */
export function between(
  low: number,
  high: number,
  [shape = [2, 3], phase = 0]: [number[]?, number?] = [],
): () => tf.Tensor {
  return () =>
    tf.tensor(
      Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => {
        return low + (high - low) * (((i + 1) * 0.618034 + phase) % 1);
      }),
      shape,
    );
}

/** `Σ w y` in double precision, with weights without repeats. */
function weightedSum(y: tf.Tensor): number {
  return Array.from(y.dataSync()).reduce((sum, value, i) => sum + value * Math.sin(i * 1.7 + 0.5), 0);
}

/**
 * Compares the gradients of Σ w · f with central differences, for every input, and leaves no tensor behind. The inputs are
 * gone before differentiation goes back, as what is worked out on the way is in a training step.
 */
export function checkGradients(f: (...inputs: tf.Tensor[]) => tf.Tensor, makeInputs: () => tf.Tensor[]): void {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const inputs = makeInputs();
    const loss = (...given: tf.Tensor[]): tf.Tensor => {
      const passing = given.map((x) => tf.add(x, 0));
      const y = tf.tidy(() => f(...passing));
      tf.dispose(passing.filter((x) => x !== y));
      return tf.sum(tf.mul(y, numbers(y.shape, 0.5)));
    };
    tf.grads(loss)(inputs).forEach((gradient, which) => {
      const x = inputs[which] as tf.Tensor;
      expect([gradient.dtype, gradient.shape]).toEqual(['float32', x.shape]);
      const values = x.dataSync();
      const at = (index: number, change: number): number => {
        const moved = values.map((value, i) => (i === index ? value + change : value));
        return tf.tidy(() =>
          weightedSum(f(...inputs.map((input, i) => (i === which ? tf.tensor(moved, x.shape) : tf.clone(input))))),
        );
      };
      const step = 1e-2;
      const slopes = Array.from(values, (_, index) => (at(index, step) - at(index, -step)) / (2 * step));
      const isFar = (value: number, i: number): boolean => {
        const slope = slopes[i] ?? NaN;
        return !(Math.abs(value - slope) <= 3e-3 * Math.max(1, Math.abs(slope)));
      };
      const given = Array.from(gradient.dataSync());
      if (given.some(isFar)) throw new Error(`Input ${which}: gradient [${given.join()}], slopes [${slopes.join()}]`);
    });
  });
  expect(tf.memory().numTensors).toBe(before);
}

/** {@link checkGradients} of a case of a table. */
export function checkCase([, inputs, f]: GradientCase): void {
  checkGradients(f, () => inputs.map((input, i) => (typeof input === 'function' ? input() : numbers(input, i))));
}
