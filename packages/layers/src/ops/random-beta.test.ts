import { SeedGenerator } from '@argali/core';
import { randomBeta, randomShares } from './random-beta.ts';

function moments(values: readonly number[]): [mean: number, variance: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
}

describe('randomBeta', () => {
  it.each([
    [0.2, 0.2],
    [1, 1],
    [2, 5],
    [0.5, 3],
  ])('has the mean and variance of beta(%d, %d)', (a, b) => {
    const generator = new SeedGenerator(1);
    const values = randomBeta(20000, [a, b], () => generator.next());
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    const [mean, variance] = moments(values);
    expect(mean).toBeCloseTo(a / (a + b), 2);
    expect(variance).toBeCloseTo((a * b) / ((a + b) ** 2 * (a + b + 1)), 2);
  });

  it('goes to the ends for the smallest parameters', () => {
    const generator = new SeedGenerator(2);
    const values = randomBeta(100, [1e-6, 1e-6], () => generator.next());
    expect(values.every((value) => value < 1e-3 || value > 0.999)).toBe(true);
  });
});

describe('randomShares', () => {
  it('sum to 1', () => {
    const generator = new SeedGenerator(3);
    const shares = randomShares(4, 0.5, () => generator.next());
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  });
});
