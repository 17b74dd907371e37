import { invalidArgument, library, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkSizes, type Size2D } from '../../engine/arguments.ts';
import { filterImages, gaussian } from '../../ops/blur.ts';
import { BaseRandomImage, choose, type ImageShape, type RandomImageConfig } from './base-image-layer.ts';
import { checkFactor, checkValueRange, type Factor, type Range } from './image-arguments.ts';

export interface RandomGaussianBlurConfig extends RandomImageConfig {
  /** The range of the probability that an image changes. Default: 1, which stands for 0 to 1. */
  factor?: Factor;
  /** Width and height of what is averaged, odd. Default: 3. */
  kernelSize?: Size2D;
  /** The range of the bell curve's deviation, in pixels, from 0 to 1. Default: 1, which stands for 0 to 1. */
  sigma?: Factor;
  /** The least and the greatest value of images, to which they are clipped. Default: 0 and 255. */
  valueRange?: Range;
}

interface Blur {
  chosen: boolean[];
  sigma: readonly [x: number, y: number];
}

/**
 * In training, blurs some images by a bell curve, of a deviation drawn for the batch. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_gaussian_blur/
 */
export class RandomGaussianBlur extends BaseRandomImage<RandomGaussianBlurConfig, Blur> {
  static override readonly className: string = 'RandomGaussianBlur';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'factor',
    'kernelSize',
    'sigma',
    'valueRange',
  ] satisfies OptionsOf<RandomGaussianBlurConfig>;

  readonly factor: Range;
  readonly kernelSize: readonly [width: number, height: number];
  readonly sigma: Range;
  readonly valueRange: Range;

  constructor(config: RandomGaussianBlurConfig = {}) {
    super(config);
    const owner = this.describe();
    const { factor = 1, kernelSize = 3, sigma = 1 } = config;
    this.factor = checkFactor(factor, { owner, name: 'factor', low: 0, high: 1 });
    const of = { owner, name: 'kernelSize', rank: 2 };
    this.kernelSize = checkSizes(kernelSize, of) as [number, number];
    if (this.kernelSize.some((size) => size % 2 === 0)) throw invalidArgument(of, 'odd', kernelSize);
    this.sigma = checkFactor(sigma, { owner, name: 'sigma', low: 0, high: 1 });
    this.valueRange = checkValueRange(config.valueRange, owner);
  }

  protected override draw({ batch }: ImageShape): Blur {
    const chosen = this.drawChances(this.factor, batch);
    const [x = 0, y = 0] = this.drawBetween(this.sigma, 2);
    return { chosen, sigma: [x + 1e-6, y + 1e-6] };
  }

  protected override transformImages(images: Tensor, { chosen, sigma }: Blur): Tensor {
    const row = gaussian(this.kernelSize[0], sigma[0]);
    const matrix = gaussian(this.kernelSize[1], sigma[1]).map((weight) => row.map((other) => weight * other));
    return tf.clipByValue(choose(chosen, filterImages(images, matrix), images), ...this.valueRange);
  }

  override getConfig(): RandomGaussianBlurConfig {
    const { factor, kernelSize, sigma, valueRange } = this;
    return { ...super.getConfig(), factor, kernelSize, sigma, valueRange };
  }
}
