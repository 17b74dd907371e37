import { library, type OptionsOf, type Shape, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag, checkName } from '../engine/arguments.ts';
import { BaseAttention, type BaseAttentionConfig } from './base-attention.ts';

export interface AttentionConfig extends BaseAttentionConfig {
  /** Whether scores are multiplied by a trained number. Default: false. */
  useScale?: boolean;
  /** `'dot'` (default): the product of query and key; `'concat'`: the sum of the hyperbolic tangents of their sum. */
  scoreMode?: 'dot' | 'concat';
}

/**
 * Luong's attention: `softmax(query · keyᵀ) · value`. Called on `[query, value]` or `[query, value, key]`; the key is the
 * value unless given. Shapes: `[batch, queries, size]`, `[batch, keys, out]`, `[batch, keys, size]` →
 * `[batch, queries, out]`, with `returnAttentionScores` also `[batch, queries, keys]`. Values that their mask rules out are
 * not seen; outputs of queries that theirs rules out are zero.
 *
 * Source: Luong et al., 2015, https://arxiv.org/abs/1508.04025
 *
 * @throws ArgumentError if `dropout` or `scoreMode` is none; ShapeError if the inputs do not fit together
 * @see https://keras.io/api/layers/attention_layers/attention/
 */
export class Attention extends BaseAttention<AttentionConfig> {
  static override readonly className: string = 'Attention';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['useScale', 'scoreMode'] satisfies OptionsOf<AttentionConfig>;

  readonly useScale: boolean;
  readonly scoreMode: 'dot' | 'concat';
  scale: Variable | null = null;
  concatScoreWeight: Variable | null = null;

  constructor(config: AttentionConfig = {}) {
    super(config);
    const { scoreMode = 'dot' } = config;
    this.useScale = checkFlag(config.useScale, { owner: this.describe(), name: 'useScale' }) ?? false;
    this.scoreMode = checkName(scoreMode, { owner: this.describe(), name: 'scoreMode', choices: ['dot', 'concat'] });
  }

  override build(inputShapes: readonly Shape[]): void {
    super.build(inputShapes);
    if (this.useScale) this.scale = this.addWeight('scale', [], { initializer: 'ones' });
    if (this.scoreMode === 'concat')
      this.concatScoreWeight = this.addWeight('concat_score_weight', [], { initializer: 'ones' });
  }

  protected override scores(query: Tensor, key: Tensor): Tensor {
    const scaled = (x: Tensor): Tensor => (this.scale === null ? x : tf.mul(x, this.scale.value));
    if (this.scoreMode === 'dot') return scaled(tf.matMul(query, key, false, true));
    if (this.concatScoreWeight === null) throw this.notBuilt();
    const sums = tf.add(tf.expandDims(query, -2), tf.expandDims(key, -3));
    return tf.mul(tf.sum(tf.tanh(scaled(sums)), -1), this.concatScoreWeight.value);
  }

  override getConfig(): AttentionConfig {
    return { ...super.getConfig(), useScale: this.useScale, scoreMode: this.scoreMode };
  }
}
