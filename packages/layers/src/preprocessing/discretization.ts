import {
  checkBetween,
  checkPositiveInteger,
  DataError,
  invalidArgument,
  library,
  show,
  StateError,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import { tensor, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { checkDense, checkOptionalPositiveInteger } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { batchesOf, DataLayer, type AdaptData } from './data-layer.ts';
import { checkOutputMode, encode, encodedShape, type OutputModeName } from './encode-rows.ts';
import { binBoundaries, emptySummary, mergeSummaries, summarize } from './quantiles.ts';

type Mode = 'int' | 'oneHot' | 'multiHot' | 'count';

export interface DiscretizationConfig extends LayerConfig {
  /** Where one bin ends and the next begins, ascending. Given with `numBins`, they are what `adapt` found. */
  binBoundaries?: readonly number[] | null;
  /** How many bins `adapt` is to make, of about as many values each. */
  numBins?: number | null;
  /** How far the shares of values in the bins may be off. Default: 0.01. */
  epsilon?: number;
  /** Default: `'int'`, the number of the bin. */
  outputMode?: OutputModeName<Mode>;
  /** tfjs has no sparse tensors: `false`. */
  sparse?: boolean;
}

/**
 * The number of the bin that a value falls into: how many boundaries are not above it. Shapes: any → the same, int32; in
 * other output modes as {@link CategoryEncoding} with a place for each bin.
 *
 * @throws ArgumentError if an argument is out of range; StateError if called before `adapt`
 * @see https://keras.io/api/layers/preprocessing_layers/numerical/discretization/
 */
export class Discretization extends DataLayer<DiscretizationConfig> {
  static override readonly className: string = 'Discretization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'binBoundaries',
    'numBins',
    'epsilon',
    'outputMode',
    'sparse',
  ] satisfies OptionsOf<DiscretizationConfig>;

  readonly numBins: number | null;
  readonly epsilon: number;
  readonly outputMode: Mode;
  /** Given, or found by {@link adapt}. */
  binBoundaries: readonly number[] | null;

  constructor(config: DiscretizationConfig) {
    super(config);
    const owner = this.describe();
    const { binBoundaries: boundaries = null, numBins, epsilon = 0.01, outputMode = 'int', sparse } = config;
    this.numBins = checkOptionalPositiveInteger(numBins, { owner, name: 'numBins' });
    this.epsilon = checkBetween(epsilon, { owner, name: 'epsilon', low: 1e-6, high: 1 });
    this.outputMode = checkOutputMode(outputMode, { owner, choices: ['int', 'oneHot', 'multiHot', 'count'] });
    checkDense(sparse, { owner, name: 'sparse' });
    if (boundaries !== null && !isAscending(boundaries))
      throw invalidArgument({ owner, name: 'binBoundaries' }, 'an array of ascending numbers', boundaries);
    if (boundaries === null) checkPositiveInteger(this.numBins, { owner, name: 'numBins (or binBoundaries)' });
    this.binBoundaries = boundaries;
  }

  /** Finds boundaries between `numBins` bins that hold about as many of the values each. */
  adapt(data: AdaptData): void {
    const { numBins, epsilon } = this;
    if (numBins === null)
      throw new StateError(`${this.describe()}.adapt: expected a layer made with numBins. Received: binBoundaries`);
    let summary = emptySummary;
    for (const batch of batchesOf(data, this.describe())) {
      const values = batch.dataSync<DataType>() as ArrayLike<unknown>;
      const broken = Array.from(values).find((value) => typeof value !== 'number' || Number.isNaN(value));
      if (broken !== undefined)
        throw new DataError(`${this.describe()}.adapt: expected numbers. Received: ${show(broken)}`);
      summary = mergeSummaries(summarize(values as ArrayLike<number>, epsilon), summary, epsilon);
    }
    if (summary.values.length === 0) throw new DataError(`${this.describe()}.adapt: expected data. Received: none`);
    this.binBoundaries = binBoundaries(summary, numBins);
  }

  override call(inputs: Tensor): Tensor {
    const boundaries = this.binBoundaries;
    if (boundaries === null)
      throw new StateError(`${this.describe()} has no boundaries yet: call adapt(data) first, or give binBoundaries`);
    if (inputs.dtype === 'string')
      throw new DataError(`${this.describe()}: expected numbers. Received: a tensor of type string`);
    const indices = Int32Array.from(inputs.dataSync(), (value) => binOf(value, boundaries));
    const { outputMode: mode } = this;
    if (mode === 'int') return tensor(indices, inputs.shape, 'int32');
    return encode(indices, inputs.shape, { mode, depth: boundaries.length + 1 });
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const depth = this.binBoundaries === null ? this.numBins : this.binBoundaries.length + 1;
    return encodedShape(inputShape, this.outputMode, depth);
  }

  override computeOutputDtype(): DataType {
    return this.outputMode === 'int' ? 'int32' : 'float32';
  }

  override getConfig(): DiscretizationConfig {
    return {
      name: this.name,
      dtype: this.dtype,
      binBoundaries: this.binBoundaries,
      numBins: this.numBins,
      epsilon: this.epsilon,
      outputMode: this.outputMode,
      sparse: false,
    };
  }
}

/** How many of the ascending boundaries are not above `value`; all of them for a value that is no number. */
function binOf(value: number, boundaries: readonly number[]): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < Math.fround(boundaries[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isAscending(values: unknown): boolean {
  if (!Array.isArray(values)) return false;
  return values.every((value, i) => Number.isFinite(value) && value >= (i === 0 ? -Infinity : values[i - 1]));
}
