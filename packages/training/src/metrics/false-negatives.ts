import { ConfusionCount, type ConfusionCountConfig } from './confusion-count.ts';
import type { MetricDirection } from './metric.ts';

/**
 * How many predictions, or how much of their weight, are a no that should be a yes.
 *
 * @throws ArgumentError if a threshold is not between 0 and 1
 * @see https://keras.io/api/metrics/classification_metrics/#falsenegatives-class
 */
export class FalseNegatives extends ConfusionCount {
  static override readonly className: string = 'FalseNegatives';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  constructor(config: ConfusionCountConfig = {}) {
    super(config, 'falseNegatives');
  }
}
