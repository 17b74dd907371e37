import { registerGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import type { Build } from '../binary.ts';
import { registerTrainingKernels } from '../register.ts';

/** Starts the wasm backend with our kernels; `KERNEL_BUILD` chooses the build to test. */
export async function startBackend(): Promise<void> {
  await tf.setBackend('wasm');
  await tf.ready();
  const build = process.env['KERNEL_BUILD'] as Build | undefined;
  registerGradients();
  await registerTrainingKernels(build === undefined ? {} : { build });
}

/** Calls a kernel by name. */
export function run(name: string, inputs: Record<string, tf.Tensor>, attrs: object = {}): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap);
}

/** Calls a kernel with several results. */
export function runAll(name: string, inputs: Record<string, tf.Tensor>, attrs: object = {}): tf.Tensor[] {
  return tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap);
}

/** Fills a good part of the heap with NaN and frees it, so that memory which a kernel forgets to write shows. */
export function dirtyHeap(): void {
  tf.tidy(() => {
    for (let i = 1; i < 60; i++) tf.fill([i * i], NaN);
  });
}

/** Repeatable numbers in -1..1. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** The next number of mulberry32, in 0..1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  values(size: number): Float32Array {
    return Float32Array.from({ length: size }, () => 2 * this.next() - 1);
  }

  tensor(shape: number[]): tf.Tensor {
    return tf.tensor(this.values(tf.util.sizeFromShape(shape)), shape);
  }
}

/** The largest difference, relative to the size of the numbers (1 at least). */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let scale = 1;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i] ?? 0));
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN)) / scale;
    if (!(distance <= worst)) worst = distance;
  }
  return worst;
}

/** Expects the tensor to hold these numbers to `tolerance` of the largest one. */
export function expectValues(actual: tf.Tensor, expected: ArrayLike<number>, tolerance = 1e-5): void {
  expect(difference(actual.dataSync(), expected)).toBeLessThanOrEqual(tolerance);
}

/** Expects the tensor to hold these numbers to 1e-5 of the largest one, however small that is, or of `scale`. */
export function expectRelative(actual: tf.Tensor, expected: ArrayLike<number>, scale = 0): void {
  const unit = Math.max(largest(expected), scale, 1e-36);
  const share = (value: number): number => value / unit;
  expect(difference(Array.from(actual.dataSync(), share), Array.from(expected, share))).toBeLessThanOrEqual(1e-5);
}

/** The largest distance from 0. */
export function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Compares the gradients of Σ w · f(x…) (w fixed at random) with central differences. */
export function expectGradients(f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[], tolerance = 1e-2): void {
  tf.tidy(() => {
    const weights = new Random(7).tensor(f(...inputs).shape);
    const loss = (...x: tf.Tensor[]): tf.Tensor => tf.sum(tf.mul(f(...x), weights));
    const gradients = tf.grads(loss)(inputs);
    inputs.forEach((input, which) => {
      const values = input.dataSync();
      const step = 1e-2;
      const at = (index: number, change: number): number => {
        const moved = Float32Array.from(values);
        moved[index] = (moved[index] ?? 0) + change;
        return tf.tidy(
          () => loss(...inputs.map((x, i) => (i === which ? tf.tensor(moved, x.shape) : x))).dataSync()[0] ?? NaN,
        );
      };
      const numeric = Array.from(values, (_, index) => (at(index, step) - at(index, -step)) / (2 * step));
      const gradient = gradients[which];
      if (gradient === undefined) throw new Error('No gradient');
      expectValues(gradient, numeric, tolerance);
    });
  });
}
