import { DataError, invalidArgument, show } from '@argali/core';

export type Token = string | number;

/** The tokens of a lookup without the special ones, in order, and what each counts under `tfIdf`. */
export interface Vocabulary<T extends Token> {
  tokens: readonly T[];
  /** By index, special tokens included. */
  idfWeights: readonly number[] | null;
}

export interface VocabularyRules<T extends Token> {
  owner: string;
  /** Those that stand before all others. */
  special: readonly (T | null)[];
  /** Tokens that may only stand there. */
  reserved: readonly (T | null)[];
  maxTokens: number | null;
  weighted: boolean;
}

/** Checks a vocabulary that was handed over, with or without the special tokens at its start. */
export function readVocabulary<T extends Token>(
  vocabulary: readonly T[],
  idfWeights: readonly number[] | null,
  { owner, special, reserved, maxTokens, weighted }: VocabularyRules<T>,
): Vocabulary<T> {
  const of = { owner, name: 'vocabulary' };
  if (!isTokenList(vocabulary) || vocabulary.length === 0)
    throw invalidArgument(of, 'an array of tokens, at least one (a file is for the caller to read)', vocabulary);
  const hasSpecial = special.every((token, i) => vocabulary[i] === token);
  const tokens = hasSpecial ? vocabulary.slice(special.length) : vocabulary;
  const seen = new Set<T>();
  for (const token of tokens) {
    if (seen.has(token))
      throw new DataError(`${owner}: expected the tokens of the vocabulary to differ. Received: ${show(token)} twice`);
    if (reserved.includes(token))
      throw new DataError(
        `${owner}: expected the special tokens ${show(special)} at the start of the vocabulary, all of them, or none. Received: ${show(token)} at position ${vocabulary.indexOf(token)}`,
      );
    seen.add(token);
  }
  const size = special.length + tokens.length;
  if (maxTokens !== null && size > maxTokens)
    throw invalidArgument(
      of,
      `of at most maxTokens=${maxTokens} tokens, ${special.length} special ones included`,
      vocabulary,
    );
  if (!weighted) {
    if (idfWeights !== null)
      throw invalidArgument({ owner, name: 'idfWeights' }, "left out without outputMode='tfIdf'", idfWeights);
    return { tokens, idfWeights };
  }
  if (idfWeights?.length !== vocabulary.length)
    throw invalidArgument(
      { owner, name: 'idfWeights' },
      `${vocabulary.length} numbers, one for each token`,
      idfWeights,
    );
  return { tokens, idfWeights: hasSpecial ? idfWeights : withMean(idfWeights, special.length) };
}

function isTokenList(value: unknown): boolean {
  return Array.isArray(value);
}

/** `weights` after their mean, once for each special token, of which nothing is known. */
function withMean(weights: readonly number[], specials: number): number[] {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return [...Array.from({ length: specials }, () => mean), ...weights];
}

/** Counts tokens, and in how many documents each stands, batch after batch. */
export class TokenCounter<T extends Token> {
  readonly #counts = new Map<T, number>();
  readonly #documentCounts = new Map<T, number>();
  #documents = 0;

  add(document: readonly T[]): void {
    this.#documents++;
    for (const token of document) this.#counts.set(token, (this.#counts.get(token) ?? 0) + 1);
    for (const token of new Set(document)) this.#documentCounts.set(token, (this.#documentCounts.get(token) ?? 0) + 1);
  }

  /** The most frequent tokens, later in order first where counts are the same; `specials` more weights come before theirs. */
  vocabulary({
    except,
    most,
    specials,
  }: {
    except: readonly (T | null)[];
    most: number;
    specials: number;
  }): Vocabulary<T> {
    const tokens = [...this.#counts]
      .filter(([token]) => !except.includes(token))
      .sort(([a, countA], [b, countB]) => countB - countA || compareTokens(b, a))
      .slice(0, most)
      .map(([token]) => token);
    const weights = tokens.map((token) => Math.log(1 + this.#documents / (1 + (this.#documentCounts.get(token) ?? 0))));
    return { tokens, idfWeights: tokens.length === 0 ? [] : withMean(weights, specials) };
  }
}

/** Numbers by size, strings by their code points (as their UTF-8 bytes would be). */
function compareTokens(a: Token, b: Token): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [Array.from(String(a)), Array.from(String(b))];
  const at = x.findIndex((char, i) => char !== y[i]);
  return at < 0 ? x.length - y.length : (x[at]?.codePointAt(0) ?? 0) - (y[at]?.codePointAt(0) ?? -1);
}
