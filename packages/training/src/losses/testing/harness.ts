import { registerGradients, valueAndGradients } from '@argali/core';
import { registerTrainingKernels } from '@argali/wasm';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

export type Backend = 'cpu' | 'wasm';
export const backends: readonly Backend[] = ['cpu', 'wasm'];

/** Makes `backend` the current one; wasm with the training kernels. */
export async function startBackend(backend: Backend): Promise<void> {
  // Keeps the cpu backend from advertising a native one.
  tf.env().set('IS_TEST', true);
  if (backend === 'wasm') await registerTrainingKernels();
  await tf.setBackend(backend);
  await tf.ready();
  registerGradients();
}

/** Makes a backend the current one that cannot be read at once: cpu by another name. */
export async function startDistantBackend(): Promise<void> {
  const name = 'distant';
  await startBackend('cpu');
  if (!tf.engine().backendNames().includes(name)) {
    tf.copyRegisteredKernels('cpu', name);
    tf.registerBackend(name, () => new MathBackendCPU());
  }
  await tf.setBackend(name);
}

/** The numbers of a tensor, which is disposed of. */
export function take(tensor: Tensor): number[] {
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

/** Asserts that numbers agree to within `tolerance`, relative to those above 1. */
export function expectNumbers(actual: readonly number[], expected: readonly number[], tolerance: number = 1e-5): void {
  expect(actual).toHaveLength(expected.length);
  const far = actual.findIndex((value, i) => {
    const wanted = expected[i] ?? NaN;
    return !Object.is(value, wanted) && !(Math.abs(value - wanted) <= tolerance * Math.max(1, Math.abs(wanted)));
  });
  if (far >= 0) throw new Error(`Expected [${expected.join(', ')}]. Received: [${actual.join(', ')}]`);
}

/** The gradient of the sum of `f(x)` with respect to `x`. */
export function gradient(f: (x: Tensor) => Tensor, x: Tensor): number[] {
  const { value, gradients } = valueAndGradients(() => tf.sum(f(x)), [x]);
  value.dispose();
  const [dx] = gradients;
  if (!dx) throw new Error('Expected the value to depend on the tensor');
  return take(dx);
}

/** Asserts that {@link gradient} agrees with central differences. */
export function expectGradient(f: (x: Tensor) => Tensor, x: Tensor, tolerance: number = 2e-3): void {
  const step = 2e-3;
  const values = Array.from(x.dataSync());
  const sumAt = (i: number, value: number): number => {
    const moved = tf.tensor(
      values.map((old, j) => (i === j ? value : old)),
      x.shape,
    );
    const total = take(tf.tidy(() => f(moved))).reduce((a, b) => a + b, 0);
    moved.dispose();
    return total;
  };
  const differences = values.map((value, i) => (sumAt(i, value + step) - sumAt(i, value - step)) / (2 * step));
  expectNumbers(gradient(f, x), differences, tolerance);
}
