import { invalidArgument, library, type OptionsOf } from '@argali/core';
import type { Projection } from '../../ops/sample-images.ts';
import type { ImageShape } from './base-image-layer.ts';
import { BaseProjectedImage, type FilledImageConfig } from './base-projected-image.ts';
import { checkFactor, type Factor, type Range } from './image-arguments.ts';

export interface RandomZoomConfig extends FilledImageConfig {
  /** By how much images shrink vertically, above -1 up to 1; negative numbers let them grow. One number stands for both. */
  heightFactor: Factor;
  /** The same horizontally. Default: `null`, as vertically, so that proportions stay. */
  widthFactor?: Factor | null;
}

/**
 * In training, makes each image smaller or larger around its middle, by factors drawn from ranges. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/
 */
export class RandomZoom extends BaseProjectedImage<RandomZoomConfig> {
  static override readonly className: string = 'RandomZoom';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'heightFactor',
    'widthFactor',
  ] satisfies OptionsOf<RandomZoomConfig>;

  readonly heightFactor: Factor;
  readonly widthFactor: Factor | null;
  readonly #ranges: readonly [vertical: Range, horizontal: Range | null];

  constructor(config: RandomZoomConfig) {
    super(config);
    const { heightFactor, widthFactor = null } = config;
    this.#ranges = [
      this.#checkFactor(heightFactor, 'heightFactor'),
      widthFactor === null ? null : this.#checkFactor(widthFactor, 'widthFactor'),
    ];
    this.heightFactor = heightFactor;
    this.widthFactor = widthFactor;
  }

  protected override draw({ batch, height, width }: ImageShape): Projection[] {
    const [heights, widths] = this.#ranges;
    const vertical = this.drawBetween(heights, batch);
    const horizontal = widths === null ? vertical : this.drawBetween(widths, batch);
    return vertical.map((shrink, i) => {
      const [x, y] = [1 + (horizontal[i] ?? 0), 1 + shrink];
      return [x, 0, ((width - 1) / 2) * (1 - x), 0, y, ((height - 1) / 2) * (1 - y), 0, 0];
    });
  }

  override getConfig(): RandomZoomConfig {
    return { ...super.getConfig(), heightFactor: this.heightFactor, widthFactor: this.widthFactor };
  }

  #checkFactor(value: Factor, name: string): Range {
    const of = { owner: this.describe(), name, low: -1, high: 1 };
    const factor = checkFactor(value, of);
    if (Array.isArray(value) && factor[0] <= -1) throw invalidArgument(of, 'above -1', value);
    return factor;
  }
}
