/**
 * The simplest model of a text: how often each character follows each other one, counted in `texts`. Pairs that were
 * never seen count as a tenth.
 */
export class LetterPairs {
  readonly #pairs = new Map<string, number>();
  readonly #firsts = new Map<string, number>();
  readonly #alphabet = new Set<string>();

  constructor(texts: Iterable<string>) {
    const countOne = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const text of texts) {
      for (const letter of text) this.#alphabet.add(letter);
      for (const [first, second] of pairsOf(text)) {
        countOne(this.#pairs, first + second);
        countOne(this.#firsts, first);
      }
    }
  }

  /** How surprising `text` is after its first character: minus the binary logarithm of its probability. */
  bits(text: string): number {
    let bits = 0;
    for (const [first, second] of pairsOf(text)) {
      const seen = (this.#pairs.get(first + second) ?? 0) + 0.1;
      bits -= Math.log2(seen / ((this.#firsts.get(first) ?? 0) + 0.1 * (this.#alphabet.size + 1)));
    }
    return bits;
  }
}

function pairsOf(text: string): [string, string][] {
  const letters = Array.from(text);
  return letters.slice(1).map((second, i) => [letters[i] ?? '', second]);
}
