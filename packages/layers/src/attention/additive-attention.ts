import { library, type OptionsOf, type Shape, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag } from '../engine/arguments.ts';
import { BaseAttention, type BaseAttentionConfig } from './base-attention.ts';

export interface AdditiveAttentionConfig extends BaseAttentionConfig {
  /** Whether the parts of a score are weighted by trained numbers. Default: true. */
  useScale?: boolean;
}

/**
 * Bahdanau's attention: `softmax(Σ scale * tanh(query + key)) · value`. Called on `[query, value]` or
 * `[query, value, key]`; the key is the value unless given. Shapes and masks: as those of `Attention`.
 *
 * Source: Bahdanau et al., 2014, https://arxiv.org/abs/1409.0473
 *
 * @throws ArgumentError if `dropout` is not between 0 and 1; ShapeError if the inputs do not fit together
 * @see https://keras.io/api/layers/attention_layers/additive_attention/
 */
export class AdditiveAttention extends BaseAttention<AdditiveAttentionConfig> {
  static override readonly className: string = 'AdditiveAttention';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['useScale'] satisfies OptionsOf<AdditiveAttentionConfig>;

  readonly useScale: boolean;
  scale: Variable | null = null;

  constructor(config: AdditiveAttentionConfig = {}) {
    super(config);
    this.useScale = checkFlag(config.useScale, { owner: this.describe(), name: 'useScale' }) ?? true;
  }

  override build(inputShapes: readonly Shape[]): void {
    super.build(inputShapes);
    if (this.useScale) this.scale = this.addWeight('scale', [inputShapes[0]?.at(-1) ?? null]);
  }

  protected override scores(query: Tensor, key: Tensor): Tensor {
    const parts = tf.tanh(tf.add(tf.expandDims(query, -2), tf.expandDims(key, -3)));
    if (this.scale === null) return tf.sum(parts, -1);
    const size = this.scale.size;
    const sums = tf.matMul(tf.reshape(parts, [-1, size]), tf.reshape(this.scale.value, [size, 1]));
    return tf.reshape(sums, parts.shape.slice(0, -1));
  }

  override getConfig(): AdditiveAttentionConfig {
    return { ...super.getConfig(), useScale: this.useScale };
  }
}
