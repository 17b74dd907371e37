import { checkFinite, library, type OptionsOf, type Shape, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag } from '../engine/arguments.ts';
import type { CallArguments, CallContext } from '../engine/call-context.ts';
import { Embedding, type EmbeddingConfig } from './embedding.ts';

export interface ReversibleEmbeddingConfig extends EmbeddingConfig {
  /** Whether the way back uses the embeddings themselves rather than weights of its own. Default: true. */
  tieWeights?: boolean;
  /** Bounds what comes back to values within ± this, by `cap * tanh(x / cap)`. Default: `null`, no bounds. */
  logitSoftCap?: number | null;
  /** Type of the way back; only that of the layer is possible here. */
  reverseDtype?: 'float32' | null;
}

/** What a call may say: with `reverse` it goes from vectors to one number for each index. */
export interface ReversibleEmbeddingArguments extends CallArguments {
  reverse?: boolean;
}

/**
 * An embedding that also goes back, for the last layer of a language model. Shapes: indices `[batch, …]` →
 * `[batch, …, outputDim]`; called with `reverse: true`, vectors `[batch, …, outputDim]` → `[batch, …, inputDim]`.
 *
 * Source: Press and Wolf, 2016, https://arxiv.org/abs/1608.05859
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/core_layers/reversible_embedding/
 */
export class ReversibleEmbedding extends Embedding {
  static override readonly className: string = 'ReversibleEmbedding';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'tieWeights',
    'logitSoftCap',
    'reverseDtype',
  ] satisfies OptionsOf<ReversibleEmbeddingConfig>;
  protected override readonly namesActivityRegularizer = true;

  readonly tieWeights: boolean;
  readonly logitSoftCap: number | null;
  reverseEmbeddings: Variable | null = null;
  #reversed = false;

  constructor(config: ReversibleEmbeddingConfig) {
    super(config);
    this.tieWeights = checkFlag(config.tieWeights, { owner: this.describe(), name: 'tieWeights' }) ?? true;
    this.logitSoftCap =
      config.logitSoftCap == null
        ? null
        : checkFinite(config.logitSoftCap, { owner: this.describe(), name: 'logitSoftCap' });
  }

  override build(): void {
    super.build();
    if (this.tieWeights) return;
    const { initializer } = this.embeddingsSettings;
    this.reverseEmbeddings = this.addWeight('reverse_embeddings', [this.outputDim, this.inputDim], { initializer });
  }

  override call(inputs: Tensor, context?: CallContext & ReversibleEmbeddingArguments): Tensor {
    this.#reversed = context?.reverse ?? false;
    if (!this.#reversed) return super.call(inputs);
    if (this.embeddings === null) throw this.notBuilt();
    const { reverseEmbeddings, logitSoftCap: cap } = this;
    const rows = tf.reshape<tf.Rank.R2>(inputs, [-1, this.outputDim]);
    const products = reverseEmbeddings
      ? tf.matMul(rows, reverseEmbeddings.value)
      : tf.matMul(rows, this.embeddings.value, false, true);
    const logits = tf.reshape(products, [...inputs.shape.slice(0, -1), this.inputDim]);
    return cap === null ? logits : tf.mul(tf.tanh(tf.div(logits, cap)), cap);
  }

  // Vectors are no indices, so only the way there has a mask.
  override computeMask(inputs: Tensor): Tensor | null {
    return this.#reversed ? null : super.computeMask(inputs);
  }

  override computeOutputShape(inputShape: Shape, { reverse }: ReversibleEmbeddingArguments = {}): Shape {
    return reverse ? [...inputShape.slice(0, -1), this.inputDim] : super.computeOutputShape(inputShape);
  }

  override getConfig(): ReversibleEmbeddingConfig {
    return {
      ...super.getConfig(),
      tieWeights: this.tieWeights,
      reverseDtype: null,
      logitSoftCap: this.logitSoftCap,
    };
  }
}
