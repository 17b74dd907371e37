import { library, type OptionsOf } from '@argali/core';
import type { Projection } from '../../ops/sample-images.ts';
import type { ImageShape } from './base-image-layer.ts';
import { BaseProjectedImage, type FilledImageConfig } from './base-projected-image.ts';
import { checkFactor, type Factor, type Range } from './image-arguments.ts';

export interface RandomRotationConfig extends FilledImageConfig {
  /** The range of the angle, in full turns against the clock, from -1 to 1; one number stands for both ways. */
  factor: Factor;
}

/**
 * In training, turns each image around its middle by an angle drawn from a range. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/
 */
export class RandomRotation extends BaseProjectedImage<RandomRotationConfig> {
  static override readonly className: string = 'RandomRotation';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['factor'] satisfies OptionsOf<RandomRotationConfig>;

  readonly factor: Range;

  constructor(config: RandomRotationConfig) {
    super(config);
    this.factor = checkFactor(config.factor, { owner: this.describe(), name: 'factor', low: -1, high: 1 });
  }

  protected override draw({ batch, height, width }: ImageShape): Projection[] {
    const [x, y] = [(width - 1) / 2, (height - 1) / 2];
    return this.drawBetween(this.factor, batch).map((turns) => {
      const [cos, sin] = [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];
      return [cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos, 0, 0];
    });
  }

  override getConfig(): RandomRotationConfig {
    return { ...super.getConfig(), factor: this.factor };
  }
}
