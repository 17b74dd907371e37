import { checkBetween, type OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { DataFormat } from '../engine/arguments.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { spatialAxes } from '../ops/channels.ts';
import { dropout } from '../ops/random.ts';
import { BaseNoise } from './base-noise.ts';

export interface SpatialDropoutConfig extends LayerConfig {
  /** The share of channels that become zero in training, from 0 to 1. */
  rate: number;
  /** Makes the masks repeat from run to run. */
  seed?: number | null;
}

/** Dropout of whole channels, for any number of spatial axes. */
export abstract class BaseSpatialDropout<Config extends SpatialDropoutConfig> extends BaseNoise<Config> {
  static override readonly options: readonly string[] = ['rate'] satisfies OptionsOf<SpatialDropoutConfig>;
  readonly rate: number;
  protected abstract readonly dataFormat: DataFormat;

  constructor(config: Config, rank: number) {
    super(config);
    this.rate = checkBetween(config.rate, { owner: this.describe(), name: 'rate', low: 0, high: 1 });
    this.inputSpec = { ndim: rank + 2 };
  }

  override call(inputs: Tensor, { training }: CallContext): Tensor {
    if (!training || this.rate === 0) return inputs;
    const spatial = spatialAxes(inputs.rank, this.dataFormat);
    const shape = inputs.shape.map((size, axis) => (spatial.includes(axis) ? 1 : size));
    return dropout(inputs, { rate: this.rate, shape }, this.seedGenerator.next());
  }
}
