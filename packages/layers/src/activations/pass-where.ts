import { cast, fill, mul, where, type Tensor } from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/** What {@link passWhere} needs beside the tensor. */
export interface PassWhereOptions {
  /** Which values pass: bool, of the shape of `x`. */
  condition: (x: Tensor) => Tensor;
  /** What takes the place of all others. */
  otherwise: number;
}

/** `x` where the condition holds, else a constant. tfjs-core cannot differentiate through the comparison by itself. */
export function passWhere(x: Tensor, { condition, otherwise }: PassWhereOptions): Tensor {
  return withGradient(x, {
    value: (x) => where(condition(x), x, fill(x.shape, otherwise)),
    gradient: (dy, x) => mul(dy, cast(condition(x), 'float32')),
  });
}
