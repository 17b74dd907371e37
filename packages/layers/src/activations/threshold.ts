import { checkOptions } from '@argali/core';
import { greater, type Tensor } from '@tensorflow/tfjs-core';
import { passWhere } from './pass-where.ts';

export interface ThresholdOptions {
  /** Only values above it pass. */
  threshold: number;
  /** What takes the place of all others. */
  defaultValue: number;
}

/**
 * `x` where it is greater than `threshold`, else `defaultValue`. It has no defaults, and so no name by which a layer
 * could be given it: pass `(x) => threshold(x, { … })`.
 *
 * @see https://keras.io/api/layers/activations/#threshold-function
 */
export function threshold(x: Tensor, options: ThresholdOptions): Tensor {
  const { threshold, defaultValue } = checkOptions(options, 'threshold', ['threshold', 'defaultValue']);
  return passWhere(x, { condition: (x) => greater(x, threshold), otherwise: defaultValue });
}
