import { checkFinite, library, type OptionsOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Layer, type LayerConfig } from '../engine/layer.ts';

export interface RescalingConfig extends LayerConfig {
  /** Factor; or one for each entry of the last axis. */
  scale: number | readonly number[];
  /** What is added afterwards; or one number for each entry of the last axis. Default: 0. */
  offset?: number | readonly number[];
}

/**
 * `x * scale + offset`: for pixels from 0 to 255, a scale of 1/255 gives numbers from 0 to 1. Shapes: any → the same.
 *
 * @throws ArgumentError if a number is not finite
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/
 */
export class Rescaling extends Layer<RescalingConfig> {
  static override readonly className: string = 'Rescaling';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['scale', 'offset'] satisfies OptionsOf<RescalingConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly scale: number | readonly number[];
  readonly offset: number | readonly number[];

  constructor(config: RescalingConfig) {
    super(config);
    const owner = this.describe();
    const { scale, offset = 0 } = config;
    for (const value of [scale].flat()) checkFinite(value, { owner, name: 'scale' });
    for (const value of [offset].flat()) checkFinite(value, { owner, name: 'offset' });
    this.scale = scale;
    this.offset = offset;
  }

  override call(inputs: Tensor): Tensor {
    const scaled = tf.mul(inputs, this.scale);
    return this.offset === 0 ? scaled : tf.add(scaled, this.offset);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): RescalingConfig {
    return { ...super.getConfig(), scale: this.scale, offset: this.offset };
  }
}
