import { checkConfig } from '@argali/core';
import { scaling, VarianceScaling, type FanConfig } from './variance-scaling.ts';

/**
 * Even between `±√(3 / fanIn)`.
 *
 * @throws ArgumentError for a bad `seed` or bad axes
 * @see https://keras.io/api/layers/initializers/#lecununiform-class
 * @see https://arxiv.org/abs/1706.02515
 */
export class LecunUniform extends VarianceScaling {
  static override readonly className: string = 'LecunUniform';
  static override readonly options: readonly string[] = [];

  constructor(config: FanConfig = {}) {
    super({ ...checkConfig(config, new.target, scaling), scale: 1, mode: 'fanIn', distribution: 'uniform' });
  }

  override getConfig(): FanConfig {
    return this.fanConfig();
  }
}
