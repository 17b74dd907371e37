import { readsAtOnce, StateError, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** What rounding to floats took off the sums in a variable, and how to tell that they are still those. */
type Rest = { sums: Float32Array; rests: Float64Array } | { dataId: object; rest: Tensor };

const rests = new WeakMap<Variable, Rest>();

/** Sums of more numbers than this are added up where they are, rather than in JavaScript. */
const MANY = 1 << 14;

/**
 * Adds to a variable; to be called in a tidy, once everything that can throw is done. A count in floats alone stops at 2^24,
 * and a sum drifts; so what is rounded off is kept beside it, and is part of the next addition.
 */
export function addTo(variable: Variable, amount: Tensor): void {
  if (readsAtOnce() && variable.size <= MANY) addNumbers(variable, amount);
  else addTensors(variable, amount);
}

/** Drops what belongs to sums that are no longer there. */
export function forgetRest(variable: Variable): void {
  const known = rests.get(variable);
  if (known === undefined) return;
  if ('sums' in known) known.rests.fill(0);
  else {
    known.rest.dispose();
    rests.delete(variable);
  }
}

/** What a variable held, and what was kept beside it. */
export interface SavedSums {
  value: Tensor;
  rest: Rest | null;
}

/** A copy of the sums in a variable, to be put back by {@link restoreSums}. */
export function saveSums(variable: Variable): SavedSums {
  const known = rests.get(variable);
  const value = tf.keep(tf.clone(variable.value));
  if (known === undefined) return { value, rest: null };
  if ('sums' in known) return { value, rest: { sums: known.sums, rests: known.rests.slice() } };
  const isKnown = known.dataId === variable.value.dataId;
  return { value, rest: isKnown ? { dataId: value.dataId, rest: tf.keep(tf.clone(known.rest)) } : null };
}

/** Puts saved sums back into their variable; they are used up. */
export function restoreSums(variable: Variable, { value, rest }: SavedSums): void {
  variable.assign(value);
  value.dispose();
  forgetRest(variable);
  if (rest === null) return;
  rests.set(variable, 'sums' in rest ? rest : { dataId: variable.value.dataId, rest: rest.rest });
}

/** Frees saved sums that are not going to be put back. */
export function dropSums({ value, rest }: SavedSums): void {
  value.dispose();
  if (rest !== null && 'rest' in rest) rest.rest.dispose();
}

/** In double precision. */
function addNumbers(variable: Variable, amount: Tensor): void {
  const sums = valueOf(variable).dataSync<'float32'>();
  const amounts = amount.dataSync<'float32'>();
  let known = rests.get(variable);
  if (known === undefined || !('sums' in known)) {
    forgetRest(variable);
    known = { sums, rests: new Float64Array(sums.length) };
    rests.set(variable, known);
  }
  const after = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) {
    const sum = sums[i] ?? 0;
    // Whoever has set the variable meanwhile meant that number.
    const rest = known.sums[i] === sum ? (known.rests[i] ?? 0) : 0;
    const total = sum + rest + (amounts[i] ?? 0);
    const rounded = Math.fround(total);
    after[i] = rounded;
    known.rests[i] = Number.isFinite(rounded) ? total - rounded : 0;
  }
  variable.value.assign(tf.tensor(after, variable.shape));
  known.sums = after;
}

/** Nothing is read back: Kahan's sum. */
function addTensors(variable: Variable, amount: Tensor): void {
  const value = valueOf(variable);
  const known = rests.get(variable);
  const isKnown = known && 'rest' in known && known.dataId === value.dataId;
  const more = isKnown ? tf.add(amount, known.rest) : amount;
  const sum = tf.add(value, more);
  const rest = tf.keep(tf.sub(more, tf.sub(sum, value)));
  forgetRest(variable);
  value.assign(sum);
  rests.set(variable, { dataId: value.dataId, rest });
}

/** The value of a metric's variable. Throws StateError if the metric was disposed of. */
export function valueOf({ value, path }: Variable): tf.Variable {
  if (value.isDisposed)
    throw new StateError(`Metric variable "${path}" was disposed of: expected \`resetState\` before further use`);
  return value;
}
