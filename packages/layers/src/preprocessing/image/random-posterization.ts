import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { BaseColorImage, type ColorImageConfig } from './base-color-image.ts';
import { perImage, rescaleRange, type ImageShape } from './base-image-layer.ts';

/** `factor`: how many bits stay, from 1 to 8, the upper end excluded; one number stands for 1 to it. */
export type RandomPosterizationConfig = ColorImageConfig;

/**
 * In training, keeps the upper bits only, so many as drawn from a range, of values from 0 to 255. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_posterization/
 */
export class RandomPosterization extends BaseColorImage<RandomPosterizationConfig> {
  static override readonly className: string = 'RandomPosterization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: RandomPosterizationConfig) {
    super(config, [1, 8]);
  }

  protected override draw({ batch }: ImageShape): number[] {
    return this.drawBetween(this.factor, batch).map(Math.floor);
  }

  protected override transformImages(images: Tensor, bits: number[]): Tensor {
    const values = tf.floor(rescaleRange(images, this.valueRange, [0, 255]));
    const steps = perImage(bits.map((count) => 2 ** (8 - count)));
    return rescaleRange(tf.mul(tf.floor(tf.div(values, steps)), steps), [0, 255], this.valueRange);
  }
}
