import {
  annotate,
  checkBetween,
  checkConfig,
  invalidArgument,
  SeedGenerator,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { EinsumDense } from '../core/einsum-dense.ts';
import { checkFlag, checkOptionalPositiveInteger, readArgument } from '../engine/arguments.ts';
import type { CallContext, Masks } from '../engine/call-context.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import {
  serializeWeightSettings,
  weightSettings,
  weightOptions,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';
import { canFuseAttention, fusedAttention } from '../ops/fused-attention.ts';
import { dropout } from '../ops/random.ts';
import { getRegularizer, serializeRegularizer } from '../regularizers/get.ts';
import type { Regularizer } from '../regularizers/regularizer.ts';
import { attend, type AttendOptions, type Projected } from './attend.ts';
import {
  checkProjectedShapes,
  joinMasks,
  scoresShape,
  type AttentionGeometry,
  type ProjectedAttentionArguments,
} from './projected-masks.ts';

export interface ProjectedAttentionConfig extends LayerConfig, WeightConfig<'kernel'>, WeightConfig<'bias'> {
  /** The share of attention weights that become zero in training. Default: 0. */
  dropout?: number;
  /** Whether the projections add a bias. Default: true. */
  useBias?: boolean;
  /** Whether the heads' outputs are multiplied by a sigmoid of one more projection of the query. Default: false. */
  useGate?: boolean;
  /** A query sees keys fewer places away than this. Default: `null`, all of them. */
  slidingWindow?: number | null;
  /** There is no such kernel on tfjs: `null` or `false`. */
  flashAttention?: boolean | null;
  /** Makes the dropout repeat from run to run. */
  seed?: number | null;
}

/** How many heads there are, and the sizes of what they work on. */
export interface HeadSizes {
  queryHeads: number;
  keyHeads: number;
  keySize: number;
  valueSize: number;
}

type ProjectedContext = CallContext & ProjectedAttentionArguments;

/** What the attention layers with projections share. A subclass says how many heads there are and how they attend. */
export abstract class BaseProjectedAttention<Config extends ProjectedAttentionConfig> extends Layer<Config> {
  static override readonly options: readonly string[] = [
    'dropout',
    'useBias',
    'useGate',
    'slidingWindow',
    'flashAttention',
    'seed',
    ...weightOptions('kernel', 'bias'),
  ] satisfies OptionsOf<ProjectedAttentionConfig>;
  override readonly castsIntegers: boolean = true;
  protected override readonly namesActivityRegularizer = true;
  override supportsMasking = true;
  protected override takesList = true;

  readonly dropout: number;
  readonly useBias: boolean;
  readonly useGate: boolean;
  readonly slidingWindow: number | null;
  readonly seed: number | null;
  readonly kernelSettings: WeightSettings;
  readonly biasSettings: WeightSettings;
  /** Penalty on the output of each projection. */
  readonly projectionRegularizer: Regularizer | null;
  queryDense: EinsumDense | null = null;
  keyDense: EinsumDense | null = null;
  gateDense: EinsumDense | null = null;
  valueDense: EinsumDense | null = null;
  outputDense: EinsumDense | null = null;
  readonly #seedGenerator: SeedGenerator;

  constructor(config: Config) {
    super({ ...checkConfig(config, new.target), activityRegularizer: null });
    const owner = this.describe();
    const { dropout = 0, slidingWindow, flashAttention, seed = null } = config;
    this.dropout = checkBetween(dropout, { owner, name: 'dropout', low: 0, high: 1 });
    this.useBias = checkFlag(config.useBias, { owner, name: 'useBias' }) ?? true;
    this.useGate = checkFlag(config.useGate, { owner, name: 'useGate' }) ?? false;
    this.slidingWindow = checkOptionalPositiveInteger(slidingWindow, { owner, name: 'slidingWindow' });
    if (flashAttention != null && flashAttention)
      throw invalidArgument({ owner, name: 'flashAttention' }, 'null or false', flashAttention);
    this.seed = seed;
    this.#seedGenerator = readArgument({ owner, name: 'seed' }, () => new SeedGenerator(seed));
    this.kernelSettings = weightSettings('kernel', config, { owner, initializer: 'glorotUniform' });
    this.biasSettings = weightSettings('bias', config, { owner, initializer: 'zeros' });
    this.projectionRegularizer = readArgument({ owner, name: 'activityRegularizer' }, () =>
      getRegularizer(config.activityRegularizer),
    );
    this.inputSpec = { minNdim: 3 };
  }

  protected abstract get heads(): HeadSizes;

  /** The axes of inputs of that rank along which places attend to one another. */
  protected abstract axes(rank: number): number[];

  /** Shape of the output after its places, for queries of the given size. */
  protected outputSizes(querySize: number | null): Shape {
    return [querySize];
  }

  override build(inputShapes: readonly Shape[]): void {
    const [query, value, key] = checkProjectedShapes(inputShapes, this.#geometry);
    const { queryHeads, keyHeads, keySize, valueSize } = this.heads;
    this.queryDense = this.#project('query', query, [queryHeads, keySize]);
    this.keyDense = this.#project('key', key, [keyHeads, keySize]);
    if (this.useGate) this.gateDense = this.#project('gate', query, [queryHeads, valueSize]);
    this.valueDense = this.#project('value', value, [keyHeads, valueSize]);
    const places = 'abcdefgh'.slice(0, query.length - 1);
    const sizes = this.outputSizes(query.at(-1) ?? null);
    const out = 'opqrstuvw'.slice(0, sizes.length);
    this.outputDense = this.#dense('attention_output', {
      equation: `${places}yz,yz${out}->${places}${out}`,
      outputShape: [...query.slice(1, -1).map(() => null), ...sizes],
      biasAxes: out,
    });
    this.outputDense.ensureBuilt([...query.slice(0, -1), queryHeads, valueSize]);
  }

  override call(inputs: Tensor[], context: CallContext): Tensor | Tensor[] {
    const { queryDense, keyDense, gateDense, valueDense, outputDense } = this;
    if (!queryDense || !keyDense || !valueDense || !outputDense) throw this.notBuilt();
    const [queryShape, valueShape] = checkProjectedShapes(
      inputs.map(({ shape }) => shape),
      this.#geometry,
    );
    const { training, returnAttentionScores } = context as ProjectedContext;
    const [query, value, key = value] = inputs as [Tensor, Tensor, Tensor?];
    const mask = joinMasks(context, {
      ...this.#geometry,
      query: queryShape,
      value: valueShape,
      window: this.slidingWindow,
    });
    const gate = gateDense?.apply(query);
    const projected = { query: queryDense.apply(query), key: keyDense.apply(key), value: valueDense.apply(value) };
    const rate = training ? this.dropout : 0;
    // As in Keras, which has two ways: one makes weights explicit, and zero where nothing is seen.
    const clear = this.dropout > 0 || returnAttentionScores === true || query.rank > 3;
    const isPlain = query.rank === 3 && rate === 0 && !returnAttentionScores && canFuseAttention();
    const [heads, weights] = isPlain
      ? [fusedAttention({ ...projected, mask, clear })]
      : this.attention(projected, { mask, clear, dropout: (scores) => this.#drop(scores, training) });
    const output = outputDense.apply(gate === undefined ? heads : tf.mul(heads, gate));
    if (!returnAttentionScores || weights === undefined) return output;
    if (mask !== null) annotate(weights, { mask });
    return [output, weights];
  }

  /** The heads' outputs, `[batch, …, heads, valueSize]`, and the weights. */
  protected attention(projected: Projected, options: Omit<AttendOptions, 'labels'>): [Tensor, Tensor] {
    const rank = projected.query.rank - 1;
    const axes = this.axes(rank);
    const queries = Array.from('abcdefgh'.slice(0, rank - 1));
    const keys = queries.map((label, axis) => (axes.includes(axis) ? label.toUpperCase() : label));
    const scores = [
      ...queries.filter((_, axis) => !axes.includes(axis)),
      'y',
      ...axes.flatMap((axis) => queries[axis] ?? []),
      ...axes.flatMap((axis) => keys[axis] ?? []),
    ];
    const labels = { query: `${queries.join('')}yz`, key: `${keys.join('')}yz`, scores: scores.join('') };
    return attend(projected, { ...options, labels });
  }

  override computeMask(_inputs: Tensor[], mask: Masks): Masks {
    return Array.isArray(mask) ? [(mask as (Tensor | null)[])[0] ?? null] : null;
  }

  override computeOutputShape(
    inputShapes: readonly Shape[],
    { returnAttentionScores }: ProjectedAttentionArguments = {},
  ): Shape | readonly Shape[] {
    const [query, value] = checkProjectedShapes(inputShapes, this.#geometry);
    const output = [...query.slice(0, -1), ...this.outputSizes(query.at(-1) ?? null)];
    return returnAttentionScores ? [output, scoresShape(query, value, this.#geometry)] : output;
  }

  override getConfig(): ProjectedAttentionConfig {
    return {
      ...super.getConfig(),
      dropout: this.dropout,
      useBias: this.useBias,
      useGate: this.useGate,
      slidingWindow: this.slidingWindow,
      ...serializeWeightSettings('kernel', this.kernelSettings),
      ...serializeWeightSettings('bias', this.biasSettings),
      activityRegularizer: serializeRegularizer(this.projectionRegularizer),
      seed: this.seed,
    };
  }

  #project(name: string, shape: Shape, sizes: Shape): EinsumDense {
    const places = 'abcdefgh'.slice(0, shape.length - 1);
    const layer = this.#dense(name, {
      equation: `${places}x,xyz->${places}yz`,
      outputShape: [...shape.slice(1, -1).map(() => null), ...sizes],
      biasAxes: 'yz',
    });
    layer.ensureBuilt(shape);
    return layer;
  }

  #dense(name: string, config: { equation: string; outputShape: Shape; biasAxes: string }): EinsumDense {
    const { kernelSettings: kernel, biasSettings: bias } = this;
    const layer = new EinsumDense({
      ...config,
      name,
      trainable: this.trainable,
      biasAxes: this.useBias ? config.biasAxes : null,
      activation: name === 'gate' ? 'sigmoid' : null,
      activityRegularizer: this.projectionRegularizer,
      kernelInitializer: kernel.initializer,
      kernelRegularizer: kernel.regularizer,
      kernelConstraint: kernel.constraint,
      biasInitializer: bias.initializer,
      biasRegularizer: bias.regularizer,
      biasConstraint: bias.constraint,
    });
    return this.track(layer);
  }

  #drop(weights: Tensor, training: boolean): Tensor {
    if (!training || this.dropout === 0) return weights;
    return dropout(weights, { rate: this.dropout }, this.#seedGenerator.next());
  }

  get #geometry(): AttentionGeometry {
    return { owner: this.describe(), axes: (rank) => this.axes(rank), heads: this.heads.queryHeads };
  }
}
