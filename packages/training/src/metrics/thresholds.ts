import { checkBetween, invalidArgument } from '@argali/core';

/** One threshold or several, from 0 to 1; `null`: the default. */
export type Thresholds = number | readonly number[] | null;

/** The thresholds as a list. Throws ArgumentError if one is not between 0 and 1. */
export function checkThresholds(thresholds: Thresholds, whenNone: number, owner: string): readonly number[] {
  if (thresholds === null) return [whenNone];
  const list: unknown = typeof thresholds === 'number' ? [thresholds] : thresholds;
  if (!Array.isArray(list))
    throw invalidArgument({ owner, name: 'thresholds' }, 'a number from 0 to 1, or several', thresholds);
  return list.map((threshold) => checkBetween(threshold, { owner, name: 'thresholds', low: 0, high: 1 }));
}

/** `count` thresholds that divide 0 to 1 evenly, both ends included. */
export function evenThresholds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

/** True for at least three thresholds that divide 0 to 1 evenly, up to a rounding error. */
export function areEven(thresholds: readonly number[]): boolean {
  const last = thresholds.length - 1;
  return last >= 2 && thresholds.every((threshold, i) => near(threshold, i / last));
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-7 + 1e-5 * Math.abs(b);
}
