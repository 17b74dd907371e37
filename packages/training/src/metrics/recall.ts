import { HitRate, type HitRateConfig } from './hit-rate.ts';

/**
 * The share of found ones among the targets that are a yes: `tp / (tp + fn)`, 0 if there is none.
 *
 * @throws ArgumentError if a threshold is not between 0 and 1, or `topK` or `classId` not a whole number
 * @see https://keras.io/api/metrics/classification_metrics/#recall-class
 */
export class Recall extends HitRate {
  static override readonly className: string = 'Recall';
  static override readonly options: readonly string[] = [];

  constructor(config: HitRateConfig = {}) {
    super(config, 'falseNegatives');
  }
}
