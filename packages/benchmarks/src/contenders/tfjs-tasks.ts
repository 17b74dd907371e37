import * as tf from '@tensorflow/tfjs-core';
import type { KernelWork, ProductWork } from '../works/work.ts';
import { CannotError, type Task } from './contender.ts';
import { randomValues } from './data.ts';
import { kernelTasks } from './kernel-tasks.ts';

/** Repeats a computation of the current tfjs backend; both backends here compute before they return. */
function repeated(compute: () => unknown): Task {
  return {
    run(steps) {
      for (let step = 0; step < steps; step++) tf.tidy(() => void compute());
      return steps;
    },
  };
}

export function productTask({ size }: ProductWork): Task {
  const [a, b] = [0, 1].map(() => tf.tensor2d(randomValues(size * size), [size, size])) as [tf.Tensor2D, tf.Tensor2D];
  return repeated(() => tf.matMul(a, b));
}

export function kernelTask({ kernel }: KernelWork): Task {
  const make = kernelTasks[kernel];
  if (make === undefined) throw new CannotError(`it has no ${kernel}`);
  return repeated(make());
}
