import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { fromHsv, toHsv } from '../../ops/color.ts';
import { BaseColorImage, type ColorImageConfig } from './base-color-image.ts';
import { perImage, type ImageShape } from './base-image-layer.ts';

/** `factor`: below 0.5 colours fade (0: gray), above they glow; from -1 to 1, as Keras has it; one number stands for both ways. */
export type RandomSaturationConfig = ColorImageConfig;

/**
 * In training, multiplies the saturation of images of red, green and blue by `factor / (1 - factor)`, where the factor is
 * drawn from a range. As in Keras the product is clipped to the value range only, so that colours may leave it. Shapes:
 * images of 3 channels → the same.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError without 3 channels
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_saturation/
 */
export class RandomSaturation extends BaseColorImage<RandomSaturationConfig> {
  static override readonly className: string = 'RandomSaturation';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: RandomSaturationConfig) {
    super(config, [-1, 1]);
  }

  protected override draw({ batch }: ImageShape): number[] {
    return this.drawBetween(this.factor, batch).map((factor) => factor / (1 - factor + 1e-7));
  }

  protected override transformImages(images: Tensor, factors: number[]): Tensor {
    this.checkChannels(images, [3]);
    const [hue, saturation, value] = toHsv(images);
    return fromHsv(hue, tf.clipByValue(tf.mul(saturation, perImage(factors)), ...this.valueRange), value);
  }
}
