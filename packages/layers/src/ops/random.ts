import { hasKernel, normal, philox, runKernel, sizeOf, type RandomPoint } from '@argali/core';
import { mul, tensor, util, type GradConfig, type Tensor } from '@tensorflow/tfjs-core';
import { useGradient } from './gradient.ts';

/** `low` with probability `rate`, else `high`: the same on every backend. */
export function randomChoice(
  shape: readonly number[],
  choice: { rate: number; low: number; high: number },
  point: RandomPoint,
): Tensor {
  if (hasKernel('RandomChoice')) {
    const [chosen] = runKernel('RandomChoice', {}, { shape: [...shape], ...choice, ...point }) as [Tensor];
    return chosen;
  }
  const { rate, low, high } = choice;
  const bits = new Uint32Array(sizeOf(shape));
  philox(bits, point.seed, point.step);
  const limit = rate * 2 ** 32;
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = (bits[i] ?? 0) < limit ? low : high;
  return tensor(values, [...shape]);
}

/** Zero with probability `rate`, else `1 / (1 - rate)`: what dropout multiplies by. */
export function dropoutMask(shape: readonly number[], rate: number, point: RandomPoint): Tensor {
  return randomChoice(shape, { rate, low: 0, high: rate < 1 ? 1 / (1 - rate) : 0 }, point);
}

/**
 * `x` with entries at random set to zero, with probability `rate`, and the others divided by `1 - rate`. `shape` is that of
 * the mask, which broadcasts over `x`; by default that of `x`.
 */
export function dropout(x: Tensor, { rate, shape = x.shape }: DropoutArguments, point: RandomPoint): Tensor {
  if (!hasKernel('Dropout') || !util.arraysEqual(shape, x.shape)) return mul(x, dropoutMask(shape, rate, point));
  useGradient(dropoutGradient);
  const [y] = runKernel('Dropout', { x }, { rate, ...point }) as [Tensor];
  return y;
}

interface DropoutArguments {
  rate: number;
  shape?: number[];
}

const dropoutGradient: GradConfig = {
  kernelName: 'Dropout',
  gradFunc: (dy, _saved, attributes) => ({
    x: () => runKernel('Dropout', { x: dy as Tensor }, attributes)[0] as Tensor,
  }),
};

/** Normal numbers of mean 0 and the given standard deviation. */
export function randomNormal(shape: readonly number[], stddev: number, point: RandomPoint): Tensor {
  const draw = (at: RandomPoint): Float32Array => normal(sizeOf(shape), at).map((value) => value * stddev);
  if (!hasKernel('RandomValues')) return tensor(draw(point), [...shape]);
  const [values] = runKernel('RandomValues', {}, { shape: [...shape], draw, ...point }) as [Tensor];
  return values;
}
