import { library, type OptionsOf } from '@argali/core';
import { sub, type Tensor } from '@tensorflow/tfjs-core';
import { BaseRandomImage, choose, type ImageShape, type RandomImageConfig } from './base-image-layer.ts';
import { checkFactor, checkValueRange, type Factor, type Range } from './image-arguments.ts';

export interface RandomInvertConfig extends RandomImageConfig {
  /** The range of the probability that an image changes. Default: 1, which stands for 0 to 1. */
  factor?: Factor;
  /** The least and the greatest value of images. Default: 0 and 255. */
  valueRange?: Range;
}

/**
 * In training, turns values `x` of some images into `valueRange[1] - x`. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_invert/
 */
export class RandomInvert extends BaseRandomImage<RandomInvertConfig, boolean[]> {
  static override readonly className: string = 'RandomInvert';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'factor',
    'valueRange',
  ] satisfies OptionsOf<RandomInvertConfig>;

  readonly factor: Range;
  readonly valueRange: Range;

  constructor(config: RandomInvertConfig = {}) {
    super(config);
    const owner = this.describe();
    this.factor = checkFactor(config.factor ?? 1, { owner, name: 'factor', low: 0, high: 1 });
    this.valueRange = checkValueRange(config.valueRange, owner);
  }

  protected override draw({ batch }: ImageShape): boolean[] {
    return this.drawChances(this.factor, batch);
  }

  protected override transformImages(images: Tensor, inverted: boolean[]): Tensor {
    return choose(inverted, sub(this.valueRange[1], images), images);
  }

  override getConfig(): RandomInvertConfig {
    return { ...super.getConfig(), factor: this.factor, valueRange: this.valueRange };
  }
}
