import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { perSample } from '../losses/per-sample.ts';
import { checkAxis } from '../losses/shapes.ts';
import { centered, Correlation, type CorrelationOptions } from './correlation.ts';
import { functionOptions } from '../losses/function-options.ts';

/** The Pearson correlation along `axis`, from -1 to 1; NaN where either is constant: `[…, d]` → `[…]`. */
export function pearsonCorrelation(yTrue: Tensor, yPred: Tensor, options: CorrelationOptions = {}): Tensor {
  const { axis = -1 } = functionOptions(options, 'pearsonCorrelation', ['axis']);
  return perSample('pearsonCorrelation', [yTrue, yPred], (t, p) => {
    const along = checkAxis(axis, p.rank, 'pearsonCorrelation');
    const normalized = (x: Tensor): Tensor => {
      const { deviation, variance } = centered(x, along);
      return tf.div(deviation, tf.sqrt(variance));
    };
    return tf.mean(tf.mul(normalized(t), normalized(p)), along);
  });
}

/**
 * The mean Pearson correlation of targets and predictions over every sample.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#pearsoncorrelation-class
 */
export class PearsonCorrelation extends Correlation {
  static override readonly className: string = 'PearsonCorrelation';
  static override readonly defaultName: string | null = 'pearson_correlation';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return pearsonCorrelation(yTrue, yPred, this);
  }
}
