import {
  DataError,
  invalidArgument,
  library,
  ShapeError,
  show,
  toTensor,
  type NestedArray,
  type OptionsOf,
  type Shape,
  type TensorLike,
  type Variable,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag, axesWithin, checkAxes } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { batchesOf, type AdaptData } from './data-layer.ts';
import { mergeStatistics, statisticsOf, type Statistics } from './statistics.ts';

export interface NormalizationConfig extends LayerConfig {
  /** The axis or axes each of whose places has statistics of its own; `null` for one mean of everything. Default: -1. */
  axis?: number | readonly number[] | null;
  /** Known means, of a shape that broadcasts over those axes; together with `variance`, in place of `adapt`. */
  mean?: number | NestedArray | null;
  variance?: number | NestedArray | null;
  /** Whether to turn normalised data back. Default: false. */
  invert?: boolean;
}

/** Keras's epsilon: the least standard deviation that is divided by. */
const LEAST = 1e-7;

/**
 * `(x - mean) / sqrt(variance)` with the statistics of the data given to {@link adapt}. Shapes: any → the same.
 *
 * @throws ArgumentError if only one of `mean` and `variance` is given; ShapeError if an axis to keep has no known size
 * @see https://keras.io/api/layers/preprocessing_layers/numerical/normalization/
 */
export class Normalization extends Layer<NormalizationConfig> {
  static override readonly className: string = 'Normalization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'axis',
    'mean',
    'variance',
    'invert',
  ] satisfies OptionsOf<NormalizationConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  /** None for one mean of everything. */
  readonly axis: readonly number[];
  readonly givenMean: number | NestedArray | null;
  readonly givenVariance: number | NestedArray | null;
  readonly invert: boolean;
  mean: Variable | null = null;
  variance: Variable | null = null;

  constructor(config: NormalizationConfig = {}) {
    super(config);
    const owner = this.describe();
    const { axis = -1, mean = null, variance = null } = config;
    if ((mean === null) !== (variance === null))
      throw invalidArgument({ owner, name: 'mean' }, 'given together with `variance`', mean);
    this.axis = axis === null ? [] : checkAxes(axis, { owner, name: 'axis' });
    this.givenMean = mean;
    this.givenVariance = variance;
    this.invert = checkFlag(config.invert, { owner, name: 'invert' }) ?? false;
  }

  override build(inputShape: Shape): void {
    const kept = this.#kept(inputShape.length).map((axis) => inputShape[axis] ?? null);
    if (kept.includes(null))
      throw new ShapeError(
        `${this.describe()}: expected known sizes along axis=${show(this.axis)}. Received: input shape ${show(inputShape)}`,
      );
    if (this.givenMean !== null) return;
    this.mean = this.addWeight('mean', kept, { initializer: 'zeros', trainable: false });
    this.variance = this.addWeight('variance', kept, { initializer: 'ones', trainable: false });
    // Keras keeps a count for the sake of older files.
    this.addWeight('count', [], { initializer: 'zeros', trainable: false, dtype: 'int32' });
  }

  /** Learns mean and variance from `data`, whose first axis is that of the samples, or from batches of such. */
  adapt(data: AdaptData): void {
    const owner = this.describe();
    if (this.givenMean !== null)
      throw new DataError(`${owner}.adapt: expected a layer without a given mean and variance`);
    let found: Statistics | null = null;
    for (const batch of batchesOf(data, owner)) {
      if (batch.size === 0) throw new DataError(`${owner}.adapt: expected data. Received: shape=${show(batch.shape)}`);
      if (batch.dtype === 'string') throw new DataError(`${owner}.adapt: expected numbers. Received: strings`);
      const [, ...sizes] = batch.shape;
      this.ensureBuilt([null, ...sizes]);
      found = mergeStatistics(found, statisticsOf(batch, this.#kept(batch.rank)));
    }
    if (found === null) throw new DataError(`${owner}.adapt: expected data. Received: none`);
    this.#learn(found);
  }

  #learn({ mean, variance }: Statistics): void {
    if (!this.mean || !this.variance) throw this.notBuilt();
    const { shape } = this.mean;
    tf.tidy(() => {
      this.mean?.assign(tf.tensor(Float32Array.from(mean), shape));
      this.variance?.assign(tf.tensor(Float32Array.from(variance), shape));
    });
  }

  override call(inputs: Tensor): Tensor {
    const mean = this.#broadcast(this.mean?.value ?? this.givenMean, inputs);
    const variance = this.#broadcast(this.variance?.value ?? this.givenVariance, inputs);
    const deviation = tf.maximum(tf.sqrt(variance), LEAST);
    return this.invert ? tf.add(mean, tf.mul(inputs, deviation)) : tf.div(tf.sub(inputs, mean), deviation);
  }

  /** Statistics with an axis for each of the input's: the last of theirs is the last that is kept, and so on. */
  #broadcast(values: TensorLike | null, inputs: Tensor): Tensor {
    if (values === null) throw this.notBuilt();
    const statistics = toTensor(values, { name: 'statistics', dtype: 'float32' });
    const kept = this.#kept(inputs.rank);
    const first = kept.length - statistics.rank;
    return tf.reshape(
      statistics,
      inputs.shape.map((_, axis) => statistics.shape[kept.indexOf(axis) - first] ?? 1),
    );
  }

  #kept(rank: number): number[] {
    // Two of them may name the same one: 1 and -1 of a matrix.
    return [...new Set(axesWithin(this.axis, { owner: this.describe(), name: 'axis', rank }))];
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): NormalizationConfig {
    const { axis, givenMean, givenVariance, invert } = this;
    return { ...super.getConfig(), axis, invert, mean: givenMean, variance: givenVariance };
  }
}
