import { checkFinite, library, type OptionsOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Layer, type LayerConfig } from '../engine/layer.ts';

export interface ELUConfig extends LayerConfig {
  /** What the function approaches, negated, towards minus infinity. Default: 1. */
  alpha?: number;
}

/**
 * `x` above zero, `alpha * (exp(x) - 1)` below. Shapes: any → the same.
 *
 * Source: Clevert et al., 2015, https://arxiv.org/abs/1511.07289
 *
 * @throws ArgumentError if `alpha` is not a finite number
 * @see https://keras.io/api/layers/activation_layers/elu/
 */
export class ELU extends Layer<ELUConfig> {
  static override readonly className: string = 'ELU';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['alpha'] satisfies OptionsOf<ELUConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly alpha: number;

  constructor(config: ELUConfig = {}) {
    super(config);
    this.alpha = checkFinite(config.alpha ?? 1, { owner: this.describe(), name: 'alpha' });
  }

  override call(inputs: Tensor): Tensor {
    if (this.alpha === 1) return tf.elu(inputs);
    return tf.add(tf.relu(inputs), tf.mul(tf.elu(tf.minimum(inputs, 0)), this.alpha));
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): ELUConfig {
    return { ...super.getConfig(), alpha: this.alpha };
  }
}
