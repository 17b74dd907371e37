import { annotate, positiveAxis } from '@argali/core';
import { softmax as tfSoftmax, type Tensor } from '@tensorflow/tfjs-core';
import { activeScope } from '../engine/call-context.ts';
import { alongAxis } from './along-axis.ts';

/**
 * `exp(x) / sum(exp(x))` along `axis` (several axes are taken together as one). In a training step the result remembers
 * `x` and the axis, so that a cross-entropy along it is computed from the logits.
 *
 * @throws ArgumentError if `x` has no such axis
 * @see https://keras.io/api/layers/activations/#softmax-function
 */
export function softmax(x: Tensor, axis: number | readonly number[] = -1): Tensor {
  const y = alongAxis(x, { owner: 'softmax', axis }, (rows) => tfSoftmax(rows));
  if (typeof axis === 'number' && activeScope()?.keepLogits)
    annotate(y, { logits: { activation: 'softmax', axis: positiveAxis(axis, x.rank), tensor: x } });
  return y;
}
