import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { toGrayscale } from '../../ops/color.ts';
import { BaseColorImage, type ColorImageConfig } from './base-color-image.ts';
import { perImage } from './base-image-layer.ts';

/** `factor`: from 0, as it is, to 1, gray; below 0 colours glow. One number stands for both ways. */
export type RandomColorDegenerationConfig = ColorImageConfig;

/**
 * In training, `x + factor * (gray - x)` with a factor drawn from a range, clipped to the value range. Shapes: images of 1
 * or 3 channels → the same.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError for another number of channels
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_color_degeneration/
 */
export class RandomColorDegeneration extends BaseColorImage<RandomColorDegenerationConfig> {
  static override readonly className: string = 'RandomColorDegeneration';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: RandomColorDegenerationConfig) {
    super(config, [-1, 1]);
  }

  protected override transformImages(images: Tensor, factors: number[]): Tensor {
    this.checkChannels(images, [1, 3]);
    const changed = tf.add(images, tf.mul(perImage(factors), tf.sub(toGrayscale(images), images)));
    return tf.clipByValue(changed, ...this.valueRange);
  }
}
