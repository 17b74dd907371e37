import type { OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { BaseRandomImage, type ImageShape, type RandomImageConfig } from './base-image-layer.ts';
import { checkFactor, checkValueRange, type Factor, type Range } from './image-arguments.ts';

export interface ColorImageConfig extends RandomImageConfig {
  /** The range from which a number is drawn for each image; what one number stands for, the class says. */
  factor: Factor;
  /** The least and the greatest value of images. Default: 0 and 255. */
  valueRange?: Range;
}

/** A layer that changes the colours of each image by a number of its own. */
export abstract class BaseColorImage<Config extends ColorImageConfig> extends BaseRandomImage<Config, number[]> {
  static override readonly options: readonly string[] = ['factor', 'valueRange'] satisfies OptionsOf<ColorImageConfig>;
  readonly factor: Range;
  readonly valueRange: Range;

  constructor(config: Config, [low, high]: Range) {
    super(config);
    const owner = this.describe();
    this.factor = checkFactor(config.factor, { owner, name: 'factor', low, high });
    this.valueRange = checkValueRange(config.valueRange, owner);
  }

  protected abstract override transformImages(images: Tensor, factors: number[]): Tensor;

  protected override draw({ batch }: ImageShape): number[] {
    return this.drawBetween(this.factor, batch);
  }

  override getConfig(): ColorImageConfig {
    return { ...super.getConfig(), factor: this.factor, valueRange: this.valueRange };
  }
}
