import { checkConfig } from '@argali/core';
import { scaling, VarianceScaling, type FanConfig } from './variance-scaling.ts';

/**
 * Truncated normal of standard deviation `√(2 / fanIn)`, for layers with `relu`.
 *
 * @throws ArgumentError for a bad `seed` or bad axes
 * @see https://keras.io/api/layers/initializers/#henormal-class
 * @see https://arxiv.org/abs/1502.01852
 */
export class HeNormal extends VarianceScaling {
  static override readonly className: string = 'HeNormal';
  static override readonly options: readonly string[] = [];

  constructor(config: FanConfig = {}) {
    super({ ...checkConfig(config, new.target, scaling), scale: 2, mode: 'fanIn', distribution: 'truncatedNormal' });
  }

  override getConfig(): FanConfig {
    return this.fanConfig();
  }
}
