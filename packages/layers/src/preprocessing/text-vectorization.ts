import {
  checkPositiveInteger,
  DataError,
  formatShape,
  invalidArgument,
  library,
  ShapeError,
  type Name,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import { tensor, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { checkDense, checkFlag, checkName, checkOptionalPositiveInteger } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { batchesOf, DataLayer, type AdaptData } from './data-layer.ts';
import { checkOutputMode, type OutputMode, type OutputModeName } from './encode-rows.ts';
import { checkEncoding, StringLookup } from './string-lookup.ts';
import { ngrams, splitters, standardizers } from './text/tokenize.ts';

type Standardize = keyof typeof standardizers;
type Split = keyof typeof splitters;
type Mode = Exclude<OutputMode, 'oneHot'>;

export interface TextVectorizationConfig extends LayerConfig {
  /** The largest size of the vocabulary, special tokens included. Default: `null`, any. */
  maxTokens?: number | null;
  /** How texts are made alike. Default: `'lowerAndStripPunctuation'`. */
  standardize?: Name<Standardize> | ((text: string) => string) | null;
  /** How texts are cut into tokens; `null`: each is one. Default: `'whitespace'`. */
  split?: Name<Split> | ((text: string) => string[]) | null;
  /** Tokens are runs of up to so many words, or of these numbers of words. Default: `null`, the words. */
  ngrams?: number | readonly number[] | null;
  /** Default: `'int'`, the indices of the tokens. */
  outputMode?: OutputModeName<Mode>;
  /** Rows of indices are cut or filled with zeros to so many. Default: `null`, as many as the longest has. */
  outputSequenceLength?: number | null;
  /** Whether rows have `maxTokens` places however many tokens there are. Default: false. */
  padToMaxTokens?: boolean;
  /** The tokens; without them, `adapt` finds some. */
  vocabulary?: readonly string[] | null;
  /** How much each token of the vocabulary counts under `'tfIdf'`. */
  idfWeights?: readonly number[] | null;
  /** tfjs has no sparse and no ragged tensors: `false`. */
  sparse?: boolean;
  ragged?: boolean;
  /** Strings are Unicode in JavaScript; kept for Keras. Default: `'utf-8'`. */
  encoding?: 'utf-8';
}

/**
 * Texts as rows of token indices (0 fills up, 1 stands for tokens outside the vocabulary), or as rows with a place for each
 * token. Shapes: `[batch]` or `[batch, 1]` strings → `[batch, length]` int32, or `[batch, tokens]`. `adapt` finds the
 * vocabulary, which lives outside the configuration: see `getVocabulary`.
 *
 * @throws ArgumentError if an argument is out of range; StateError without a vocabulary; ShapeError for several texts in a
 * sample
 * @see https://keras.io/api/layers/preprocessing_layers/text/text_vectorization/
 */
export class TextVectorization extends DataLayer<TextVectorizationConfig> {
  static override readonly className: string = 'TextVectorization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'maxTokens',
    'standardize',
    'split',
    'ngrams',
    'outputMode',
    'outputSequenceLength',
    'padToMaxTokens',
    'vocabulary',
    'idfWeights',
    'sparse',
    'ragged',
    'encoding',
  ] satisfies OptionsOf<TextVectorizationConfig>;

  readonly standardize: Standardize | ((text: string) => string) | null;
  readonly split: Split | ((text: string) => string[]) | null;
  readonly ngrams: number | readonly number[] | null;
  readonly outputMode: Mode;
  readonly outputSequenceLength: number | null;
  readonly #lookup: StringLookup;

  constructor(config: TextVectorizationConfig = {}) {
    super(config);
    const owner = this.describe();
    const { standardize = 'lowerAndStripPunctuation', split = 'whitespace', ngrams: widths = null } = config;
    const choices: Mode[] = ['int', 'multiHot', 'count', 'tfIdf'];
    this.standardize = nameOrFunction(standardize, standardizers, { owner, name: 'standardize' });
    this.split = nameOrFunction(split, splitters, { owner, name: 'split' });
    if (widths !== null) for (const width of [widths].flat()) checkPositiveInteger(width, { owner, name: 'ngrams' });
    this.ngrams = widths;
    this.outputMode = checkOutputMode(config.outputMode ?? 'int', { owner, choices });
    const lengthOf = { owner, name: 'outputSequenceLength' };
    this.outputSequenceLength = checkOptionalPositiveInteger(config.outputSequenceLength, lengthOf);
    if (this.outputSequenceLength !== null && this.outputMode !== 'int')
      throw invalidArgument(lengthOf, "left out without outputMode='int'", this.outputSequenceLength);
    checkEncoding(config.encoding, owner);
    checkDense(config.sparse, { owner, name: 'sparse' });
    checkDense(config.ragged, { owner, name: 'ragged' });
    const { maxTokens = null, vocabulary = null, idfWeights = null } = config;
    const padToMaxTokens = checkFlag(config.padToMaxTokens, { owner, name: 'padToMaxTokens' }) ?? false;
    this.#lookup = new StringLookup({
      name: this.name,
      maxTokens,
      padToMaxTokens,
      vocabulary,
      idfWeights,
      maskToken: '',
      outputMode: this.outputMode,
    });
  }

  /** Makes a vocabulary of the tokens of texts, the most frequent first. */
  adapt(data: AdaptData): void {
    const documents = function* (layer: TextVectorization): Generator<string[]> {
      for (const batch of batchesOf(data, layer.describe())) yield* layer.#tokens(batch);
    };
    this.#lookup.adaptDocuments(documents(this));
  }

  /** Replaces the vocabulary; one that contains the special tokens has them at its start. */
  setVocabulary(vocabulary: readonly string[], idfWeights: readonly number[] | null = null): void {
    this.#lookup.setVocabulary(vocabulary, idfWeights);
  }

  /** All tokens in the order of their indices; special ones only if asked for. */
  getVocabulary(includeSpecialTokens: boolean = true): (string | null)[] {
    return this.#lookup.getVocabulary(includeSpecialTokens);
  }

  /** How many tokens there are, special ones included. */
  vocabularySize(): number {
    return this.#lookup.vocabularySize();
  }

  override call(inputs: Tensor): Tensor {
    const texts = this.#tokens(inputs);
    if (this.outputMode !== 'int') return this.#lookup.encodeLists(texts);
    const length = this.outputSequenceLength ?? texts.reduce((longest, tokens) => Math.max(longest, tokens.length), 0);
    const indices = new Int32Array(texts.length * length);
    texts.forEach((tokens, row) => {
      tokens.slice(0, length).forEach((token, i) => (indices[row * length + i] = this.#lookup.indexOf(token)));
    });
    return tensor(indices, [texts.length, length], 'int32');
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const [batch = null] = inputShape;
    if (this.outputMode === 'int') return [batch, this.outputSequenceLength];
    return [batch, ...this.#lookup.computeOutputShape([null]).slice(-1)];
  }

  override computeOutputDtype(): DataType {
    return this.outputMode === 'int' ? 'int32' : 'float32';
  }

  override getConfig(): TextVectorizationConfig {
    const { maxTokens, padToMaxTokens, vocabulary, idfWeights } = this.#lookup.getConfig();
    return {
      ...super.getConfig(),
      maxTokens: maxTokens ?? null,
      standardize: this.standardize,
      split: this.split,
      ngrams: this.ngrams,
      outputMode: this.outputMode,
      outputSequenceLength: this.outputSequenceLength,
      padToMaxTokens: padToMaxTokens ?? false,
      sparse: false,
      ragged: false,
      vocabulary: vocabulary ?? null,
      idfWeights: idfWeights ?? null,
      encoding: 'utf-8',
    };
  }

  /** The tokens of each text. */
  #tokens(texts: Tensor): string[][] {
    if (texts.dtype !== 'string')
      throw new DataError(`${this.describe()}: expected strings. Received: a tensor of type ${texts.dtype}`);
    const values = Array.from(texts.dataSync<DataType>() as string[]);
    const { split, standardize, ngrams: widths } = this;
    const isColumn = texts.rank < 2 || (texts.rank === 2 && texts.shape[1] === 1);
    if (!isColumn && (split !== null || texts.rank > 2))
      throw new ShapeError(
        `${this.describe()}: expected one text in each sample, shape (batch,) or (batch, 1). Received: ${formatShape(texts.shape)}`,
      );
    const clean = typeof standardize === 'string' ? standardizers[standardize] : (standardize ?? String);
    const cut = typeof split === 'string' ? splitters[split] : (split ?? ((text: string): string[] => [text]));
    const perRow = isColumn ? 1 : (texts.shape[1] ?? 1);
    const all = typeof widths === 'number' ? Array.from({ length: widths }, (_, i) => i + 1) : widths;
    return Array.from({ length: values.length / perRow }, (_, row) => {
      const words = values.slice(row * perRow, (row + 1) * perRow).flatMap((text) => cut(clean(text)));
      return all === null ? words : ngrams(words, all);
    });
  }
}

/** One of `known`, in any spelling, or a function, or `null`. */
function nameOrFunction<Key extends string, F>(
  value: unknown,
  known: Readonly<Record<Key, F>>,
  of: { owner: string; name: string },
): Key | F | null {
  if (value === null || typeof value === 'function') return value as F | null;
  return checkName(value, { ...of, choices: Object.keys(known) as Key[] });
}
