import { ConfusionCount, type ConfusionCountConfig } from './confusion-count.ts';
import type { MetricDirection } from './metric.ts';

/**
 * How many predictions, or how much of their weight, are a yes that is right.
 *
 * @throws ArgumentError if a threshold is not between 0 and 1
 * @see https://keras.io/api/metrics/classification_metrics/#truepositives-class
 */
export class TruePositives extends ConfusionCount {
  static override readonly className: string = 'TruePositives';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'up';

  constructor(config: ConfusionCountConfig = {}) {
    super(config, 'truePositives');
  }
}
