import { library, permutation, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { randomBeta } from '../../ops/random-beta.ts';
import { BaseRandomImage, type ImageShape, type RandomImageConfig } from './base-image-layer.ts';
import { boxMask } from './boxes.ts';
import { checkFactor, type Factor, type Range } from './image-arguments.ts';
import { mixWith } from './mix-up.ts';

export interface CutMixConfig extends RandomImageConfig {
  /** The range of the parameter of the beta distribution, from 0 to 1; one number stands for 0 to it. Default: 1. */
  factor?: Factor;
}

interface Cut {
  order: Int32Array;
  /** `[batch, height, width, 1]` */
  replaced: Tensor;
  /** The share of each image that stays. */
  weights: number[];
}

/**
 * In training, replaces a part of each image by that of another of the batch, and mixes their labels (in {@link augment}) by
 * the shares of their areas. Shapes: images → the same; labels `[batch, …]` → the same, float32.
 *
 * Source: Yun et al., 2019, https://arxiv.org/abs/1905.04899
 *
 * @throws ArgumentError if `factor` is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/cut_mix/
 */
export class CutMix extends BaseRandomImage<CutMixConfig, Cut> {
  static override readonly className: string = 'CutMix';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['factor'] satisfies OptionsOf<CutMixConfig>;

  readonly factor: Range;

  constructor(config: CutMixConfig = {}) {
    super(config);
    this.factor = checkFactor(config.factor ?? 1, { owner: this.describe(), name: 'factor', low: 0, high: 1 });
  }

  protected override draw(shape: ImageShape): Cut {
    const { batch, height, width } = shape;
    const [factor = 0] = this.drawBetween(this.factor, 1);
    const sides = randomBeta(batch, [factor + 1e-6, factor + 1e-6], () => this.nextPoint()).map((share) =>
      Math.sqrt(1 - share),
    );
    const [left, top] = [this.drawBetween([0, 1], batch), this.drawBetween([0, 1], batch)];
    const boxes = sides.map((side, i) => {
      const [across, down] = [side * width, side * height];
      return { x: (left[i] ?? 0) * (width - across), y: (top[i] ?? 0) * (height - down), width: across, height: down };
    });
    return {
      order: permutation(batch, this.nextPoint()),
      replaced: boxMask(boxes, shape),
      weights: sides.map((side) => 1 - side * side),
    };
  }

  protected override transformImages(images: Tensor, { order, replaced }: Cut): Tensor {
    const others = tf.gather(images, tf.tensor1d(order, 'int32'));
    return tf.where(tf.broadcastTo(replaced, images.shape), others, images);
  }

  protected override transformLabels(labels: Tensor, { order, weights }: Cut): Tensor {
    return mixWith(labels, order, weights);
  }

  protected override transformMasks(masks: Tensor, cut: Cut): Tensor {
    return this.transformImages(masks, cut);
  }

  override getConfig(): CutMixConfig {
    return { ...super.getConfig(), factor: this.factor };
  }
}
