import { library, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  BaseRandomImage,
  perImage,
  rescaleRange,
  type ImageShape,
  type RandomImageConfig,
} from './base-image-layer.ts';
import { checkFactor, checkValueRange, type Factor, type Range } from './image-arguments.ts';

export interface SolarizationConfig extends RandomImageConfig {
  /** The range of what is added first, the upper end in shares of 255; one number stands for 0 to it. Default: 0. */
  additionFactor?: Factor;
  /** The range of the value from which on values are inverted, the upper end in shares of 255. Default: 0. */
  thresholdFactor?: Factor;
  /** The least and the greatest value of images. Default: 0 and 255. */
  valueRange?: Range;
}

interface Numbers {
  additions: number[];
  thresholds: number[];
}

/**
 * In training, adds a number to each image (of values from 0 to 255) and inverts what is not below a threshold, both drawn
 * from ranges. As in Keras only their upper ends are scaled: `[0.5, 0.5]` draws from 0.5 to 127.5. Shapes: images → the same.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/solarization/
 */
export class Solarization extends BaseRandomImage<SolarizationConfig, Numbers> {
  static override readonly className: string = 'Solarization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'additionFactor',
    'thresholdFactor',
    'valueRange',
  ] satisfies OptionsOf<SolarizationConfig>;

  readonly additionFactor: Range;
  readonly thresholdFactor: Range;
  readonly valueRange: Range;

  constructor(config: SolarizationConfig = {}) {
    super(config);
    const owner = this.describe();
    const of = { owner, low: 0, high: 1 };
    this.additionFactor = checkFactor(config.additionFactor ?? 0, { ...of, name: 'additionFactor' });
    this.thresholdFactor = checkFactor(config.thresholdFactor ?? 0, { ...of, name: 'thresholdFactor' });
    this.valueRange = checkValueRange(config.valueRange, owner);
  }

  protected override draw({ batch }: ImageShape): Numbers {
    const [additions, thresholds] = [this.additionFactor, this.thresholdFactor].map(([low, high]) =>
      this.drawBetween([low, high * 255], batch),
    ) as [number[], number[]];
    return { additions, thresholds };
  }

  protected override transformImages(images: Tensor, { additions, thresholds }: Numbers): Tensor {
    const values = rescaleRange(images, this.valueRange, [0, 255]);
    const brighter = tf.clipByValue(tf.add(values, perImage(additions)), 0, 255);
    const changed = tf.where(tf.less(brighter, perImage(thresholds)), brighter, tf.sub(255, brighter));
    return rescaleRange(changed, [0, 255], this.valueRange);
  }

  override getConfig(): SolarizationConfig {
    const { additionFactor, thresholdFactor, valueRange } = this;
    return { ...super.getConfig(), additionFactor, thresholdFactor, valueRange };
  }
}
