import { normal, philox, sizeOf, type RandomPoint } from '@argali/core';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';

/** `low` with probability `rate`, else `high`. */
export function randomChoice(
  shape: readonly number[],
  { rate, low, high }: { rate: number; low: number; high: number },
  { seed, step }: RandomPoint,
): Tensor {
  const bits = new Uint32Array(sizeOf(shape));
  philox(bits, seed, step);
  const limit = rate * 2 ** 32;
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = (bits[i] ?? 0) < limit ? low : high;
  return tensor(values, [...shape]);
}

/** Zero with probability `rate`, else `1 / (1 - rate)`: what dropout multiplies by. */
export function dropoutMask(shape: readonly number[], rate: number, point: RandomPoint): Tensor {
  return randomChoice(shape, { rate, low: 0, high: 1 / (1 - rate) }, point);
}

/** Normal numbers of mean 0 and the given standard deviation. */
export function randomNormal(shape: readonly number[], stddev: number, point: RandomPoint): Tensor {
  return tensor(
    normal(sizeOf(shape), point).map((value) => value * stddev),
    [...shape],
  );
}
