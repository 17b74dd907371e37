import { checkPositiveInteger, invalidArgument, library, positiveAxis, type OptionsOf, type Shape } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkAxes, checkOptionalPositiveInteger } from '../engine/arguments.ts';
import type { CallContext } from '../engine/call-context.ts';
import { BaseProjectedAttention, type HeadSizes, type ProjectedAttentionConfig } from './base-projected-attention.ts';

export interface MultiHeadAttentionConfig extends ProjectedAttentionConfig {
  numHeads: number;
  /** Size of each head's queries and keys. */
  keyDim: number;
  /** Size of each head's values. Default: `keyDim`. */
  valueDim?: number | null;
  /** Shape of the output after its places. Default: the size of the query. */
  outputShape?: number | readonly number[] | null;
  /** Axes of the inputs along which places attend to one another. Default: all between the batch and the last. */
  attentionAxes?: number | readonly number[] | null;
}

/**
 * Several heads, each attending on projections of its own: `softmax(q · kᵀ / sqrt(keyDim)) · v`, joined by one more
 * projection. Called on `[query, value]` or `[query, value, key]`; the key is the value unless given. Shapes:
 * `[batch, queries, a]`, `[batch, keys, b]`, `[batch, keys, c]` → `[batch, queries, a]`, with `returnAttentionScores` also
 * `[batch, heads, queries, keys]`. As in Keras, `queryMask` counts only as the mask attached to the query.
 *
 * Source: Vaswani et al., 2017, https://arxiv.org/abs/1706.03762
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if inputs or masks do not fit together
 * @see https://keras.io/api/layers/attention_layers/multi_head_attention/
 */
export class MultiHeadAttention extends BaseProjectedAttention<MultiHeadAttentionConfig> {
  static override readonly className: string = 'MultiHeadAttention';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'numHeads',
    'keyDim',
    'valueDim',
    'outputShape',
    'attentionAxes',
  ] satisfies OptionsOf<MultiHeadAttentionConfig>;

  readonly numHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly outputShape: readonly number[] | null;
  readonly attentionAxes: readonly number[] | null;

  constructor(config: MultiHeadAttentionConfig) {
    super(config);
    const owner = this.describe();
    const { outputShape, attentionAxes } = config;
    this.numHeads = checkPositiveInteger(config.numHeads, { owner, name: 'numHeads' });
    this.keyDim = checkPositiveInteger(config.keyDim, { owner, name: 'keyDim' });
    this.valueDim = checkOptionalPositiveInteger(config.valueDim, { owner, name: 'valueDim' }) ?? this.keyDim;
    const sizes = outputShape == null ? null : [outputShape].flat();
    sizes?.forEach((size) => checkPositiveInteger(size, { owner, name: 'outputShape' }));
    this.outputShape = sizes;
    this.attentionAxes = attentionAxes == null ? null : checkAxes(attentionAxes, { owner, name: 'attentionAxes' });
  }

  override call(inputs: Tensor[], context: CallContext): Tensor | Tensor[] {
    return super.call(inputs, { ...context, queryMask: null });
  }

  override getConfig(): MultiHeadAttentionConfig {
    return {
      ...super.getConfig(),
      numHeads: this.numHeads,
      keyDim: this.keyDim,
      valueDim: this.valueDim,
      outputShape: this.outputShape,
      attentionAxes: this.attentionAxes,
    };
  }

  protected override get heads(): HeadSizes {
    const { numHeads, keyDim, valueDim } = this;
    return { queryHeads: numHeads, keyHeads: numHeads, keySize: keyDim, valueSize: valueDim };
  }

  protected override axes(rank: number): number[] {
    if (this.attentionAxes === null) return Array.from({ length: rank - 2 }, (_, i) => i + 1);
    const axes = this.attentionAxes.map((axis) => positiveAxis(axis, rank));
    if (axes.some((axis) => axis < 1 || axis > rank - 2))
      throw invalidArgument(
        { owner: this.describe(), name: 'attentionAxes' },
        `axes between the first and the last of inputs of rank ${rank}`,
        this.attentionAxes,
      );
    return axes;
  }

  protected override outputSizes(querySize: number | null): Shape {
    return this.outputShape ?? [querySize];
  }
}
