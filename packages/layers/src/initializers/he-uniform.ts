import { checkConfig } from '@argali/core';
import { scaling, VarianceScaling, type FanConfig } from './variance-scaling.ts';

/**
 * Even between `±√(6 / fanIn)`, for layers with `relu`.
 *
 * @throws ArgumentError for a bad `seed` or bad axes
 * @see https://keras.io/api/layers/initializers/#heuniform-class
 * @see https://arxiv.org/abs/1502.01852
 */
export class HeUniform extends VarianceScaling {
  static override readonly className: string = 'HeUniform';
  static override readonly options: readonly string[] = [];

  constructor(config: FanConfig = {}) {
    super({ ...checkConfig(config, new.target, scaling), scale: 2, mode: 'fanIn', distribution: 'uniform' });
  }

  override getConfig(): FanConfig {
    return this.fanConfig();
  }
}
