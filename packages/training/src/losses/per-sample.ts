import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { pairOf } from './numbers.ts';
import { broadcasts, matchRanks, pairError, toFloat } from './shapes.ts';

/** A loss or metric as a plain function: one value per sample. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/**
 * What `formula` makes of targets and predictions as float32 tensors of one rank, with nothing else left in memory.
 * `owner` is the function's name, as errors print it.
 *
 * @throws ShapeError if the shapes do not broadcast
 */
export function perSample(owner: string, pair: readonly [Tensor, Tensor], formula: LossFunction): Tensor {
  return tf.tidy(() => {
    const [t, p] = pairOf(owner, ...pair);
    const [yTrue, yPred] = matchRanks(toFloat(t), toFloat(p));
    if (!broadcasts(yTrue, yPred)) throw pairError(owner, pair, '`yTrue` and `yPred` of shapes that broadcast');
    return formula(yTrue, yPred);
  });
}

/** {@link perSample} for formulas that make no sense of a broadcast: both shapes have to be equal. */
export function perSampleOfOneShape(owner: string, pair: readonly [Tensor, Tensor], formula: LossFunction): Tensor {
  return perSample(owner, pair, (yTrue, yPred) => {
    if (!tf.util.arraysEqual(yTrue.shape, yPred.shape))
      throw pairError(owner, pair, '`yTrue` and `yPred` of the same shape');
    return formula(yTrue, yPred);
  });
}
