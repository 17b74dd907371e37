import { library } from '@argali/core';
import { add, clipByValue, type Tensor } from '@tensorflow/tfjs-core';
import { BaseColorImage, type ColorImageConfig } from './base-color-image.ts';
import { perImage } from './base-image-layer.ts';

/** `factor`: from -1, black, to 1, white; one number stands for both ways. */
export type RandomBrightnessConfig = ColorImageConfig;

/**
 * In training, adds a number to all values of an image: `factor`, drawn from a range, in shares of the value range, to which
 * the result is clipped. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_brightness/
 */
export class RandomBrightness extends BaseColorImage<RandomBrightnessConfig> {
  static override readonly className: string = 'RandomBrightness';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: RandomBrightnessConfig) {
    super(config, [-1, 1]);
  }

  protected override transformImages(images: Tensor, factors: number[]): Tensor {
    const [low, high] = this.valueRange;
    return clipByValue(add(images, perImage(factors.map((factor) => factor * (high - low)))), low, high);
  }
}
