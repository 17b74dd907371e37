import { DataError, library, type OptionsOf } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { checkName } from '../engine/arguments.ts';
import { BaseLookup, type LookupConfig } from './base-lookup.ts';

export interface StringLookupConfig extends LookupConfig<string> {
  /** Strings are Unicode in JavaScript; kept for Keras. Default: `'utf-8'`. */
  encoding?: 'utf-8';
}

/**
 * The index of each string in a vocabulary: special tokens first (the mask's, those of strings outside the vocabulary), then
 * the others in order. Shapes: any → the same, int32; in other output modes as {@link CategoryEncoding} with a place for
 * each index. `adapt` finds the vocabulary, which lives outside the configuration: see `getVocabulary`.
 *
 * @throws ArgumentError if an argument is out of range; StateError without a vocabulary; DataError for a string outside the
 * vocabulary where there is no index for it
 * @see https://keras.io/api/layers/preprocessing_layers/categorical/string_lookup/
 */
export class StringLookup extends BaseLookup<string, StringLookupConfig> {
  static override readonly className: string = 'StringLookup';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['encoding'] satisfies OptionsOf<StringLookupConfig>;
  protected override readonly tokenType = 'string';

  constructor(config: StringLookupConfig = {}) {
    super(config, '[UNK]');
    checkEncoding(config.encoding, this.describe());
  }

  protected override tokensOf(tensor: Tensor): string[] {
    if (tensor.dtype !== 'string')
      throw new DataError(`${this.describe()}: expected strings. Received: a tensor of type ${tensor.dtype}`);
    return Array.from(tensor.dataSync<DataType>() as string[]);
  }

  override getConfig(): StringLookupConfig {
    return { ...super.getConfig(), encoding: 'utf-8' };
  }
}

/** Throws an `ArgumentError` for an encoding other than UTF-8. */
export function checkEncoding(value: unknown, owner: string): void {
  checkName(value ?? 'utf-8', { owner, name: 'encoding', choices: ['utf-8'] });
}
