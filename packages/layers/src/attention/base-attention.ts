import { checkBetween, formatShape, SeedGenerator, ShapeError, type OptionsOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readArgument } from '../engine/arguments.ts';
import type { CallArguments, CallContext, Masks } from '../engine/call-context.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { dropout } from '../ops/random.ts';
import { allOf, checkMask, positionMask } from './attention-masks.ts';

export interface BaseAttentionConfig extends LayerConfig {
  /** The share of attention weights that become zero in training. Default: 0. */
  dropout?: number;
  /** Makes the dropout repeat from run to run. */
  seed?: number | null;
}

/** Arguments of a call of `Attention` and `AdditiveAttention`; `mask` holds those of query, value and key. */
export interface AttentionArguments extends CallArguments {
  /** Whether the attention weights are a second output. Default: false. */
  returnAttentionScores?: boolean | null;
  /** Whether a query sees no value after its own place. Default: false. */
  useCausalMask?: boolean | null;
}

type AttentionContext = CallContext & AttentionArguments;

/** What the attention layers without projections share. A subclass gives the scores. */
export abstract class BaseAttention<Config extends BaseAttentionConfig> extends Layer<Config> {
  static override readonly options: readonly string[] = ['dropout', 'seed'] satisfies OptionsOf<BaseAttentionConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;
  protected override takesList = true;

  readonly dropout: number;
  readonly seed: number | null;
  readonly #seedGenerator: SeedGenerator;

  constructor(config: Config) {
    super(config);
    const { dropout = 0, seed = null } = config;
    this.dropout = checkBetween(dropout, { owner: this.describe(), name: 'dropout', low: 0, high: 1 });
    this.seed = seed;
    this.#seedGenerator = readArgument({ owner: this.describe(), name: 'seed' }, () => new SeedGenerator(seed));
    this.inputSpec = { minNdim: 3 };
  }

  /** Scores `[batch, queries, keys]` from `[batch, queries, size]` and `[batch, keys, size]`. */
  protected abstract scores(query: Tensor, key: Tensor): Tensor;

  override build(inputShapes: readonly Shape[]): void {
    this.#checkShapes(inputShapes);
  }

  override call(inputs: Tensor[], context: CallContext): Tensor | Tensor[] {
    this.#checkShapes(inputs.map(({ shape }) => shape));
    const { training, returnAttentionScores, useCausalMask } = context as AttentionContext;
    const [query, value, key = value] = inputs as [Tensor, Tensor, Tensor?];
    const [queryMask, valueMask] = this.#masks(context);
    const scores = this.scores(query, key);
    const [queries = 1, keys = 1] = scores.shape.slice(-2);
    const seen = allOf([
      valueMask && tf.expandDims(checkMask(valueMask, value.shape.slice(0, -1), this.#named('value')), -2),
      useCausalMask ? positionMask({ queries, keys, causal: true, window: null }) : null,
    ]);
    // As in Keras: so far below the rest that nothing of it is left.
    const masked = seen === null ? scores : tf.add(scores, tf.mul(tf.sub(tf.cast(seen, 'float32'), 1), 1e9));
    const weights = this.#drop(tf.softmax(masked), training);
    const product = tf.matMul(weights, value);
    const output =
      queryMask === null
        ? product
        : tf.mul(product, tf.expandDims(checkMask(queryMask, query.shape.slice(0, -1), this.#named('query')), -1));
    return returnAttentionScores ? [output, weights] : output;
  }

  override computeMask(_inputs: Tensor[], mask: Masks): Masks {
    return Array.isArray(mask) ? [(mask as (Tensor | null)[])[0] ?? null] : null;
  }

  override computeOutputShape(
    inputShapes: readonly Shape[],
    { returnAttentionScores }: AttentionArguments = {},
  ): Shape | readonly Shape[] {
    this.#checkShapes(inputShapes);
    const [query, value] = inputShapes as [Shape, Shape];
    const output = [...query.slice(0, -1), value.at(-1) ?? null];
    return returnAttentionScores ? [output, [...query.slice(0, -1), value.at(-2) ?? null]] : output;
  }

  override getConfig(): BaseAttentionConfig {
    return { ...super.getConfig(), dropout: this.dropout, seed: this.seed };
  }

  #drop(weights: Tensor, training: boolean): Tensor {
    if (!training || this.dropout === 0) return weights;
    return dropout(weights, { rate: this.dropout }, this.#seedGenerator.next());
  }

  #masks({ mask }: CallContext): [Tensor | null, Tensor | null] {
    const [query = null, value = null] = Array.isArray(mask) ? (mask as (Tensor | null)[]) : [];
    return [query, value];
  }

  #named(input: string): { owner: string; name: string } {
    return { owner: this.describe(), name: `the mask of the ${input}` };
  }

  #checkShapes(shapes: readonly Shape[]): void {
    const fail = (expected: string): never => {
      throw new ShapeError(
        `${this.describe()}: expected ${expected}. Received shapes: ${shapes.map(formatShape).join(', ')}`,
      );
    };
    const [query, value, key = value] = shapes;
    if (query === undefined || value === undefined || key === undefined || shapes.length > 3)
      return fail('a list of [query, value] or [query, value, key]');
    const differ = (a: number | null | undefined, b: number | null | undefined): boolean =>
      a != null && b != null && a !== b;
    if (query.length !== value.length || query.length !== key.length) fail('inputs of one rank');
    if (query.slice(0, -2).some((size, axis) => differ(size, value[axis]) || differ(size, key[axis])))
      fail('inputs of one batch size');
    if (differ(query.at(-1), key.at(-1))) fail('query and key to have the same size along their last axis');
    if (differ(value.at(-2), key.at(-2))) fail('value and key to have the same number of places');
  }
}
