import { ShapeError, show } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { Initializer } from '../initializers/initializer.ts';

interface Asked {
  shape: readonly number[];
  dtype: DataType;
  /** Whose value it is, for errors. */
  owner: string;
}

/** A value of `initializer`'s. Where JavaScript has no array of that size, it says so without saying what was asked. */
export function initialValue(initializer: Initializer, { shape, dtype, owner }: Asked): Tensor {
  try {
    return tf.tidy(() => initializer.call(shape, dtype));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ShapeError(`${owner}: expected a shape that there is memory for. Received: shape=${show(shape)}`, {
      cause: error,
    });
  }
}
