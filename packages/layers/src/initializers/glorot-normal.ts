import { checkConfig } from '@argali/core';
import { scaling, VarianceScaling, type FanConfig } from './variance-scaling.ts';

/**
 * Truncated normal of standard deviation `√(2 / (fanIn + fanOut))`, also called Xavier normal.
 *
 * @throws ArgumentError for a bad `seed` or bad axes
 * @see https://keras.io/api/layers/initializers/#glorotnormal-class
 * @see https://proceedings.mlr.press/v9/glorot10a.html
 */
export class GlorotNormal extends VarianceScaling {
  static override readonly className: string = 'GlorotNormal';
  static override readonly options: readonly string[] = [];

  constructor(config: FanConfig = {}) {
    super({ ...checkConfig(config, new.target, scaling), scale: 1, mode: 'fanAvg', distribution: 'truncatedNormal' });
  }

  override getConfig(): FanConfig {
    return this.fanConfig();
  }
}
