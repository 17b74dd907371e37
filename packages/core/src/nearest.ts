import { closest, distance } from 'fastest-levenshtein';

/** The candidate most like `name`, if one is near enough to be what was meant. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  if (candidates.length === 0) return null;
  const best = closest(
    name.toLowerCase(),
    candidates.map((candidate) => candidate.toLowerCase()),
  );
  const found = candidates.find((candidate) => candidate.toLowerCase() === best);
  return found !== undefined && distance(name.toLowerCase(), best) <= Math.max(2, name.length * 0.4) ? found : null;
}

/** ` Did you mean 'relu'?`, or nothing: the end of an error message about an unknown name. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const best = nearest(name, candidates);
  return best === null ? '' : ` Did you mean '${best}'?`;
}
