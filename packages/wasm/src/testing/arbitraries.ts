import fc from 'fast-check';
import type { Random } from './harness.ts';

/** The size of an axis. */
export const extent = (max = 20): fc.Arbitrary<number> => fc.integer({ min: 1, max });

/** Shapes of no, one or several axes. */
export const shape = (limits: { least?: number; most: number; max: number }): fc.Arbitrary<number[]> =>
  fc.array(extent(limits.max), { minLength: limits.least ?? 0, maxLength: limits.most });

/** What the numbers of a tensor are like: mostly -1 … 1, at times all 0, all equal, or up to 30. */
export type Content = 'random' | 'zeros' | 'equal' | 'large';

export const content: fc.Arbitrary<Content> = fc.constantFrom('random', 'random', 'random', 'zeros', 'equal', 'large');

/** Numbers that a float holds exactly. */
export function draw(random: Random, size: number, kind: Content = 'random'): number[] {
  const values = Array.from(random.values(size));
  if (kind === 'random') return values;
  if (kind === 'large') return values.map((value) => Math.fround(30 * value));
  return values.map(() => (kind === 'zeros' ? 0 : (values[0] ?? 0)));
}
