import { library, type OptionsOf } from '@argali/core';
import type { Projection } from '../../ops/sample-images.ts';
import type { ImageShape } from './base-image-layer.ts';
import { BaseProjectedImage, type FilledImageConfig } from './base-projected-image.ts';
import { checkFactor, type Factor, type Range } from './image-arguments.ts';

export interface RandomShearConfig extends FilledImageConfig {
  /** How far rows slide per row, from 0 to 1; the way they slide is drawn too. Default: 0. */
  xFactor?: Factor;
  /** How far columns slide per column. Default: 0. */
  yFactor?: Factor;
}

/**
 * In training, slants each image by amounts drawn from ranges. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_shear/
 */
export class RandomShear extends BaseProjectedImage<RandomShearConfig> {
  static override readonly className: string = 'RandomShear';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['xFactor', 'yFactor'] satisfies OptionsOf<RandomShearConfig>;

  readonly xFactor: Factor;
  readonly yFactor: Factor;
  readonly #ranges: readonly [x: Range, y: Range];

  constructor(config: RandomShearConfig = {}) {
    super(config);
    const { xFactor = 0, yFactor = 0 } = config;
    this.xFactor = xFactor;
    this.yFactor = yFactor;
    this.#ranges = [this.#checkFactor(xFactor, 'xFactor'), this.#checkFactor(yFactor, 'yFactor')];
  }

  protected override draw({ batch }: ImageShape): Projection[] {
    const ways = this.drawBetween([0, 1], batch).map((share) => (share > 0.5 ? -1 : 1));
    const y = this.drawBetween(this.#ranges[1], batch);
    const x = this.drawBetween(this.#ranges[0], batch);
    return ways.map((way, i) => [1, way * (x[i] ?? 0), 0, way * (y[i] ?? 0), 1, 0, 0, 0]);
  }

  override getConfig(): RandomShearConfig {
    return { ...super.getConfig(), xFactor: this.xFactor, yFactor: this.yFactor };
  }

  #checkFactor(value: Factor, name: string): Range {
    // Keras writes one number as the range around zero that it stands for.
    const low = Array.isArray(value) && value[0] === -(value[1] as number) ? -1 : 0;
    const [least, most] = checkFactor(value, { owner: this.describe(), name, low, high: 1 });
    return typeof value === 'number' ? [-most, most] : [least, most];
  }
}
