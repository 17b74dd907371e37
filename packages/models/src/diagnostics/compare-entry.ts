import type { Variable } from '@argali/core';

/** The loss as a function of the weights alone; `moved` changes one of them for the time of the call. */
export type LossFunction = (moved?: { variable: Variable; values: Float32Array }) => Promise<number>;

/** Across a kink, such as that of relu, a difference is wrong, and one of a smaller step may not reach it. */
const finer = [1, 4, 16];

/** How many units in the last place a float32 loss may be off by. */
const ROUNDING = 4;

export interface EntryArguments {
  variable: Variable;
  values: Float32Array;
  index: number;
  loss: LossFunction;
  step: number;
  tolerance: number;
}

interface Comparison {
  numeric: number;
  error: number;
}

/** A derivative by differences, and how much of it may be rounding. */
interface Slope {
  value: number;
  rounding: number;
}

/** A weight's entry and the loss there. */
interface LossAt {
  entry: number;
  loss: number;
}

/** The derivative by differences, of the step that agrees best, and its relative error. */
export async function compareEntry(
  analytic: number,
  { variable, values, index, loss, step, tolerance }: EntryArguments,
): Promise<Comparison> {
  const at = async (value: number): Promise<LossAt> => {
    // What float32 makes of it.
    const entry = Math.fround(value);
    return { entry, loss: await loss({ variable, values: values.with(index, entry) }) };
  };
  const value = values[index] ?? 0;
  const comparisons: Comparison[] = [];
  let sides: [LossAt, LossAt] | null = null;
  for (const divisor of finer) {
    const h = (step / divisor) * Math.max(1, Math.abs(value));
    sides = [await at(value - h), await at(value + h)];
    const central = compare(analytic, slope(...sides), tolerance);
    if (central.error <= tolerance) return central;
    comparisons.push(central);
  }
  if (sides !== null) comparisons.push(compare(analytic, between(analytic, sides, await at(value)), tolerance));
  return comparisons.reduce((best, other) => (other.error < best.error ? other : best));
}

function slope(from: LossAt, to: LossAt): Slope {
  const distance = to.entry - from.entry;
  const largest = Math.max(Math.abs(from.loss), Math.abs(to.loss));
  return {
    value: (to.loss - from.loss) / distance,
    rounding: (ROUNDING * 2 ** -23 * largest) / Math.abs(distance),
  };
}

/**
 * On a kink every derivative between those of the two sides is one: the nearest to `analytic`. Kinks seldom come alone, so half
 * the jump is granted on either side for others within the step. Without a kink the sides agree, and nothing is granted.
 */
function between(analytic: number, [below, above]: [LossAt, LossAt], centre: LossAt): Slope {
  const [left, right] = [slope(below, centre), slope(centre, above)];
  const margin = Math.abs(left.value - right.value) / 2;
  const low = Math.min(left.value, right.value) - margin;
  const high = Math.max(left.value, right.value) + margin;
  return { value: Math.min(Math.max(analytic, low), high), rounding: Math.max(left.rounding, right.rounding) };
}

function compare(analytic: number, { value, rounding }: Slope, tolerance: number): Comparison {
  const scale = Math.max(Math.abs(analytic), Math.abs(value), rounding / tolerance);
  const error = analytic === value ? 0 : Math.abs(analytic - value) / scale;
  return { numeric: value, error: Number.isNaN(error) ? Infinity : error };
}
