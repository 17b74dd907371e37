import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { BaseColorImage, type ColorImageConfig } from './base-color-image.ts';
import { perImage, type ImageShape } from './base-image-layer.ts';

/** `factor`: two numbers from 0 to 1, by how much contrast falls at most and grows at most; one number lets it grow. */
export type RandomContrastConfig = ColorImageConfig;

/**
 * In training, `(x - mean) * contrast + mean` for each image and channel, with a contrast drawn from
 * `[1 - factor[0], 1 + factor[1]]`, clipped to the value range. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_contrast/
 */
export class RandomContrast extends BaseColorImage<RandomContrastConfig> {
  static override readonly className: string = 'RandomContrast';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: RandomContrastConfig) {
    super(config, [0, 1]);
  }

  protected override draw({ batch }: ImageShape): number[] {
    return this.drawBetween([1 - this.factor[0], 1 + this.factor[1]], batch);
  }

  protected override transformImages(images: Tensor, contrasts: number[]): Tensor {
    const mean = tf.mean(images, [1, 2], true);
    const changed = tf.add(tf.mul(tf.sub(images, mean), perImage(contrasts)), mean);
    return tf.clipByValue(changed, ...this.valueRange);
  }
}
