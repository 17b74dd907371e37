/** Values in order, each with how many it stands for. */
export interface Summary {
  readonly values: readonly number[];
  readonly weights: readonly number[];
}

export const emptySummary: Summary = { values: [], weights: [] };

/** About `1 / epsilon` of the values, evenly spaced in their order; all of them if there are fewer. */
export function summarize(data: ArrayLike<number>, epsilon: number): Summary {
  const sorted = Float32Array.from(data).sort();
  const step = Math.max(sorted.length * epsilon, 1);
  const values: number[] = [];
  for (let i = Math.floor(step - 1); i < sorted.length; i += Math.floor(step)) values.push(sorted[i] ?? 0);
  return { values, weights: values.map(() => step) };
}

/** One summary of two, of about `1 / epsilon` values. */
export function mergeSummaries(a: Summary, b: Summary, epsilon: number): Summary {
  const pairs = [
    ...a.values.map((value, i) => [value, a.weights[i] ?? 0] as const),
    ...b.values.map((value, i) => [value, b.weights[i] ?? 0] as const),
  ];
  pairs.sort(([x], [y]) => x - y);
  return compress({ values: pairs.map(([value]) => value), weights: pairs.map(([, weight]) => weight) }, epsilon);
}

/** The values that cut what is summarised into `bins` parts of the same weight. */
export function binBoundaries(summary: Summary, bins: number): number[] {
  return compress(summary, 1 / bins).values.slice(0, -1);
}

function compress(summary: Summary, epsilon: number): Summary {
  if (summary.values.length * epsilon < 1) return summary;
  let total = 0;
  const cumulated = summary.weights.map((weight) => (total += weight));
  const shares = cumulated.map((weight) => weight / total);
  const targets = Array.from({ length: Math.ceil(1 / epsilon) }, (_, i) => epsilon + i * epsilon);
  const reached = targets.map((target) => interpolate(target, shares, cumulated));
  return {
    values: targets.map((target) => Math.fround(interpolate(target, shares, summary.values))),
    weights: reached.map((weight, i) => Math.fround(weight - (reached[i - 1] ?? 0))),
  };
}

/** The value at `x` of the line through the points `(xs, ys)`, level beyond its ends. */
function interpolate(x: number, xs: readonly number[], ys: readonly number[]): number {
  const next = xs.findIndex((point) => point > x);
  if (next === 0) return ys[0] ?? 0;
  if (next < 0) return ys.at(-1) ?? 0;
  const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [xs[next - 1], xs[next], ys[next - 1], ys[next]];
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}
