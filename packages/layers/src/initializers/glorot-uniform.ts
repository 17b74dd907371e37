import { checkConfig } from '@argali/core';
import { scaling, VarianceScaling, type FanConfig } from './variance-scaling.ts';

/**
 * Even between `±√(6 / (fanIn + fanOut))`, also called Xavier uniform.
 *
 * @throws ArgumentError for a bad `seed` or bad axes
 * @see https://keras.io/api/layers/initializers/#glorotuniform-class
 * @see https://proceedings.mlr.press/v9/glorot10a.html
 */
export class GlorotUniform extends VarianceScaling {
  static override readonly className: string = 'GlorotUniform';
  static override readonly options: readonly string[] = [];

  constructor(config: FanConfig = {}) {
    super({ ...checkConfig(config, new.target, scaling), scale: 1, mode: 'fanAvg', distribution: 'uniform' });
  }

  override getConfig(): FanConfig {
    return this.fanConfig();
  }
}
