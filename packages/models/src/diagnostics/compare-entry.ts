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

/** The derivative by differences, of the step that agrees best, and its relative error. */
export async function compareEntry(
  analytic: number,
  { variable, values, index, loss, step, tolerance }: EntryArguments,
): Promise<{ numeric: number; error: number }> {
  const value = values[index] ?? 0;
  const at = (entry: number): Promise<number> => loss({ variable, values: values.with(index, entry) });
  let best = { numeric: Number.NaN, error: Number.POSITIVE_INFINITY };
  for (const divisor of finer) {
    const h = (step / divisor) * Math.max(1, Math.abs(value));
    // What float32 makes of the step.
    const [low, high] = [Math.fround(value - h), Math.fround(value + h)];
    const [below, above] = [await at(low), await at(high)];
    const numeric = (above - below) / (high - low);
    const rounding = (ROUNDING * 2 ** -23 * Math.max(Math.abs(above), Math.abs(below))) / (high - low);
    const scale = Math.max(Math.abs(analytic), Math.abs(numeric), rounding / tolerance);
    const error = analytic === numeric ? 0 : Math.abs(analytic - numeric) / scale;
    if (error < best.error) best = { numeric, error };
    if (error <= tolerance) break;
  }
  return best;
}
