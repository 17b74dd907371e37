import {
  checkConfig,
  checkPositiveInteger,
  formatShape,
  library,
  ShapeError,
  show,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import { tensor, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { checkDense } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { DataLayer } from './data-layer.ts';
import { checkOutputMode, encode, encodedShape, type OutputModeName } from './encode-rows.ts';
import { crossBucket } from './text/hash-bucket.ts';

type Mode = 'int' | 'oneHot';

export interface HashedCrossingConfig extends LayerConfig {
  /** How many bins there are. */
  numBins: number;
  /** Default: `'int'`, the number of the bin. */
  outputMode?: OutputModeName<Mode>;
  /** tfjs has no sparse tensors: `false`. */
  sparse?: boolean;
}

/**
 * A bin for each combination of values, by their hash. Called on two or more tensors of strings or whole numbers. Shapes:
 * `[batch]` or `[batch, 1]` each → the same, int32; with `'oneHot'` `[batch, numBins]`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the inputs differ in shape
 * @see https://keras.io/api/layers/preprocessing_layers/categorical/hashed_crossing/
 */
export class HashedCrossing extends DataLayer<HashedCrossingConfig> {
  static override readonly className: string = 'HashedCrossing';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'numBins',
    'outputMode',
    'sparse',
  ] satisfies OptionsOf<HashedCrossingConfig>;
  protected override takesList = true;

  readonly numBins: number;
  readonly outputMode: Mode;

  constructor(config: HashedCrossingConfig) {
    super(
      checkConfig(config, new.target),
      config.outputMode === undefined || config.outputMode === 'int' ? 'int32' : 'float32',
    );
    const owner = this.describe();
    const { numBins, outputMode = 'int', sparse } = config;
    this.numBins = checkPositiveInteger(numBins, { owner, name: 'numBins' });
    this.outputMode = checkOutputMode(outputMode, { owner, choices: ['int', 'oneHot'] });
    checkDense(sparse, { owner, name: 'sparse' });
  }

  override build(inputShapes: readonly Shape[]): void {
    this.#checkShapes(inputShapes);
  }

  override call(inputs: Tensor[]): Tensor {
    const shape = this.#checkShapes(inputs.map((input) => input.shape)) as number[];
    const columns = inputs.map((input) => this.readTokens(input));
    const bins = Int32Array.from(columns[0] ?? [], (_, row) =>
      crossBucket(
        columns.map((column) => column[row] ?? ''),
        this.numBins,
      ),
    );
    const { outputMode: mode, numBins: depth } = this;
    return mode === 'int' ? tensor(bins, shape, 'int32') : encode(bins, shape, { mode, depth });
  }

  override computeOutputShape(inputShapes: readonly Shape[]): Shape {
    return encodedShape(this.#checkShapes(inputShapes), this.outputMode, this.numBins);
  }

  override computeOutputDtype(): DataType {
    return this.outputMode === 'int' ? 'int32' : 'float32';
  }

  override getConfig(): HashedCrossingConfig {
    const { name, dtype, numBins, outputMode } = this;
    return { name, dtype, numBins, outputMode, sparse: false };
  }

  #checkShapes(shapes: readonly Shape[]): Shape {
    const [first = []] = shapes;
    const isColumn = first.length === 1 || (first.length === 2 && (first[1] === 1 || first[1] === null));
    if (shapes.length < 2 || !isColumn || shapes.some((shape) => show(shape) !== show(first)))
      throw new ShapeError(
        `${this.describe()}: expected two or more inputs of one shape, (batch,) or (batch, 1). Received: ${shapes.map(formatShape).join(', ')}`,
      );
    return first;
  }
}
