import { HitRate, type HitRateConfig } from './hit-rate.ts';

/**
 * The share of right ones among the predictions that are a yes: `tp / (tp + fp)`, 0 if there is none.
 *
 * @throws ArgumentError if a threshold is not between 0 and 1, or `topK` or `classId` not a whole number
 * @see https://keras.io/api/metrics/classification_metrics/#precision-class
 */
export class Precision extends HitRate {
  static override readonly className: string = 'Precision';
  static override readonly options: readonly string[] = [];

  constructor(config: HitRateConfig = {}) {
    super(config, 'falsePositives');
  }
}
