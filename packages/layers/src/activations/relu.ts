import { checkOptions } from '@argali/core';
import { clipByValue, greater, mul, relu as tfRelu, sub, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { leakyRelu } from './leaky-relu.ts';
import { passWhere } from './pass-where.ts';

export interface ReluOptions {
  /** Slope below `threshold`. Default: 0. */
  negativeSlope?: number;
  /** The largest output; `null` for none. Default: `null`. */
  maxValue?: number | null;
  /** Where the positive part begins. Default: 0. */
  threshold?: number;
}

/**
 * `max(x, 0)`. In general: `min(x, maxValue)` where `x > threshold`, else `negativeSlope · (x - threshold)`.
 *
 * @see https://keras.io/api/layers/activations/#relu-function
 */
export function relu(x: Tensor, options: ReluOptions = {}): Tensor {
  const {
    negativeSlope = 0,
    maxValue = null,
    threshold = 0,
  } = checkOptions(options, 'relu', ['negativeSlope', 'maxValue', 'threshold']);
  if (threshold === 0 && maxValue === null) return negativeSlope === 0 ? tfRelu(x) : leakyRelu(x, negativeSlope);
  return tidy(() => {
    const above = (x: Tensor): Tensor => greater(x, threshold);
    const passed = threshold === 0 ? tfRelu(x) : passWhere(x, { condition: above, otherwise: 0 });
    const positive = maxValue === null ? passed : clipByValue(passed, 0, maxValue);
    return negativeSlope === 0 ? positive : sub(positive, mul(tfRelu(sub(threshold, x)), negativeSlope));
  });
}
