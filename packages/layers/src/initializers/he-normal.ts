import { VarianceScaling, type FanConfig } from './variance-scaling.ts';

/**
 * Truncated normal of standard deviation `√(2 / fanIn)`, for layers with `relu`.
 *
 * @throws ArgumentError for a bad `seed` or bad axes
 * @see https://keras.io/api/layers/initializers/#henormal-class
 * @see https://arxiv.org/abs/1502.01852
 */
export class HeNormal extends VarianceScaling {
  static override readonly className: string = 'HeNormal';

  constructor(config: FanConfig = {}) {
    super({ ...config, scale: 2, mode: 'fanIn', distribution: 'truncatedNormal' });
  }

  override getConfig(): FanConfig {
    return this.fanConfig();
  }
}
