import { checkConfig } from '@argali/core';
import { scaling, VarianceScaling, type FanConfig } from './variance-scaling.ts';

/**
 * Truncated normal of standard deviation `√(1 / fanIn)`, for layers with `selu`.
 *
 * @throws ArgumentError for a bad `seed` or bad axes
 * @see https://keras.io/api/layers/initializers/#lecunnormal-class
 * @see https://arxiv.org/abs/1706.02515
 */
export class LecunNormal extends VarianceScaling {
  static override readonly className: string = 'LecunNormal';
  static override readonly options: readonly string[] = [];

  constructor(config: FanConfig = {}) {
    super({ ...checkConfig(config, new.target, scaling), scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' });
  }

  override getConfig(): FanConfig {
    return this.fanConfig();
  }
}
