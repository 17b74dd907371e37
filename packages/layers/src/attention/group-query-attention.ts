import { checkPositiveInteger, invalidArgument, library, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { attend, type AttendOptions, type Projected } from './attend.ts';
import { BaseProjectedAttention, type HeadSizes, type ProjectedAttentionConfig } from './base-projected-attention.ts';

export interface GroupQueryAttentionConfig extends ProjectedAttentionConfig {
  /** Size of each head's queries, keys and values. */
  headDim: number;
  /** A multiple of `numKeyValueHeads`. */
  numQueryHeads: number;
  /** How many heads of keys and values there are; each serves a group of neighbouring query heads. */
  numKeyValueHeads: number;
}

/**
 * Attention of several heads that share keys and values in groups. Called on `[query, value]` or `[query, value, key]`;
 * the key is the value unless given. Shapes: `[batch, queries, a]`, `[batch, keys, b]`, `[batch, keys, c]` →
 * `[batch, queries, a]`, with `returnAttentionScores` also `[batch, numQueryHeads, queries, keys]`.
 *
 * Source: Ainslie et al., 2023, https://arxiv.org/abs/2305.13245
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if inputs or masks do not fit together
 * @see https://keras.io/api/layers/attention_layers/group_query_attention/
 */
export class GroupQueryAttention extends BaseProjectedAttention<GroupQueryAttentionConfig> {
  static override readonly className: string = 'GroupQueryAttention';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'headDim',
    'numQueryHeads',
    'numKeyValueHeads',
  ] satisfies OptionsOf<GroupQueryAttentionConfig>;

  readonly headDim: number;
  readonly numQueryHeads: number;
  readonly numKeyValueHeads: number;

  constructor(config: GroupQueryAttentionConfig) {
    super(config);
    const owner = this.describe();
    this.headDim = checkPositiveInteger(config.headDim, { owner, name: 'headDim' });
    this.numKeyValueHeads = checkPositiveInteger(config.numKeyValueHeads, { owner, name: 'numKeyValueHeads' });
    this.numQueryHeads = checkPositiveInteger(config.numQueryHeads, { owner, name: 'numQueryHeads' });
    if (this.numQueryHeads % this.numKeyValueHeads !== 0)
      throw invalidArgument(
        { owner, name: 'numQueryHeads' },
        `a multiple of numKeyValueHeads=${this.numKeyValueHeads}`,
        this.numQueryHeads,
      );
    this.inputSpec = { ndim: 3 };
  }

  override getConfig(): GroupQueryAttentionConfig {
    return {
      ...super.getConfig(),
      headDim: this.headDim,
      numQueryHeads: this.numQueryHeads,
      numKeyValueHeads: this.numKeyValueHeads,
    };
  }

  protected override get heads(): HeadSizes {
    const { numQueryHeads, numKeyValueHeads, headDim } = this;
    return { queryHeads: numQueryHeads, keyHeads: numKeyValueHeads, keySize: headDim, valueSize: headDim };
  }

  protected override axes(): number[] {
    return [1];
  }

  /** Each group of query heads stands beside its one head of keys, which is not repeated. */
  protected override attention(
    { query, key, value }: Projected,
    options: Omit<AttendOptions, 'labels'>,
  ): [Tensor, Tensor] {
    const [batch = 1, queries = 1, , size = 1] = query.shape;
    const groups = this.numKeyValueHeads;
    const grouped = tf.transpose(tf.reshape(query, [batch, queries, groups, -1, size]), [0, 2, 3, 1, 4]);
    const inGroups = (mask: Tensor): Tensor => {
      const [samples = 1, heads = 1, ...places] = mask.shape;
      return tf.reshape(mask, heads === 1 ? [samples, 1, 1, ...places] : [samples, groups, -1, ...places]);
    };
    const [output, weights] = attend(
      { query: grouped, key, value },
      {
        ...options,
        mask: options.mask && inGroups(options.mask),
        labels: { query: 'bgrqz', key: 'bkgz', scores: 'bgrqk' },
      },
    );
    return [
      tf.reshape(tf.transpose(output, [0, 3, 1, 2, 4]), [batch, queries, -1, size]),
      tf.reshape(weights, [batch, this.numQueryHeads, queries, -1]),
    ];
  }
}
