import { checkConfig, checkPositiveInteger, invalidArgument, library, type OptionsOf, type Shape } from '@argali/core';
import { tensor, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { checkDense } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { DataLayer } from './data-layer.ts';
import { checkOutputMode, encode, encodedShape, type OutputModeName } from './encode-rows.ts';
import { checkSalt, hashBucket, type Salt } from './text/hash-bucket.ts';

type Mode = 'int' | 'oneHot' | 'multiHot' | 'count';

export interface HashingConfig extends LayerConfig {
  /** How many bins there are, that of `maskValue` included. */
  numBins: number;
  /** The value that bin 0 is kept for. Default: `null`, none. */
  maskValue?: string | number | null;
  /** A key, for SipHash in place of FarmHash. */
  salt?: Salt | null;
  /** Default: `'int'`, the number of the bin. */
  outputMode?: OutputModeName<Mode>;
  /** tfjs has no sparse tensors: `false`. */
  sparse?: boolean;
}

/**
 * A bin for each string or whole number, by its hash: the same in Keras and everywhere. Shapes: any → the same, int32; in
 * other output modes as {@link CategoryEncoding} with a place for each bin.
 *
 * @throws ArgumentError if an argument is out of range; DataError for a number that is not whole
 * @see https://keras.io/api/layers/preprocessing_layers/categorical/hashing/
 */
export class Hashing extends DataLayer<HashingConfig> {
  static override readonly className: string = 'Hashing';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'numBins',
    'maskValue',
    'salt',
    'outputMode',
    'sparse',
  ] satisfies OptionsOf<HashingConfig>;

  readonly numBins: number;
  readonly maskValue: string | number | null;
  readonly salt: readonly [number, number] | null;
  readonly outputMode: Mode;

  constructor(config: HashingConfig) {
    super(
      checkConfig(config, new.target),
      config.outputMode === undefined || config.outputMode === 'int' ? 'int32' : 'float32',
    );
    const owner = this.describe();
    const { numBins, maskValue = null, salt, outputMode = 'int', sparse } = config;
    this.numBins = checkPositiveInteger(numBins, { owner, name: 'numBins' });
    if (maskValue !== null && typeof maskValue !== 'string' && !Number.isInteger(maskValue))
      throw invalidArgument({ owner, name: 'maskValue' }, 'a string, a whole number or null', maskValue);
    this.maskValue = maskValue;
    this.salt = checkSalt(salt, owner);
    this.outputMode = checkOutputMode(outputMode, { owner, choices: ['int', 'oneHot', 'multiHot', 'count'] });
    checkDense(sparse, { owner, name: 'sparse' });
  }

  override call(inputs: Tensor): Tensor {
    const bins = Int32Array.from(this.readTokens(inputs), (value) => this.#binOf(value));
    const { outputMode: mode, numBins: depth } = this;
    return mode === 'int' ? tensor(bins, inputs.shape, 'int32') : encode(bins, inputs.shape, { mode, depth });
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return encodedShape(inputShape, this.outputMode, this.numBins);
  }

  override computeOutputDtype(): DataType {
    return this.outputMode === 'int' ? 'int32' : 'float32';
  }

  override getConfig(): HashingConfig {
    const { numBins, salt, maskValue, outputMode } = this;
    return { ...super.getConfig(), numBins, salt, maskValue, outputMode, sparse: false };
  }

  #binOf(value: string | number): number {
    const kept = this.maskValue !== null && this.numBins > 1 ? 1 : 0;
    if (kept === 1 && value === this.maskValue) return 0;
    return kept + hashBucket(value, this.numBins - kept, this.salt);
  }
}
