/** Learning rates to train with, `null` where the losses suggest none. */
export interface LearningRateSuggestions {
  /** Where the loss falls fastest over the logarithm of the learning rate. */
  steepest: number | null;
  /** The middle of the longest valley, a sequence of losses each below the one before. A good first choice. */
  valley: number | null;
  /** A tenth of the learning rate of the lowest loss. */
  minimum: number | null;
}

/** Fewer losses than this are judged as they are. */
const FEWEST = 5;

/**
 * The suggestions of fastai, from smoothed losses. As there, the first tenth of the steps, in which the average settles, and
 * the last five, in which the loss takes off, do not count, unless too few would be left.
 *
 * @param steps how many steps were planned
 * @see https://docs.fast.ai/callback.schedule.html#suggestion-methods
 */
export function suggestLearningRates(
  learningRates: readonly number[],
  losses: readonly number[],
  steps: number,
): LearningRateSuggestions {
  const [from, to] = [Math.floor(steps / 10), losses.length - 5];
  const range: [number, number] = to - from >= FEWEST ? [from, to] : [0, losses.length];
  const [x, y] = [learningRates.slice(...range), losses.slice(...range)];
  const rate = (index: number | null): number | null => (index === null ? null : (x[index] ?? null));
  const lowest = rate(y.length < 2 ? null : y.indexOf(least(y)));
  return { steepest: rate(steepest(x, y)), valley: rate(valley(y)), minimum: lowest === null ? null : lowest / 10 };
}

function steepest(x: readonly number[], y: readonly number[]): number | null {
  const slopes = y.slice(1).map((loss, i) => (loss - (y[i] ?? 0)) / Math.log((x[i + 1] ?? 0) / (x[i] ?? 0)));
  const lowest = least(slopes);
  return lowest < 0 ? slopes.indexOf(lowest) : null;
}

function valley(y: readonly number[]): number | null {
  // The length of the longest falling subsequence that ends at each loss.
  const lengths: number[] = [];
  for (const [i, loss] of y.entries()) {
    const before = lengths.filter((_, j) => (y[j] ?? 0) > loss);
    lengths[i] = 1 + before.reduce((most, length) => Math.max(most, length), 0);
  }
  const longest = lengths.reduce((most, length) => Math.max(most, length), -Infinity);
  if (longest < 2) return null;
  const end = lengths.indexOf(longest);
  return Math.max(0, end - longest + Math.floor(longest / 3) + Math.floor(longest / 6));
}

/** The least of any number of values. */
function least(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}
