import {
  checkPositiveInteger,
  DataError,
  invalidArgument,
  isTensor,
  library,
  ShapeError,
  show,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { CallArguments, CallContext } from '../engine/call-context.ts';
import { checkDense } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { DataLayer } from './data-layer.ts';
import { checkOutputMode, encode, encodedShape, type OutputModeName } from './encode-rows.ts';

type Mode = 'oneHot' | 'multiHot' | 'count';

export interface CategoryEncodingConfig extends LayerConfig {
  /** How many categories there are. */
  numTokens: number;
  /** `'multiHot'` (default) and `'count'`: one row for all along the axis after the batch's; `'oneHot'`: one for each category. */
  outputMode?: OutputModeName<Mode>;
  /** tfjs has no sparse tensors: `false`. */
  sparse?: boolean;
}

export interface CategoryEncodingArguments extends CallArguments {
  /** What each entry adds, in `'count'` mode: of the shape of the input. Default: 1. */
  countWeights?: Tensor | null;
}

/**
 * Rows of zeros and ones, or counts, for whole numbers from 0 to `numTokens - 1`. Shapes: `[batch, n, …]` →
 * `[batch, …, numTokens]`; with `'oneHot'` `[…]` → `[…, numTokens]`, a last axis of size 1 being replaced.
 *
 * @throws ArgumentError if an argument is out of range; DataError for a number that is no category
 * @see https://keras.io/api/layers/preprocessing_layers/categorical/category_encoding/
 */
export class CategoryEncoding extends DataLayer<CategoryEncodingConfig> {
  static override readonly className: string = 'CategoryEncoding';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'numTokens',
    'outputMode',
    'sparse',
  ] satisfies OptionsOf<CategoryEncodingConfig>;

  readonly numTokens: number;
  readonly outputMode: Mode;

  constructor(config: CategoryEncodingConfig) {
    super(config);
    const owner = this.describe();
    const { numTokens, outputMode = 'multiHot', sparse } = config;
    this.numTokens = checkPositiveInteger(numTokens, { owner, name: 'numTokens' });
    this.outputMode = checkOutputMode(outputMode, { owner, choices: ['oneHot', 'multiHot', 'count'] });
    checkDense(sparse, { owner, name: 'sparse' });
  }

  override call(inputs: Tensor, context: CallContext): Tensor {
    const indices = this.readTokens(inputs).map((value) => this.#checkToken(value));
    const { outputMode: mode, numTokens: depth } = this;
    return encode(indices, inputs.shape, { mode, depth, weights: this.#weights(inputs, context) });
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return encodedShape(inputShape, this.outputMode, this.numTokens);
  }

  override computeOutputDtype(): DataType {
    return 'float32';
  }

  override getConfig(): CategoryEncodingConfig {
    return { ...super.getConfig(), numTokens: this.numTokens, outputMode: this.outputMode };
  }

  #checkToken(value: unknown): number {
    if (typeof value !== 'number' || value < 0 || value >= this.numTokens)
      throw new DataError(
        `${this.describe()}: expected categories from 0 to ${this.numTokens - 1} (numTokens - 1). Received: ${show(value)}`,
      );
    return value;
  }

  #weights(inputs: Tensor, context: CallContext): ArrayLike<number> | null {
    const { countWeights } = context as CategoryEncodingArguments;
    if (countWeights == null) return null;
    const of = { owner: this.describe(), name: 'countWeights' };
    if (this.outputMode !== 'count')
      throw invalidArgument(of, `left out with outputMode=${this.outputMode}`, countWeights);
    if (!isTensor(countWeights) || show(countWeights.shape) !== show(inputs.shape))
      throw new ShapeError(
        `${this.describe()}: expected countWeights of the shape of the input, ${show(inputs.shape)}. Received: ${show(countWeights)}`,
      );
    return countWeights.dataSync();
  }
}
