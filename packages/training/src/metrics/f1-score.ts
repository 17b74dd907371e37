import { checkConfig } from '@argali/core';
import { FBetaScore, type FBetaScoreConfig } from './f-beta-score.ts';

export type F1ScoreConfig = Omit<FBetaScoreConfig, 'beta'>;

/**
 * The harmonic mean of precision and recall: `2 precision · recall / (precision + recall)`, for one-hot or multi-label
 * targets `[batch, classes]`.
 *
 * @throws ArgumentError if an argument is not one of those allowed
 * @see https://keras.io/api/metrics/classification_metrics/#f1score-class
 */
export class F1Score extends FBetaScore {
  static override readonly className: string = 'F1Score';
  static override readonly defaultName: string | null = 'f1_score';
  static override readonly options: readonly string[] = [];

  constructor(config: F1ScoreConfig = {}) {
    super({ ...checkConfig(config, new.target, ['beta']), beta: 1 });
  }

  override getConfig(): F1ScoreConfig {
    const { average, threshold } = this;
    return { name: this.name, dtype: this.dtype, average, threshold };
  }
}
