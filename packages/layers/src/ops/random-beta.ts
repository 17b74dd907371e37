import { normal, uniform, type RandomPoint } from '@argali/core';

/** Numbers of the beta distribution, between 0 and 1; the more extreme the smaller `alpha` and `beta` are. */
export function randomBeta(
  count: number,
  [alpha, beta]: readonly [alpha: number, beta: number],
  next: () => RandomPoint,
): number[] {
  const a = logGamma(count, alpha, next);
  const b = logGamma(count, beta, next);
  return a.map((value, i) => 1 / (1 + Math.exp((b[i] ?? 0) - value)));
}

/** `size` random shares whose sum is 1: the Dirichlet distribution with the same concentration for all. */
export function randomShares(size: number, alpha: number, next: () => RandomPoint): number[] {
  const logs = logGamma(size, alpha, next);
  const most = logs.reduce((largest, value) => Math.max(largest, value), -Infinity);
  const parts = logs.map((value) => Math.exp(value - most));
  const total = parts.reduce((sum, value) => sum + value, 0);
  return parts.map((value) => value / total);
}

/**
 * Logarithms of numbers of the gamma distribution, which themselves may be too small to write.
 *
 * Source: Marsaglia and Tsang, 2000, https://doi.org/10.1145/358407.358414
 */
function logGamma(count: number, alpha: number, next: () => RandomPoint): number[] {
  // Below 1, a number of the distribution for `alpha + 1` is made smaller.
  const d = (alpha < 1 ? alpha + 1 : alpha) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  const found: number[] = [];
  while (found.length < count) {
    const missing = count - found.length;
    const normals = normal(missing, next());
    const chances = uniform(2 * missing, next());
    for (let i = 0; i < missing; i++) {
      const x = normals[i] ?? 0;
      const v = (1 + c * x) ** 3;
      if (v <= 0 || Math.log(chances[2 * i] || 1e-8) >= 0.5 * x * x + d - d * v + d * Math.log(v)) continue;
      const smaller = alpha < 1 ? Math.log(chances[2 * i + 1] || 1e-8) / alpha : 0;
      found.push(Math.log(d * v) + smaller);
    }
  }
  return found;
}
