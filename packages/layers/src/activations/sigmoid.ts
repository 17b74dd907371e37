import { annotate } from '@argali/core';
import { sigmoid as tfSigmoid, type Tensor } from '@tensorflow/tfjs-core';
import { activeScope } from '../engine/call-context.ts';

/**
 * `1 / (1 + exp(-x))` (https://keras.io/api/layers/activations/#sigmoid-function). In a training step the result
 * remembers `x`, so that a cross-entropy that follows is computed from the logits.
 */
export function sigmoid(x: Tensor): Tensor {
  const y = tfSigmoid(x);
  if (activeScope()?.keepLogits) annotate(y, { logits: { activation: 'sigmoid', tensor: x } });
  return y;
}
