import { DataError, invalidArgument, library, type OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { BaseLookup, type LookupConfig } from './base-lookup.ts';

export interface IntegerLookupConfig extends LookupConfig<number> {
  /** Numbers are of 32 bits on tfjs; kept for Keras. Default: `'int64'`. */
  vocabularyDtype?: 'int64';
}

/**
 * The index of each whole number in a vocabulary: special tokens first (the mask's, those of numbers outside the
 * vocabulary), then the others in order. Shapes: any → the same, int32; in other output modes as {@link CategoryEncoding}
 * with a place for each index. `adapt` finds the vocabulary, which lives outside the configuration: see `getVocabulary`.
 *
 * @throws ArgumentError if an argument is out of range; StateError without a vocabulary; DataError for a number outside the
 * vocabulary where there is no index for it
 * @see https://keras.io/api/layers/preprocessing_layers/categorical/integer_lookup/
 */
export class IntegerLookup extends BaseLookup<number, IntegerLookupConfig> {
  static override readonly className: string = 'IntegerLookup';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['vocabularyDtype'] satisfies OptionsOf<IntegerLookupConfig>;
  protected override readonly tokenType = 'int32';

  constructor(config: IntegerLookupConfig = {}) {
    super(config, -1);
    const { vocabularyDtype, salt } = config as { vocabularyDtype?: unknown; salt?: unknown };
    const owner = this.describe();
    if (vocabularyDtype !== undefined && vocabularyDtype !== 'int64')
      throw invalidArgument({ owner, name: 'vocabularyDtype' }, "'int64'", vocabularyDtype);
    if (salt != null && this.oovMethod !== 'farmhash')
      throw invalidArgument({ owner, name: 'salt' }, "left out without oovMethod='farmhash'", salt);
  }

  protected override tokensOf(tensor: Tensor): number[] {
    if (tensor.dtype === 'string')
      throw new DataError(`${this.describe()}: expected whole numbers. Received: a tensor of type string`);
    return this.readTokens(tensor) as number[];
  }

  override getConfig(): IntegerLookupConfig {
    return { ...super.getConfig(), vocabularyDtype: 'int64' };
  }
}
