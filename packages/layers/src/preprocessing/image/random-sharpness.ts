import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { filterImages } from '../../ops/blur.ts';
import { BaseColorImage, type ColorImageConfig } from './base-color-image.ts';
import { perImage } from './base-image-layer.ts';

/** `factor`: from 0, blurred, over 0.5, as it is, to 1, sharpened; one number stands for 0 to it. */
export type RandomSharpnessConfig = ColorImageConfig;

const [side, middle] = [1 / 13, 5 / 13];
const smooth = [
  [side, side, side],
  [side, middle, side],
  [side, side, side],
];

/**
 * In training, `x + (1 - 2 * factor) * (blurred - x)` with a factor drawn from a range, clipped to the value range. Shapes:
 * images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_sharpness/
 */
export class RandomSharpness extends BaseColorImage<RandomSharpnessConfig> {
  static override readonly className: string = 'RandomSharpness';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: RandomSharpnessConfig) {
    super(config, [0, 1]);
  }

  protected override transformImages(images: Tensor, factors: number[]): Tensor {
    const blur = perImage(factors.map((factor) => 1 - 2 * factor));
    const changed = tf.add(images, tf.mul(blur, tf.sub(filterImages(images, smooth), images)));
    return tf.clipByValue(changed, ...this.valueRange);
  }
}
