import { invalidArgument, positiveAxis, ShapeError, show } from '@argali/core';
import { mul, sigmoid, split, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * `a · sigmoid(b)`, where `a` and `b` are the two halves of `x` along `axis`, whose size halves.
 *
 * @throws ArgumentError if `x` has no such axis
 * @throws ShapeError if the size of the axis is odd
 * @see https://keras.io/api/layers/activations/#glu-function
 */
export function glu(x: Tensor, axis: number = -1): Tensor {
  const size = x.shape[positiveAxis(axis, x.rank)];
  if (size === undefined)
    throw invalidArgument({ owner: 'glu', name: 'axis' }, `an axis of a tensor of rank ${x.rank}`, axis);
  if (size % 2 !== 0)
    throw new ShapeError(
      `glu: expected axis ${axis} of \`x\` to have an even size, to split it in two. Received: shape=${show(x.shape)}`,
    );
  return tidy(() => {
    const [a, b] = split(x, 2, axis) as [Tensor, Tensor];
    return mul(a, sigmoid(b));
  });
}
