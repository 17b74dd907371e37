import { checkFinite, type Name, type OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { projectedPoints, sampleImages, type FillMode, type Projection } from '../../ops/sample-images.ts';
import { BaseRandomImage, type RandomImageConfig } from './base-image-layer.ts';
import { checkFillMode, checkInterpolation, type ImageInterpolation } from './image-arguments.ts';

export interface ProjectedImageConfig extends RandomImageConfig {
  /** How values between pixels are made. Default: `'bilinear'`. */
  interpolation?: ImageInterpolation;
  /** The value beyond the edges with `fillMode='constant'`. Default: 0. */
  fillValue?: number;
}

export interface FilledImageConfig extends ProjectedImageConfig {
  /** What stands beyond the edges: the image mirrored (default), repeated, its nearest pixel, or `fillValue`. */
  fillMode?: Name<'reflect' | 'wrap' | 'constant' | 'nearest'>;
}

/** A layer that moves the pixels of each image by a projection of its own, which a subclass draws. */
export abstract class BaseProjectedImage<Config extends ProjectedImageConfig> extends BaseRandomImage<
  Config,
  Projection[]
> {
  static override readonly options: readonly string[] = ['interpolation', 'fillValue', 'fillMode'] satisfies OptionsOf<
    ProjectedImageConfig & { fillMode?: unknown }
  >;
  readonly interpolation: ImageInterpolation;
  readonly fillMode: FillMode;
  readonly fillValue: number;

  constructor(config: Config & { fillMode?: unknown }) {
    super(config);
    const owner = this.describe();
    this.interpolation = checkInterpolation(config.interpolation, owner);
    this.fillMode = checkFillMode(config.fillMode, { owner, choices: ['reflect', 'wrap', 'constant', 'nearest'] });
    this.fillValue = checkFinite(config.fillValue ?? 0, { owner, name: 'fillValue' });
  }

  protected override transformImages(images: Tensor, projections: Projection[]): Tensor {
    return this.#project(images, projections, this.interpolation);
  }

  protected override transformMasks(masks: Tensor, projections: Projection[]): Tensor {
    return this.#project(masks, projections, 'nearest');
  }

  override getConfig(): FilledImageConfig {
    const { interpolation, fillMode, fillValue } = this;
    return { ...super.getConfig(), interpolation, fillMode: fillMode as 'reflect', fillValue };
  }

  #project(images: Tensor, projections: Projection[], interpolation: ImageInterpolation): Tensor {
    const [, height = 1, width = 1] = images.shape;
    const { fillMode, fillValue } = this;
    return sampleImages(images, projectedPoints(projections, height, width), { interpolation, fillMode, fillValue });
  }
}
