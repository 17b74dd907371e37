import { permutation, valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

export interface GradientCheck {
  /** Names the tensors in errors. */
  names: readonly string[];
  /** Step of the differences. */
  step: number;
  /** How far, relative to the largest gradient (1 at least), analysis and differences may lie apart. */
  tolerance: number;
}

/** How many entries of each tensor are tried. */
const ENTRIES = 8;

/** A difference across a kink is wrong; one of a smaller step, which rounding blurs more, may not reach it. */
const finer = [1, 6, 36];

/**
 * Compares the gradients of the sum of `weight * f(tensors)` with central differences. `f` computes from the tensors' current
 * values; weights that it uses are among them as variables.
 */
export function checkGradients(
  f: (tensors: readonly Tensor[]) => Tensor[],
  tensors: readonly Tensor[],
  { names, step, tolerance }: GradientCheck,
): void {
  const weighted = (replaced: readonly Tensor[]): Tensor =>
    f(replaced).reduce<Tensor>((sum, y, i) => tf.add(sum, tf.sum(tf.mul(y, cotangent(y, i)))), tf.scalar(0));
  const { value, gradients } = valueAndGradients(() => weighted(tensors), tensors);
  value.dispose();
  tensors.forEach((tensor, which) => {
    const gradient = gradients[which];
    const analytic = gradient ? gradient.dataSync() : new Float32Array(tensor.size);
    const scale = Math.max(1, ...analytic.map(Math.abs));
    const entries = permutation(tensor.size, { seed: which, step: 1 }).slice(0, ENTRIES);
    for (const entry of entries) {
      const found = analytic[entry] ?? NaN;
      const tries = finer.map((divisor) => ({
        numeric: centralDifference({ f, tensors, which, entry, step: step / divisor }),
        allowed: tolerance * scale * Math.sqrt(divisor),
      }));
      if (!tries.some(({ numeric, allowed }) => Math.abs(found - numeric) <= allowed))
        throw new Error(
          `Gradient of ${names[which] ?? ''}[${entry}]: expected ${tries.map(({ numeric }) => numeric).join(' or ')} by differences. Received: ${found}`,
        );
    }
    gradient?.dispose();
  });
}

/** Fixed factors that make one number of an output. */
function cotangent(y: Tensor, which: number): Tensor {
  return tf.tensor(cotangentValues(y.size, which), y.shape);
}

function cotangentValues(size: number, which: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => Math.cos(i * 1.7 + which));
}

interface Difference {
  f: (tensors: readonly Tensor[]) => Tensor[];
  tensors: readonly Tensor[];
  which: number;
  entry: number;
  step: number;
}

/** Outputs are subtracted, weighted and added up in double precision, so only their own rounding is left. */
function centralDifference({ f, tensors, which, entry, step }: Difference): number {
  const tensor = tensors[which];
  if (tensor === undefined) return NaN;
  const original = tensor.dataSync().slice();
  const outputsAt = (value: number): Float32Array[] =>
    tf.tidy(() => {
      const moved = original.slice();
      moved[entry] = value;
      const replacement = tf.tensor(moved, tensor.shape);
      if (tensor instanceof tf.Variable) tensor.assign(replacement);
      return f(tensors.map((other, i) => (i === which && !(tensor instanceof tf.Variable) ? replacement : other))).map(
        (y) => y.dataSync<'float32'>(),
      );
    });
  const center = original[entry] ?? 0;
  // What float32 makes of the step.
  const [low, high] = [Math.fround(center - step), Math.fround(center + step)];
  const below = outputsAt(low);
  const above = outputsAt(high);
  outputsAt(center);
  const change = above.map((values, i) => {
    const weights = cotangentValues(values.length, i);
    return values.reduce((sum, value, j) => sum + (value - (below[i]?.[j] ?? NaN)) * (weights[j] ?? 0), 0);
  });
  return change.reduce((a, b) => a + b, 0) / (high - low);
}
