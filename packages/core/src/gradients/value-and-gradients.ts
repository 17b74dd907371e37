import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './register.ts';

export interface ValueAndGradients {
  /** What the function returned. */
  value: tf.Tensor;
  /** One gradient for each tensor, `null` for a tensor that the value does not depend on. */
  gradients: (tf.Tensor | null)[];
}

/**
 * The value of `f()`, a scalar, and its gradients with respect to `tensors` (weights or inputs that `f` uses). `f` runs
 * inside the tape, so tensors it wants to hand out beside its value have to be kept with `tf.keep`.
 */
export function valueAndGradients(f: () => tf.Tensor, tensors: readonly tf.Tensor[]): ValueAndGradients {
  // tfjs refuses an empty list.
  if (tensors.length === 0) return { value: f(), gradients: [] };
  registerGradients();
  return withoutLeftovers(() => {
    const { value, grads } = tf.engine().gradients(f, [...tensors], undefined, true);
    return { value, gradients: tensors.map((_, i) => grads[i] ?? null) };
  });
}

/**
 * Runs `f`, and frees what a tape has saved for a way back that is not gone because `f` threw: tfjs frees it at the end of the
 * way back alone. What callers keep outside of kernels stays theirs.
 */
function withoutLeftovers<T>(f: () => T): T {
  const engine = tf.engine();
  const { state } = engine;
  const isOutermost = state.gradientDepth === 0;
  const saved: tf.Tensor[] = [];
  const own = Object.getOwnPropertyDescriptor(engine, 'keep');
  const { keep } = engine;
  engine.keep = (tensor) => {
    if (state.kernelDepth > 0) saved.push(tensor);
    return keep.call(engine, tensor) as typeof tensor;
  };
  try {
    return f();
  } catch (error) {
    for (const tensor of saved) tensor.dispose();
    if (isOutermost) state.activeTape = [];
    throw error;
  } finally {
    if (own) Object.defineProperty(engine, 'keep', own);
    else Reflect.deleteProperty(engine, 'keep');
  }
}
