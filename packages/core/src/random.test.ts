import { normal, permutation, philox, philoxBlock, truncatedNormal, uniform, type RandomPoint } from './random.ts';

const count = 50_000;
const generators = { uniform, normal, truncatedNormal };

function moments(values: Float32Array): { mean: number; deviation: number; min: number; max: number } {
  let [sum, squares, min, max] = [0, 0, Infinity, -Infinity];
  for (const value of values) {
    sum += value;
    squares += value * value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const mean = sum / values.length;
  return { mean, deviation: Math.sqrt(squares / values.length - mean * mean), min, max };
}

/** Correlation of `a[i]` and `b[i]`; of independent samples it is about `1 / √count`. */
function correlation(a: Float32Array, b: Float32Array): number {
  const [ofA, ofB] = [moments(a), moments(b)];
  let sum = 0;
  a.forEach((value, i) => (sum += (value - ofA.mean) * ((b[i] ?? 0) - ofB.mean)));
  return sum / a.length / (ofA.deviation * ofB.deviation);
}

// The known answers that Random123 publishes with the algorithm (kat_vectors, philox4x32 10).
it.each([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [Array(4).fill(0xffffffff), [0xffffffff, 0xffffffff], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
])('philox of counter %p', (counter, [key0 = 0, key1 = 0], expected) => {
  const words = Uint32Array.from(counter as number[]);
  philoxBlock(words, key0, key1);
  expect([...words]).toEqual(expected);
});

it('fills whatever size, each block with its own counter', () => {
  const long = new Uint32Array(10);
  philox(long, 7, 9);
  for (const [block, at] of [0, 4, 8].entries()) {
    const words = Uint32Array.of(block, 0, 9, 0);
    philoxBlock(words, 7, 0);
    expect(long.slice(at, at + 4)).toEqual(words.slice(0, Math.min(4, 10 - at)));
  }
  const empty = new Uint32Array(0);
  philox(empty, 7, 9);
});

it.each(Object.entries(generators))(
  '%s: the same point gives the same numbers, a longer run begins with them',
  (_, draw) => {
    const point: RandomPoint = { seed: 2 ** 32 - 1, step: 2 ** 32 - 1 };
    const values = draw(1001, point);
    expect(values).toHaveLength(1001);
    expect(draw(1001, point)).toEqual(values);
    if (draw !== truncatedNormal) expect(draw(2000, point).subarray(0, 1001)).toEqual(values);
    expect(draw(0, point)).toHaveLength(0);
  },
);

it.each(Object.entries(generators))('%s: neighbouring seeds, steps and values are independent', (_, draw) => {
  const values = draw(count, { seed: 1, step: 0 });
  const limit = 5 / Math.sqrt(count);
  expect(Math.abs(correlation(values, draw(count, { seed: 2, step: 0 })))).toBeLessThan(limit);
  expect(Math.abs(correlation(values, draw(count, { seed: 1, step: 1 })))).toBeLessThan(limit);
  expect(Math.abs(correlation(values.subarray(1), values.subarray(0, -1)))).toBeLessThan(limit);
  expect(Math.abs(correlation(values.subarray(2), values.subarray(0, -2)))).toBeLessThan(limit);
});

it('uniform numbers fill [0, 1) evenly', () => {
  const values = uniform(count, { seed: 3, step: 0 });
  const { mean, deviation, min, max } = moments(values);
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.006);
  expect(Math.abs(deviation - Math.sqrt(1 / 12))).toBeLessThan(0.004);
  expect(min).toBeGreaterThanOrEqual(0);
  expect(max).toBeLessThan(1);
  const bins = new Array<number>(32).fill(0);
  for (const value of values) bins[Math.floor(value * 32)] = (bins[Math.floor(value * 32)] ?? 0) + 1;
  const chiSquare = bins.reduce((sum, n) => sum + (n - count / 32) ** 2 / (count / 32), 0);
  expect(chiSquare).toBeLessThan(61); // One in a thousand, of 31 degrees of freedom.
});

it('normal numbers have the moments and quantiles of a standard normal', () => {
  const values = normal(count, { seed: 4, step: 0 });
  const { mean, deviation, min, max } = moments(values);
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(deviation - 1)).toBeLessThan(0.014);
  expect(Math.min(-min, max)).toBeGreaterThan(3.5);
  expect(Math.max(-min, max)).toBeLessThan(6.7);
  const share = (limit: number): number => values.filter((value) => Math.abs(value) < limit).length / count;
  expect(share(1)).toBeCloseTo(0.6827, 2);
  expect(share(2)).toBeCloseTo(0.9545, 2);
  expect(share(0.1)).toBeCloseTo(0.0797, 2);
});

it('truncated normal numbers stay within two deviations', () => {
  const { mean, deviation, min, max } = moments(truncatedNormal(count, { seed: 5, step: 0 }));
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(deviation - 0.8796256610342398)).toBeLessThan(0.01);
  expect(min).toBeGreaterThanOrEqual(-2);
  expect(max).toBeLessThanOrEqual(2);
  expect(Math.min(-min, max)).toBeGreaterThan(1.98);
});

it('a permutation has every number once, in any place equally often', () => {
  const order = permutation(1000, { seed: 6, step: 0 });
  expect([...order].sort((a, b) => a - b)).toEqual([...order.keys()]);
  expect(permutation(1000, { seed: 6, step: 0 })).toEqual(order);
  expect(permutation(1000, { seed: 6, step: 1 })).not.toEqual(order);
  expect([...permutation(1, { seed: 6, step: 0 })]).toEqual([0]);
  expect(permutation(0, { seed: 6, step: 0 })).toHaveLength(0);
  const orders = new Map<string, number>();
  for (let step = 0; step < 3000; step++) {
    const key = permutation(3, { seed: 6, step }).join('');
    orders.set(key, (orders.get(key) ?? 0) + 1);
  }
  expect(orders.size).toBe(6);
  for (const times of orders.values()) expect(Math.abs(times - 500)).toBeLessThan(100);
});
