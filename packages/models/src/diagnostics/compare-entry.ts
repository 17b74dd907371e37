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
    const central = compare(analytic, sides, tolerance);
    if (central.error <= tolerance) return central;
    comparisons.push(central);
  }
  if (sides !== null) {
    // The entry may lie on the kink itself.
    const [below, above] = sides;
    const centre = await at(value);
    comparisons.push(compare(analytic, [below, centre], tolerance), compare(analytic, [centre, above], tolerance));
  }
  return comparisons.reduce((best, other) => (other.error < best.error ? other : best));
}

function compare(analytic: number, [below, above]: [LossAt, LossAt], tolerance: number): Comparison {
  const distance = above.entry - below.entry;
  const numeric = (above.loss - below.loss) / distance;
  const rounding = (ROUNDING * 2 ** -23 * Math.max(Math.abs(above.loss), Math.abs(below.loss))) / distance;
  const scale = Math.max(Math.abs(analytic), Math.abs(numeric), rounding / tolerance);
  const error = analytic === numeric ? 0 : Math.abs(analytic - numeric) / scale;
  return { numeric, error: Number.isNaN(error) ? Infinity : error };
}
