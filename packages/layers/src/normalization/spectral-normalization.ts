import {
  ArgumentError,
  checkConfig,
  checkPositiveInteger,
  library,
  Variable,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Wrapper, type WrapperConfig } from '../core/wrapper.ts';
import type { CallContext } from '../engine/call-context.ts';
import { stopGradient } from '../ops/stop-gradient.ts';
import { unitVectors } from '../ops/unit-vectors.ts';
import { getInnerLayer } from '../recurrent/inner-layer.ts';

export interface SpectralNormalizationConfig extends WrapperConfig {
  /** Steps towards the largest singular value that each training step takes. Default: 1. */
  powerIterations?: number;
}

/**
 * In training, divides the kernel (or the embeddings) of a layer by its largest singular value before each call. Shapes: as
 * the layer inside.
 *
 * Source: Miyato et al., 2018, https://arxiv.org/abs/1802.05957
 *
 * @throws ArgumentError if `powerIterations` is not a positive integer, or the layer has neither kernel nor embeddings
 * @see https://keras.io/api/layers/normalization_layers/spectral_normalization/
 */
export class SpectralNormalization extends Wrapper<SpectralNormalizationConfig> {
  static override readonly className: string = 'SpectralNormalization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'powerIterations',
  ] satisfies OptionsOf<SpectralNormalizationConfig>;

  readonly powerIterations: number;
  #kernel: Variable | null = null;
  #vectorU: Variable | null = null;

  constructor(config: SpectralNormalizationConfig) {
    super({
      ...checkConfig(config, new.target),
      layer: getInnerLayer(config.layer, { owner: 'SpectralNormalization', name: 'layer' }),
    });
    const of = { owner: this.describe(), name: 'powerIterations' };
    this.powerIterations = checkPositiveInteger(config.powerIterations ?? 1, of);
  }

  override build(inputShape: Shape): void {
    super.build(inputShape);
    const { kernel, embeddings } = this.layer as { kernel?: unknown; embeddings?: unknown };
    const weight = kernel ?? embeddings;
    if (!(weight instanceof Variable))
      throw new ArgumentError(
        `${this.describe()}: expected a layer with a kernel or embeddings. Received: ${this.layer.describe()}`,
      );
    this.#kernel = weight;
    this.#vectorU = this.addWeight('vector_u', [1, weight.shape.at(-1) ?? 1], {
      initializer: { className: 'TruncatedNormal', config: { stddev: 0.02 } },
      trainable: false,
    });
    this.inputSpec = { minNdim: 1, axes: { '-1': inputShape.at(-1) ?? 0 } };
  }

  /** The kernel first, then the vector that follows it, then the rest of the layer inside. */
  override get weights(): readonly Variable[] {
    const own = [this.#kernel, this.#vectorU].filter((weight) => weight !== null);
    return [...new Set([...own, ...super.weights])];
  }

  override call(inputs: Tensor, { training, mask }: CallContext): Tensor {
    if (training) this.#normalizeKernel();
    return this.layer.apply(inputs, { training, mask });
  }

  #normalizeKernel(): void {
    const { powerIterations } = this;
    if (this.#kernel === null || this.#vectorU === null) throw this.notBuilt();
    const kernel = stopGradient(this.#kernel.value);
    const matrix = tf.reshape<tf.Rank.R2>(kernel, [-1, kernel.shape.at(-1) ?? 1]);
    let u: Tensor = this.#vectorU.value;
    let v: Tensor = u;
    for (let i = 0; i < powerIterations; i++) {
      v = unitVectors(tf.matMul(u, matrix, false, true), [0, 1]);
      u = unitVectors(tf.matMul(v, matrix), [0, 1]);
    }
    const sigma = tf.reshape(tf.matMul(tf.matMul(v, matrix), u, false, true), []);
    // A kernel of zeros stays as it is.
    const divisor = tf.where(tf.equal(sigma, 0), tf.onesLike(sigma), sigma);
    this.#vectorU.assign(u);
    this.#kernel.assign(tf.div(kernel, divisor));
  }

  override getConfig(): SpectralNormalizationConfig {
    return { ...super.getConfig(), powerIterations: this.powerIterations };
  }
}
