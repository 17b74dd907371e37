import { checkConfig, invalidArgument } from '@argali/core';
import { Adam, type AdamConfig } from './adam.ts';

export interface AdamWConfig extends AdamConfig {
  /** Part of each weight, times the learning rate, that is taken away before each update. Default: 0.004. */
  weightDecay?: number;
}

/**
 * Adam with weight decay that its divisor does not touch.
 *
 * Source: Loshchilov and Hutter, "Decoupled weight decay regularization", https://arxiv.org/abs/1711.05101
 *
 * @throws ArgumentError if `weightDecay` is null, and as Adam does
 * @see https://keras.io/api/optimizers/adamw/
 */
export class AdamW extends Adam {
  static override readonly className: string = 'AdamW';
  static override readonly options: readonly string[] = [];

  constructor(config: AdamWConfig = {}) {
    super({
      ...checkConfig(config, new.target),
      weightDecay: config.weightDecay === undefined ? 0.004 : config.weightDecay,
    });
    if (this.settings.weightDecay === null)
      throw invalidArgument({ owner: this.describe(), name: 'weightDecay' }, 'a number', null);
  }

  override getConfig(): AdamWConfig {
    const { weightDecay, ...config } = super.getConfig();
    return { ...config, weightDecay: weightDecay ?? 0 };
  }
}
