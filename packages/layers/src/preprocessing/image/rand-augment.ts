import { checkPositiveInteger, library, type OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { augmenters, type Augmenter } from './augment-layers.ts';
import { BaseRandomImage, type ImageShape, type ImageStep, type RandomImageConfig } from './base-image-layer.ts';
import {
  checkFactor,
  checkInterpolation,
  checkValueRange,
  type Factor,
  type ImageInterpolation,
  type Range,
} from './image-arguments.ts';

export interface RandAugmentConfig extends RandomImageConfig {
  /** The least and the greatest value of images. Default: 0 and 255. */
  valueRange?: Range;
  /** How many changes a batch undergoes. Default: 2. */
  numOps?: number;
  /** How strong they are, from 0 to 1; one number stands for 0 to it. Default: 0.5. */
  factor?: Factor;
  /** How values between pixels are made. Default: `'bilinear'`. */
  interpolation?: ImageInterpolation;
}

/**
 * In training, changes a batch in ways drawn from eleven: sheared, moved, turned, posterized, solarized, of full contrast,
 * equalized, of another brightness, less colourful, of another contrast, sharper. Shapes: images of 1 or 3 channels → the
 * same.
 *
 * Source: Cubuk et al., 2019, https://arxiv.org/abs/1909.13719
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/rand_augment/
 */
export class RandAugment extends BaseRandomImage<RandAugmentConfig, ImageStep[]> {
  static override readonly className: string = 'RandAugment';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'valueRange',
    'numOps',
    'factor',
    'interpolation',
  ] satisfies OptionsOf<RandAugmentConfig>;

  readonly valueRange: Range;
  readonly numOps: number;
  readonly factor: Range;
  readonly interpolation: ImageInterpolation;
  readonly #augmenters: readonly Augmenter[];

  constructor(config: RandAugmentConfig = {}) {
    super(config);
    const owner = this.describe();
    this.valueRange = checkValueRange(config.valueRange, owner);
    this.numOps = checkPositiveInteger(config.numOps ?? 2, { owner, name: 'numOps' });
    this.factor = checkFactor(config.factor ?? 0.5, { owner, name: 'factor', low: 0, high: 1 });
    this.interpolation = checkInterpolation(config.interpolation, owner);
    const { plain, colored } = augmenters(this);
    this.#augmenters = [...plain, ...colored];
  }

  protected override draw(shape: ImageShape): ImageStep[] {
    const picks = this.drawBetween([0, this.#augmenters.length], this.numOps).map(Math.floor);
    return picks.flatMap((pick) => this.#augmenters[pick]?.prepare(shape) ?? []);
  }

  protected override transformImages(images: Tensor, steps: ImageStep[]): Tensor {
    return steps.reduce((changed, step) => step.images(changed), images);
  }

  protected override transformMasks(masks: Tensor, steps: ImageStep[]): Tensor {
    return steps.reduce((changed, step) => step.masks(changed), masks);
  }

  override getConfig(): RandAugmentConfig {
    const { valueRange, numOps, factor, interpolation } = this;
    return { ...super.getConfig(), valueRange, numOps, factor, interpolation };
  }
}
