import { library, type OptionsOf } from '@argali/core';
import type { Projection } from '../../ops/sample-images.ts';
import type { ImageShape } from './base-image-layer.ts';
import { BaseProjectedImage, type FilledImageConfig } from './base-projected-image.ts';
import { checkFactor, type Factor, type Range } from './image-arguments.ts';

export interface RandomTranslationConfig extends FilledImageConfig {
  /** How far images move down, in shares of their height, from -1 to 1; one number stands for both ways. */
  heightFactor: Factor;
  /** How far they move to the right, in shares of their width. */
  widthFactor: Factor;
}

/**
 * In training, moves each image by distances drawn from ranges. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/
 */
export class RandomTranslation extends BaseProjectedImage<RandomTranslationConfig> {
  static override readonly className: string = 'RandomTranslation';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'heightFactor',
    'widthFactor',
  ] satisfies OptionsOf<RandomTranslationConfig>;

  readonly heightFactor: Factor;
  readonly widthFactor: Factor;
  readonly #ranges: readonly [down: Range, right: Range];

  constructor(config: RandomTranslationConfig) {
    super(config);
    const { heightFactor, widthFactor } = config;
    const of = { owner: this.describe(), low: -1, high: 1 };
    this.#ranges = [
      checkFactor(heightFactor, { ...of, name: 'heightFactor' }),
      checkFactor(widthFactor, { ...of, name: 'widthFactor' }),
    ];
    this.heightFactor = heightFactor;
    this.widthFactor = widthFactor;
  }

  protected override draw({ batch, height, width }: ImageShape): Projection[] {
    const down = this.drawBetween(this.#ranges[0], batch);
    const right = this.drawBetween(this.#ranges[1], batch);
    return down.map((share, i) => [1, 0, -(right[i] ?? 0) * width, 0, 1, -share * height, 0, 0]);
  }

  override getConfig(): RandomTranslationConfig {
    return { ...super.getConfig(), heightFactor: this.heightFactor, widthFactor: this.widthFactor };
  }
}
