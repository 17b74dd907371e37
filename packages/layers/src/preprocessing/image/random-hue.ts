import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { fromHsv, toHsv } from '../../ops/color.ts';
import { BaseColorImage, type ColorImageConfig } from './base-color-image.ts';
import { perImage, rescaleRange, type ImageShape } from './base-image-layer.ts';

/** `factor`: from 0, no change, to 1, half of the circle of colours; one number stands for 0 to it. */
export type RandomHueConfig = ColorImageConfig;

/**
 * In training, moves the colours of images of red, green and blue around the circle of colours, either way, by a share
 * drawn from a range. Shapes: images of 3 channels → the same.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError without 3 channels
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_hue/
 */
export class RandomHue extends BaseColorImage<RandomHueConfig> {
  static override readonly className: string = 'RandomHue';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: RandomHueConfig) {
    super(config, [0, 1]);
  }

  protected override draw({ batch }: ImageShape): number[] {
    const ways = this.drawBetween([0, 1], batch).map((share) => (share > 0.5 ? -1 : 1));
    return this.drawBetween(this.factor, batch).map((factor, i) => factor * (ways[i] ?? 1) * 0.5);
  }

  protected override transformImages(images: Tensor, turns: number[]): Tensor {
    this.checkChannels(images, [3]);
    const [hue, saturation, value] = toHsv(rescaleRange(images, this.valueRange, [0, 1]));
    const changed = fromHsv(tf.add(hue, perImage(turns)), saturation, value);
    return rescaleRange(tf.clipByValue(changed, 0, 1), [0, 1], this.valueRange);
  }
}
