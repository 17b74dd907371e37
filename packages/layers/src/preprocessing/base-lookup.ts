import {
  checkFinite,
  checkNonNegativeInteger,
  DataError,
  invalidArgument,
  show,
  StateError,
  type Name,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import { tensor, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { checkFlag, checkDense, checkName, checkOptionalPositiveInteger } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { batchesOf, DataLayer, isWhole, type AdaptData } from './data-layer.ts';
import {
  checkOutputMode,
  encode,
  encodedShape,
  encodeRows,
  type OutputMode,
  type OutputModeName,
} from './encode-rows.ts';
import { checkSalt, hashBucket, type Salt } from './text/hash-bucket.ts';
import { readVocabulary, TokenCounter, type Token, type Vocabulary } from './text/vocabulary.ts';

export interface LookupConfig<T extends Token> extends LayerConfig {
  /** The largest size of the vocabulary, special tokens included. Default: `null`, any. */
  maxTokens?: number | null;
  /** How many indices there are for tokens outside the vocabulary; with 0, such a token is an error. Default: 1. */
  numOovIndices?: number;
  /** The token of entries that do not count: index 0 as `'int'`, no trace otherwise. Default: `null`, none. */
  maskToken?: T | null;
  /** What an index of no token turns into when inverting. */
  oovToken?: T | null;
  /** The tokens; without them, `adapt` finds some. */
  vocabulary?: readonly T[] | null;
  /** How much each token of the vocabulary counts under `'tfIdf'`. */
  idfWeights?: readonly number[] | null;
  /** Whether indices are turned into tokens. Default: false. */
  invert?: boolean;
  /** Default: `'int'`, the index. */
  outputMode?: OutputModeName;
  /** Whether rows have `maxTokens` places however many tokens there are. Default: false. */
  padToMaxTokens?: boolean;
  /** tfjs has no sparse tensors: `false`. */
  sparse?: boolean;
  /** For several indices outside the vocabulary: whole numbers go by their remainder (default) or their hash. */
  oovMethod?: Name<'floormod' | 'farmhash'>;
  /** A key, for SipHash in place of FarmHash. */
  salt?: Salt | null;
}

/** What the lookups share: a vocabulary, and from tokens to indices or back. */
export abstract class BaseLookup<T extends Token, Config extends LookupConfig<T>> extends DataLayer<Config> {
  static override readonly options: readonly string[] = [
    'maxTokens',
    'numOovIndices',
    'maskToken',
    'oovToken',
    'vocabulary',
    'idfWeights',
    'invert',
    'outputMode',
    'padToMaxTokens',
    'sparse',
    'oovMethod',
    'salt',
  ] satisfies OptionsOf<LookupConfig<number>>;
  readonly maxTokens: number | null;
  readonly numOovIndices: number;
  readonly maskToken: T | null;
  readonly oovToken: T | null;
  readonly invert: boolean;
  readonly outputMode: OutputMode;
  readonly padToMaxTokens: boolean;
  readonly oovMethod: 'floormod' | 'farmhash';
  readonly salt: readonly [number, number] | null;
  readonly #given: { vocabulary: readonly T[] | null; idfWeights: readonly number[] | null };
  #vocabulary: Vocabulary<T> | null = null;
  #indices: ReadonlyMap<T, number> = new Map();

  constructor(config: Config, oovToken: T) {
    super(config);
    const owner = this.describe();
    const { maxTokens, numOovIndices = 1, maskToken = null, vocabulary = null, idfWeights = null } = config;
    this.maxTokens = checkOptionalPositiveInteger(maxTokens, { owner, name: 'maxTokens' });
    if (this.maxTokens === 1) throw invalidArgument({ owner, name: 'maxTokens' }, 'greater than 1', maxTokens);
    this.numOovIndices = checkNonNegativeInteger(numOovIndices, { owner, name: 'numOovIndices' });
    const checkToken = (token: T | null, name: string): T | null => {
      if (token === null || (typeof token === typeof oovToken && !Number.isNaN(token))) return token;
      throw invalidArgument({ owner, name }, `a ${typeof oovToken} or null`, token);
    };
    this.maskToken = checkToken(maskToken, 'maskToken');
    this.oovToken = checkToken(config.oovToken === undefined ? oovToken : config.oovToken, 'oovToken');
    if (idfWeights !== null)
      for (const weight of [idfWeights].flat()) checkFinite(weight, { owner, name: 'idfWeights' });
    this.invert = checkFlag(config.invert, { owner, name: 'invert' }) ?? false;
    const choices: OutputMode[] = ['int', 'oneHot', 'multiHot', 'count', 'tfIdf'];
    this.outputMode = checkOutputMode(config.outputMode ?? 'int', { owner, choices });
    if (this.invert && this.outputMode !== 'int')
      throw invalidArgument({ owner, name: 'outputMode' }, "'int' with `invert`", config.outputMode);
    this.padToMaxTokens = checkFlag(config.padToMaxTokens, { owner, name: 'padToMaxTokens' }) ?? false;
    if (this.padToMaxTokens && this.maxTokens === null)
      throw invalidArgument({ owner, name: 'maxTokens' }, 'given with `padToMaxTokens`', maxTokens);
    const methods = ['floormod', 'farmhash'] as const;
    this.oovMethod = checkName(config.oovMethod ?? 'floormod', { owner, name: 'oovMethod', choices: methods });
    this.salt = checkSalt(config.salt, owner);
    checkDense(config.sparse, { owner, name: 'sparse' });
    this.#given = { vocabulary, idfWeights };
    if (vocabulary !== null) this.setVocabulary(vocabulary, idfWeights);
  }

  /** Type of the tokens' tensors. */
  protected abstract readonly tokenType: 'string' | 'int32';

  /** The tokens of a tensor; throws a `DataError` for one of another type. */
  protected abstract tokensOf(tensor: Tensor): T[];

  /** Replaces the vocabulary; one that contains the special tokens has them at its start. */
  setVocabulary(vocabulary: readonly T[], idfWeights: readonly number[] | null = null): void {
    this.#use(
      readVocabulary(vocabulary, idfWeights, {
        owner: this.describe(),
        special: this.#specialTokens(),
        reserved: [...(this.maskToken === null ? [] : [this.maskToken]), ...(this.invert ? [this.oovToken] : [])],
        maxTokens: this.maxTokens,
        weighted: this.outputMode === 'tfIdf',
      }),
    );
  }

  /** All tokens in the order of their indices; special ones only if asked for. */
  getVocabulary(includeSpecialTokens: boolean = true): (T | null)[] {
    const special = includeSpecialTokens ? this.#specialTokens() : [];
    return [...special, ...(this.#vocabulary?.tokens ?? [])];
  }

  /** How many tokens there are, special ones included. */
  vocabularySize(): number {
    return this.getVocabulary().length;
  }

  /** What each index counts under `'tfIdf'`. */
  get idfWeights(): readonly number[] | null {
    return this.outputMode === 'tfIdf' ? (this.#vocabulary?.idfWeights ?? null) : null;
  }

  /** Makes a vocabulary of the tokens of `data`, the most frequent first; each of its rows is a document. */
  adapt(data: AdaptData): void {
    const documents = function* (layer: BaseLookup<T, Config>): Generator<T[]> {
      for (const batch of batchesOf(data, layer.describe())) {
        const tokens = layer.tokensOf(batch);
        // One list of tokens is a list of documents, but a batch of one axis is one document.
        const rows = batch.rank < 2 ? (isWhole(data) ? tokens.length : 1) : batch.shape[0];
        const size = tokens.length / Math.max(rows, 1);
        for (let row = 0; row < rows; row++) yield tokens.slice(row * size, (row + 1) * size);
      }
    };
    this.adaptDocuments(documents(this));
  }

  /** {@link adapt} for tokens that have been read already. */
  adaptDocuments(documents: Iterable<readonly T[]>): void {
    if (this.#given.vocabulary !== null)
      throw new StateError(`${this.describe()}.adapt: expected a layer without a given vocabulary`);
    const counter = new TokenCounter<T>();
    for (const document of documents) counter.add(document);
    const specials = this.#specialTokens().length;
    const found = counter.vocabulary({
      except: [this.maskToken, this.oovToken],
      most: (this.maxTokens ?? Infinity) - specials,
      specials,
    });
    if (found.tokens.length === 0) throw new DataError(`${this.describe()}.adapt: expected tokens. Received: none`);
    this.#use(found);
  }

  override call(inputs: Tensor): Tensor {
    this.#checkVocabulary();
    if (this.invert) {
      const tokens = this.readTokens(inputs).map((index) => this.#tokenAt(Number(index)));
      return tensor(tokens as string[], inputs.shape, this.tokenType);
    }
    const indices = this.tokensOf(inputs).map((token) => this.indexOf(token));
    const { outputMode: mode } = this;
    if (mode === 'int') return tensor(Int32Array.from(indices), inputs.shape, 'int32');
    return encode(indices, inputs.shape, { mode, depth: this.#depth() ?? 0, weights: this.idfWeights });
  }

  /** A row for each list of tokens, in any output mode that makes rows: `[lists, depth]`. */
  encodeLists(lists: readonly (readonly T[])[]): Tensor {
    this.#checkVocabulary();
    const { outputMode: mode } = this;
    const depth = this.#depth() ?? 0;
    if (mode === 'int') throw new StateError(`${this.describe()}: outputMode='int' makes no rows`);
    const indices = lists.map((list) => list.map((token) => this.indexOf(token)));
    return tensor(encodeRows(indices, { mode, depth, weights: this.idfWeights }), [lists.length, depth]);
  }

  /** The index of a token; -1 for the mask's where it leaves no trace. */
  indexOf(token: T): number {
    this.#checkVocabulary();
    if (token === this.maskToken) return this.outputMode === 'int' ? 0 : -1;
    const known = this.#indices.get(token);
    if (known !== undefined) return known;
    const { numOovIndices: count, salt } = this;
    const first = this.#oovStart();
    if (count === 0)
      throw new DataError(
        `${this.describe()}: expected tokens of the vocabulary, as numOovIndices=0. Received: ${show(token)}`,
      );
    if (count === 1) return first;
    if (typeof token === 'number' && this.oovMethod === 'floormod') return first + (((token % count) + count) % count);
    return first + hashBucket(token, count, salt);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return encodedShape(inputShape, this.outputMode, this.#depth());
  }

  override computeOutputDtype(): DataType {
    if (this.outputMode !== 'int') return 'float32';
    return this.invert ? this.tokenType : 'int32';
  }

  override getConfig(): LookupConfig<T> {
    const { vocabulary, idfWeights } = this.#given;
    return {
      ...super.getConfig(),
      invert: this.invert,
      maxTokens: this.maxTokens,
      numOovIndices: this.numOovIndices,
      oovToken: this.oovToken,
      maskToken: this.maskToken,
      outputMode: this.outputMode,
      sparse: false,
      padToMaxTokens: this.padToMaxTokens,
      idfWeights,
      vocabulary,
      oovMethod: this.oovMethod,
      salt: this.salt,
    };
  }

  #use(vocabulary: Vocabulary<T>): void {
    const first = this.#specialTokens().length;
    this.#vocabulary = vocabulary;
    this.#indices = new Map(vocabulary.tokens.map((token, i) => [token, first + i]));
  }

  #oovStart(): number {
    return this.maskToken !== null && this.outputMode === 'int' ? 1 : 0;
  }

  #specialTokens(): (T | null)[] {
    const oov = Array.from({ length: this.numOovIndices }, () => this.oovToken);
    return this.#oovStart() === 1 ? [this.maskToken, ...oov] : oov;
  }

  #tokenAt(index: number): T | null {
    if (index === 0 && this.maskToken !== null) return this.maskToken;
    return this.#vocabulary?.tokens[index - this.#specialTokens().length] ?? this.oovToken;
  }

  #depth(): number | null {
    if (this.padToMaxTokens) return this.maxTokens;
    return this.#vocabulary === null ? null : this.vocabularySize();
  }

  #checkVocabulary(): void {
    if (this.#vocabulary === null)
      throw new StateError(`${this.describe()} has no vocabulary yet: call adapt(data) first, or give vocabulary`);
  }
}
