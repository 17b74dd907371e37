import { checkPositiveInteger, invalidArgument, library, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag } from '../../engine/arguments.ts';
import { randomBeta, randomShares } from '../../ops/random-beta.ts';
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

export interface AugMixConfig extends RandomImageConfig {
  /** The least and the greatest value of images. Default: 0 and 255. */
  valueRange?: Range;
  /** How many changed versions are mixed. Default: 3. */
  numChains?: number;
  /** How many changes each undergoes at most. Default: 3. */
  chainDepth?: number;
  /** How strong they are, from 0 to 1; one number stands for 0 to it. Default: 0.3. */
  factor?: Factor;
  /** The larger, the more evenly the versions are mixed. Default: 1. */
  alpha?: number;
  /** Whether colours and brightness change too. Default: true. */
  allOps?: boolean;
  /** How values between pixels are made. Default: `'bilinear'`. */
  interpolation?: ImageInterpolation;
}

interface Chains {
  chains: ImageStep[][];
  /** The share of each chain in what is changed. */
  shares: number[];
  /** The share of the images as they were. */
  kept: number;
}

/**
 * In training, mixes images with several changed versions of themselves, drawn for the batch. Shapes: images of 1 or 3
 * channels → the same.
 *
 * Source: Hendrycks et al., 2019, https://arxiv.org/abs/1912.02781
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/aug_mix/
 */
export class AugMix extends BaseRandomImage<AugMixConfig, Chains> {
  static override readonly className: string = 'AugMix';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'valueRange',
    'numChains',
    'chainDepth',
    'factor',
    'alpha',
    'allOps',
    'interpolation',
  ] satisfies OptionsOf<AugMixConfig>;

  readonly valueRange: Range;
  readonly numChains: number;
  readonly chainDepth: number;
  readonly factor: Range;
  readonly alpha: number;
  readonly allOps: boolean;
  readonly interpolation: ImageInterpolation;
  readonly #augmenters: readonly Augmenter[];

  constructor(config: AugMixConfig = {}) {
    super(config);
    const owner = this.describe();
    const { numChains = 3, chainDepth = 3, factor = 0.3, alpha = 1 } = config;
    this.valueRange = checkValueRange(config.valueRange, owner);
    this.numChains = checkPositiveInteger(numChains, { owner, name: 'numChains' });
    this.chainDepth = checkPositiveInteger(chainDepth, { owner, name: 'chainDepth' });
    this.factor = checkFactor(factor, { owner, name: 'factor', low: 0, high: 1 });
    if (!(Number.isFinite(alpha) && alpha > 0)) throw invalidArgument({ owner, name: 'alpha' }, 'above 0', alpha);
    this.alpha = alpha;
    this.allOps = checkFlag(config.allOps, { owner, name: 'allOps' }) ?? true;
    this.interpolation = checkInterpolation(config.interpolation, owner);
    const { plain, colored } = augmenters(this);
    this.#augmenters = this.allOps ? [...plain, ...colored] : plain;
  }

  protected override draw(shape: ImageShape): Chains {
    const next = (): ReturnType<typeof this.nextPoint> => this.nextPoint();
    const chains = Array.from({ length: this.numChains }, () =>
      // One more than there are stands for no change.
      this.drawBetween([0, this.#augmenters.length + 1], this.chainDepth).flatMap(
        (pick) => this.#augmenters[Math.floor(pick)]?.prepare(shape) ?? [],
      ),
    );
    const shares = randomShares(this.numChains, this.alpha, next);
    const [kept = 0] = randomBeta(1, [this.alpha, this.alpha], next);
    return { chains, shares, kept };
  }

  protected override transformImages(images: Tensor, { chains, shares, kept }: Chains): Tensor {
    const versions = chains.map((steps, i) => {
      const changed = steps.reduce((version, step) => step.images(version), images);
      return tf.mul(changed, (shares[i] ?? 0) * (1 - kept));
    });
    return tf.clipByValue(tf.addN([tf.mul(images, kept), ...versions]), ...this.valueRange);
  }

  override getConfig(): AugMixConfig {
    const { valueRange, numChains, chainDepth, factor, alpha, allOps, interpolation } = this;
    return { ...super.getConfig(), valueRange, numChains, chainDepth, factor, alpha, allOps, interpolation };
  }
}
