import { checkFinite, invalidArgument, library, normal, sizeOf, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { BaseRandomImage, type ImageShape, type RandomImageConfig } from './base-image-layer.ts';
import { boxMask } from './boxes.ts';
import { checkFactor, checkValueRange, type Factor, type Range } from './image-arguments.ts';

export interface RandomErasingConfig extends RandomImageConfig {
  /** The range of the probability that an image changes. Default: 1, which stands for 0 to 1. */
  factor?: Factor;
  /** The range of the erased share of an image, from 0 to 1; one number stands for 0 to it. Default: 0.02 to 0.33. */
  scale?: Factor;
  /** What stands in the place: one number, or one for each of three channels. Default: `null`, noise. */
  fillValue?: number | readonly [number, number, number] | null;
  /** The least and the greatest value of images. Default: 0 and 255. */
  valueRange?: Range;
}

interface Erasure {
  /** `[batch, height, width, 1]` */
  erased: Tensor;
  fill: Tensor;
}

/**
 * In training, replaces a part of some images, whose place and size are drawn. Shapes: images → the same.
 *
 * Source: Zhong et al., 2017, https://arxiv.org/abs/1708.04896
 *
 * @throws ArgumentError if an argument is out of range; ShapeError for three values without three channels
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_erasing/
 */
export class RandomErasing extends BaseRandomImage<RandomErasingConfig, Erasure> {
  static override readonly className: string = 'RandomErasing';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'factor',
    'scale',
    'fillValue',
    'valueRange',
  ] satisfies OptionsOf<RandomErasingConfig>;

  readonly factor: Range;
  readonly scale: Range;
  readonly fillValue: number | readonly [number, number, number] | null;
  readonly valueRange: Range;

  constructor(config: RandomErasingConfig = {}) {
    super(config);
    const owner = this.describe();
    const { factor = 1, scale = [0.02, 0.33], fillValue = null } = config;
    this.factor = checkFactor(factor, { owner, name: 'factor', low: 0, high: 1 });
    this.scale = checkFactor(scale, { owner, name: 'scale', low: 0, high: 1 });
    const of = { owner, name: 'fillValue' };
    if (Array.isArray(fillValue) && fillValue.length !== 3)
      throw invalidArgument(of, 'a number, three numbers or null', fillValue);
    if (fillValue !== null) for (const value of [fillValue].flat()) checkFinite(value, of);
    this.fillValue = fillValue;
    this.valueRange = checkValueRange(config.valueRange, owner);
  }

  protected override draw(shape: ImageShape): Erasure {
    const { batch, height, width, channels } = shape;
    const sides = this.drawBetween(this.scale, 2 * batch).map(Math.sqrt);
    const [left, top] = [this.drawBetween([0, 1], batch), this.drawBetween([0, 1], batch)];
    const boxes = this.drawChances(this.factor, batch).map((chosen, i) => {
      const [across, down] = [(sides[2 * i] ?? 0) * width, (sides[2 * i + 1] ?? 0) * height];
      const [x, y] = [(left[i] ?? 0) * (width - across), (top[i] ?? 0) * (height - down)];
      return { x, y, width: chosen ? across : 0, height: down };
    });
    const noise = (): Tensor => {
      const size = [batch, height, width, channels] as [number, number, number, number];
      return tf.mul(tf.tensor4d(normal(sizeOf(size), this.nextPoint()), size), this.valueRange[1]);
    };
    const fill = this.fillValue === null ? noise() : tf.tensor(this.fillValue);
    return { erased: boxMask(boxes, shape), fill: tf.clipByValue(fill, ...this.valueRange) };
  }

  protected override transformImages(images: Tensor, { erased, fill }: Erasure): Tensor {
    if (fill.rank === 1) this.checkChannels(images, [3]);
    return tf.where(tf.broadcastTo(erased, images.shape), tf.broadcastTo(fill, images.shape), images);
  }

  override getConfig(): RandomErasingConfig {
    const { factor, scale, fillValue, valueRange } = this;
    return { ...super.getConfig(), factor, scale, fillValue, valueRange };
  }
}
