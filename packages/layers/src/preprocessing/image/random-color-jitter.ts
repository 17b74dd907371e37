import { library, type OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readArgument } from '../../engine/arguments.ts';
import type { Augmenter } from './augment-layers.ts';
import { BaseRandomImage, type ImageShape, type ImageStep, type RandomImageConfig } from './base-image-layer.ts';
import { checkValueRange, type Factor, type Range } from './image-arguments.ts';
import { RandomBrightness } from './random-brightness.ts';
import { RandomContrast } from './random-contrast.ts';
import { RandomHue } from './random-hue.ts';
import { RandomSaturation } from './random-saturation.ts';

export interface RandomColorJitterConfig extends RandomImageConfig {
  /** The least and the greatest value of images. Default: 0 and 255. */
  valueRange?: Range;
  /** That of {@link RandomBrightness}. Default: `null`, brightness stays. */
  brightnessFactor?: Factor | null;
  /** That of {@link RandomContrast}. Default: `null`, contrast stays. */
  contrastFactor?: Factor | null;
  /** That of {@link RandomSaturation}. Default: `null`, saturation stays. */
  saturationFactor?: Factor | null;
  /** That of {@link RandomHue}. Default: `null`, hues stay. */
  hueFactor?: Factor | null;
}

/**
 * In training, changes brightness, contrast, saturation and hue of each image, one after another. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_color_jitter/
 */
export class RandomColorJitter extends BaseRandomImage<RandomColorJitterConfig, ImageStep[]> {
  static override readonly className: string = 'RandomColorJitter';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'valueRange',
    'brightnessFactor',
    'contrastFactor',
    'saturationFactor',
    'hueFactor',
  ] satisfies OptionsOf<RandomColorJitterConfig>;

  readonly valueRange: Range;
  readonly brightnessFactor: Factor | null;
  readonly contrastFactor: Factor | null;
  readonly saturationFactor: Factor | null;
  readonly hueFactor: Factor | null;
  readonly #augmenters: readonly Augmenter[];

  constructor(config: RandomColorJitterConfig = {}) {
    super(config);
    this.valueRange = checkValueRange(config.valueRange, this.describe());
    this.brightnessFactor = config.brightnessFactor ?? null;
    this.contrastFactor = config.contrastFactor ?? null;
    this.saturationFactor = config.saturationFactor ?? null;
    this.hueFactor = config.hueFactor ?? null;
    const names = ['brightnessFactor', 'contrastFactor', 'saturationFactor', 'hueFactor'] as const;
    const classes = [RandomBrightness, RandomContrast, RandomSaturation, RandomHue];
    this.#augmenters = classes.flatMap((cls, i): Augmenter[] => {
      const argument = names[i] ?? 'hueFactor';
      const factor = this[argument];
      // Each has a stream of its own, or they would all draw the same numbers.
      const seed = this.seed === null ? null : (this.seed + i) % 2 ** 32;
      const name = `${this.name}_${cls.className}`;
      if (factor === null) return [];
      const owner = this.describe();
      const make = (): Augmenter => new cls({ name, factor, seed, valueRange: this.valueRange });
      return [readArgument({ owner, name: argument }, make)];
    });
  }

  protected override draw(shape: ImageShape): ImageStep[] {
    return this.#augmenters.map((augmenter) => augmenter.prepare(shape));
  }

  protected override transformImages(images: Tensor, steps: ImageStep[]): Tensor {
    return steps.reduce((changed, step) => step.images(changed), images);
  }

  override getConfig(): RandomColorJitterConfig {
    const { valueRange, brightnessFactor, contrastFactor, saturationFactor, hueFactor } = this;
    return { ...super.getConfig(), valueRange, brightnessFactor, contrastFactor, saturationFactor, hueFactor };
  }
}
