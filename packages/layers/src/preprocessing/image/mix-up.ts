import { library, permutation, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../../engine/arguments.ts';
import { randomBeta } from '../../ops/random-beta.ts';
import { BaseRandomImage, type ImageShape, type RandomImageConfig } from './base-image-layer.ts';

export interface MixUpConfig extends RandomImageConfig {
  /** The smaller, the more one of two images prevails. Default: 0.2. */
  alpha?: number;
}

interface Mix {
  weights: number[];
  order: Int32Array;
}

/**
 * In training, mixes each image with another of the batch, and its labels (in {@link augment}) likewise, by a share drawn
 * from a beta distribution. Shapes: images → the same; labels `[batch, …]` → the same, float32.
 *
 * Source: Zhang et al., 2017, https://arxiv.org/abs/1710.09412
 *
 * @throws ArgumentError if `alpha` is negative
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/mix_up/
 */
export class MixUp extends BaseRandomImage<MixUpConfig, Mix> {
  static override readonly className: string = 'MixUp';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['alpha'] satisfies OptionsOf<MixUpConfig>;

  readonly alpha: number;

  constructor(config: MixUpConfig = {}) {
    super(config);
    this.alpha = checkNonNegative(config.alpha ?? 0.2, { owner: this.describe(), name: 'alpha' });
  }

  protected override draw({ batch }: ImageShape): Mix {
    const alpha = Math.max(this.alpha, 1e-6);
    const weights = randomBeta(batch, [alpha, alpha], () => this.nextPoint());
    return { weights, order: permutation(batch, this.nextPoint()) };
  }

  protected override transformImages(images: Tensor, mix: Mix): Tensor {
    return mixWith(images, mix.order, mix.weights);
  }

  protected override transformLabels(labels: Tensor, mix: Mix): Tensor {
    return mixWith(labels, mix.order, mix.weights);
  }

  protected override transformMasks(masks: Tensor, mix: Mix): Tensor {
    return mixWith(masks, mix.order, mix.weights);
  }

  override getConfig(): MixUpConfig {
    return { ...super.getConfig(), alpha: this.alpha };
  }
}

/** Each sample times its weight, plus the sample that `order` puts in its place times the rest. */
export function mixWith(samples: Tensor, order: Int32Array, weights: readonly number[]): Tensor {
  const own = tf.reshape(tf.tensor1d([...weights]), [weights.length, ...samples.shape.slice(1).map(() => 1)]);
  const others = tf.gather(samples, tf.tensor1d(order, 'int32'));
  return tf.add(tf.mul(samples, own), tf.mul(others, tf.sub(1, own)));
}
