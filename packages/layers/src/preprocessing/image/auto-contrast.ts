import { library, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { BaseImageLayer, rescaleRange, type ImageLayerConfig } from './base-image-layer.ts';
import { checkValueRange, type Range } from './image-arguments.ts';

export interface AutoContrastConfig extends ImageLayerConfig {
  /** The least and the greatest value of images. Default: 0 and 255. */
  valueRange?: Range;
}

/**
 * Stretches the values of each channel of each image over the whole range, in training and inference. Shapes: images → the
 * same.
 *
 * @throws ArgumentError if `valueRange` is not two numbers
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/auto_contrast/
 */
export class AutoContrast extends BaseImageLayer<AutoContrastConfig, null> {
  static override readonly className: string = 'AutoContrast';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['valueRange'] satisfies OptionsOf<AutoContrastConfig>;
  protected override readonly alwaysActive = true;

  readonly valueRange: Range;

  constructor(config: AutoContrastConfig = {}) {
    super(config);
    this.valueRange = checkValueRange(config.valueRange, this.describe());
  }

  protected override draw(): null {
    return null;
  }

  protected override transformImages(images: Tensor): Tensor {
    const values = rescaleRange(images, this.valueRange, [0, 255]);
    const low = tf.min(values, [1, 2], true);
    const range = tf.sub(tf.max(values, [1, 2], true), low);
    const flat = tf.equal(range, 0);
    const stretched = tf.div(tf.mul(tf.sub(values, low), 255), tf.where(flat, 1, range));
    const changed = rescaleRange(tf.clipByValue(stretched, 0, 255), [0, 255], this.valueRange);
    return tf.where(tf.broadcastTo(flat, images.shape), images, changed);
  }

  override getConfig(): AutoContrastConfig {
    return { ...super.getConfig(), valueRange: this.valueRange };
  }
}
