import { hasKernel, runKernel } from '@argali/core';
import { logSoftmax as tfLogSoftmax, type Tensor } from '@tensorflow/tfjs-core';
import { alongAxis } from './along-axis.ts';

/**
 * `log(softmax(x))` along `axis`.
 *
 * @throws ArgumentError if `x` has no such axis
 * @see https://keras.io/api/layers/activations/#log_softmax-function
 */
export function logSoftmax(x: Tensor, axis: number | readonly number[] = -1): Tensor {
  return alongAxis(x, { owner: 'logSoftmax', axis }, ofRows);
}

/** tfjs composes it of ops, whatever kernel there is. */
function ofRows(x: Tensor): Tensor {
  if (x.dtype !== 'float32' || !hasKernel('LogSoftmax')) return tfLogSoftmax(x);
  const [y = x] = runKernel('LogSoftmax', { logits: x }, { axis: -1 });
  return y;
}
