import { checkBetween, library, type OptionsOf } from '@argali/core';
import { broadcastTo, type Tensor } from '@tensorflow/tfjs-core';
import { toGrayscale } from '../../ops/color.ts';
import { BaseRandomImage, choose, type ImageShape, type RandomImageConfig } from './base-image-layer.ts';

export interface RandomGrayscaleConfig extends RandomImageConfig {
  /** The probability that an image loses its colours, from 0 to 1. Default: 0.5. */
  factor?: number;
}

/**
 * In training, takes the colours of some images away. Shapes: images of 1 or 3 channels → the same.
 *
 * @throws ArgumentError if `factor` is not between 0 and 1; ShapeError for another number of channels
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_grayscale/
 */
export class RandomGrayscale extends BaseRandomImage<RandomGrayscaleConfig, boolean[]> {
  static override readonly className: string = 'RandomGrayscale';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['factor'] satisfies OptionsOf<RandomGrayscaleConfig>;

  readonly factor: number;

  constructor(config: RandomGrayscaleConfig = {}) {
    super(config);
    this.factor = checkBetween(config.factor ?? 0.5, { owner: this.describe(), name: 'factor', low: 0, high: 1 });
  }

  protected override draw({ batch }: ImageShape): boolean[] {
    return this.drawChances([this.factor, this.factor], batch);
  }

  protected override transformImages(images: Tensor, chosen: boolean[]): Tensor {
    this.checkChannels(images, [1, 3]);
    return choose(chosen, broadcastTo(toGrayscale(images), images.shape), images);
  }

  override getConfig(): RandomGrayscaleConfig {
    return { ...super.getConfig(), factor: this.factor };
  }
}
