import { checkFinite, library, normal, type Name, type OptionsOf } from '@argali/core';
import { clipByValue, type Tensor } from '@tensorflow/tfjs-core';
import { gaussian } from '../../ops/blur.ts';
import { sampleImages, type FillMode, type SamplePoints } from '../../ops/sample-images.ts';
import { BaseRandomImage, type ImageShape, type RandomImageConfig } from './base-image-layer.ts';
import {
  checkFactor,
  checkFillMode,
  checkInterpolation,
  checkValueRange,
  type Factor,
  type ImageInterpolation,
  type Range,
} from './image-arguments.ts';

export interface RandomElasticTransformConfig extends RandomImageConfig {
  /** The range of the probability that an image changes. Default: 1, which stands for 0 to 1. */
  factor?: Factor;
  /** The range of how far pixels move. Default: 1, which stands for 0 to 1. */
  scale?: Factor;
  /** How values between pixels are made. Default: `'bilinear'`. */
  interpolation?: ImageInterpolation;
  /** What stands beyond the edges. Default: `'reflect'`, the image mirrored. */
  fillMode?: Name<FillMode>;
  /** The value beyond the edges with `fillMode='constant'`. Default: 0. */
  fillValue?: number;
  /** The least and the greatest value of images, to which they are clipped. Default: 0 and 255. */
  valueRange?: Range;
}

/**
 * In training, pulls the pixels of images about, neighbours alike, as if they were printed on rubber. Shapes: images → the
 * same.
 *
 * Source: Simard et al., 2003, https://doi.org/10.1109/ICDAR.2003.1227801
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_elastic_transform/
 */
export class RandomElasticTransform extends BaseRandomImage<RandomElasticTransformConfig, SamplePoints> {
  static override readonly className: string = 'RandomElasticTransform';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'factor',
    'scale',
    'interpolation',
    'fillMode',
    'fillValue',
    'valueRange',
  ] satisfies OptionsOf<RandomElasticTransformConfig>;

  readonly factor: Range;
  readonly scale: Range;
  readonly interpolation: ImageInterpolation;
  readonly fillMode: FillMode;
  readonly fillValue: number;
  readonly valueRange: Range;

  constructor(config: RandomElasticTransformConfig = {}) {
    super(config);
    const owner = this.describe();
    this.factor = checkFactor(config.factor ?? 1, { owner, name: 'factor', low: 0, high: 1 });
    this.scale = checkFactor(config.scale ?? 1, { owner, name: 'scale', low: 0, high: 1 });
    this.interpolation = checkInterpolation(config.interpolation, owner);
    this.fillMode = checkFillMode(config.fillMode, {
      owner,
      choices: ['constant', 'nearest', 'wrap', 'mirror', 'reflect'],
    });
    this.fillValue = checkFinite(config.fillValue ?? 0, { owner, name: 'fillValue' });
    this.valueRange = checkValueRange(config.valueRange, owner);
  }

  protected override draw({ batch, height, width }: ImageShape): SamplePoints {
    const chosen = this.drawChances(this.factor, batch);
    const [scale = 0] = this.drawBetween(this.scale, 1);
    const reach = Math.max(height, width) * 0.1 * scale;
    const sigma = Math.min(height, width) * 0.05 * scale;
    const vertical = this.#field({ batch, height, width, sigma });
    const horizontal = this.#field({ batch, height, width, sigma });
    const strength = (i: number): number => (chosen[Math.floor(i / (height * width))] ? reach : 0);
    return {
      y: vertical.map((move, i) => (Math.floor(i / width) % height) + strength(i) * move),
      x: horizontal.map((move, i) => (i % width) + strength(i) * move),
    };
  }

  protected override transformImages(images: Tensor, points: SamplePoints): Tensor {
    const { interpolation, fillMode, fillValue, valueRange } = this;
    return clipByValue(sampleImages(images, points, { interpolation, fillMode, fillValue }), ...valueRange);
  }

  protected override transformMasks(masks: Tensor, points: SamplePoints): Tensor {
    const { fillMode, fillValue } = this;
    return sampleImages(masks, points, { interpolation: 'nearest', fillMode, fillValue });
  }

  override getConfig(): RandomElasticTransformConfig {
    const { factor, scale, interpolation, fillMode, fillValue, valueRange } = this;
    return { ...super.getConfig(), factor, scale, interpolation, fillMode, fillValue, valueRange };
  }

  /** Normal numbers of deviation `sigma`, blurred as widely. */
  #field({ batch, height, width, sigma }: Omit<ImageShape, 'channels'> & { sigma: number }): Float32Array {
    if (sigma === 0) return new Float32Array(batch * height * width);
    const kernel = gaussian(Math.floor(6 * sigma) | 1, sigma);
    const noise = normal(batch * height * width, this.nextPoint()).map((value) => value * sigma);
    const down = blurAlong(noise, kernel, { length: height, stride: width });
    return blurAlong(down, kernel, { length: width, stride: 1 });
  }
}

/** Convolves an axis of `length` whose entries lie `stride` apart, with zeros beyond its ends. */
function blurAlong(
  values: Float32Array,
  kernel: readonly number[],
  { length, stride }: { length: number; stride: number },
): Float32Array {
  const middle = (kernel.length - 1) / 2;
  return values.map((_, i) => {
    const place = Math.floor(i / stride) % length;
    return kernel.reduce((sum, weight, k) => {
      const other = place + k - middle;
      return other < 0 || other >= length ? sum : sum + weight * (values[i + (k - middle) * stride] ?? 0);
    }, 0);
  });
}
