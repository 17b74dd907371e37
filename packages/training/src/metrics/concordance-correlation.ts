import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { perSample } from '../losses/per-sample.ts';
import { EPSILON } from '../losses/probabilities.ts';
import { checkAxis } from '../losses/shapes.ts';
import { centered, Correlation, type CorrelationOptions } from './correlation.ts';
import { functionOptions } from '../losses/function-options.ts';

/**
 * The concordance correlation along `axis`, `2 cov / (var t + var p + (mean t - mean p)²)`, from -1 to 1; 1 only where
 * predictions are right, not merely in proportion: `[…, d]` → `[…]`.
 */
export function concordanceCorrelation(yTrue: Tensor, yPred: Tensor, options: CorrelationOptions = {}): Tensor {
  const { axis = -1 } = functionOptions(options, 'concordanceCorrelation', ['axis']);
  return perSample('concordanceCorrelation', [yTrue, yPred], (t, p) => {
    const along = checkAxis(axis, p.rank, 'concordanceCorrelation');
    const [a, b] = [centered(t, along), centered(p, along)];
    const covariance = tf.mul(a.deviation, b.deviation);
    const spread = tf.add(tf.add(a.variance, b.variance), tf.squaredDifference(a.mean, b.mean));
    return tf.mean(tf.div(tf.mul(covariance, 2), tf.add(spread, EPSILON)), along);
  });
}

/**
 * The mean concordance correlation of targets and predictions over every sample.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#concordancecorrelation-class
 */
export class ConcordanceCorrelation extends Correlation {
  static override readonly className: string = 'ConcordanceCorrelation';
  static override readonly defaultName: string | null = 'concordance_correlation';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return concordanceCorrelation(yTrue, yPred, this);
  }
}
