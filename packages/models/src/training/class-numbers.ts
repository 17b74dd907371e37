import { DataError, show, sizeOf, type NumericArray, type Shape } from '@argali/core';
import { SparseCategoricalCrossentropy, type Loss } from '@argali/training';
import type { Model } from '../model.ts';

/** Numbers with their shape, row by row. */
export interface Numbers {
  data: NumericArray;
  shape: readonly number[];
}

/**
 * The class numbers in the labels of a model's one output: labels that are class numbers, one for each sample or for each
 * step of it, without an axis of size 1 for the classes; of one-hot labels the place of the largest.
 *
 * @throws DataError for one-hot labels that have no single largest entry
 */
export function classNumbersOf(model: Model, labels: Numbers): Numbers {
  const loss = model.compiledState().loss.terms[0]?.loss ?? null;
  const prediction = model.outputs[0]?.shape ?? null;
  const axis = classAxis(loss, labels.shape.length);
  if (!areClassNumbers(labels.shape, prediction, loss)) return placesOfLargest(labels, axis);
  const { data, shape } = labels;
  const hasClassAxis = shape.length > 1 && (prediction === null || prediction.length === shape.length);
  return { data, shape: hasClassAxis && shape[axis] === 1 ? without(shape, axis) : shape };
}

/** The axis of the classes: the last, unless the loss has another. */
function classAxis(loss: Loss | null, rank: number): number {
  const axis: unknown = loss !== null && 'axis' in loss ? loss.axis : -1;
  const at = typeof axis === 'number' ? axis : -1;
  return at < 0 ? at + rank : at;
}

/** Whether labels of `shape` are class numbers, rather than one-hot. */
function areClassNumbers(shape: readonly number[], prediction: Shape | null, loss: Loss | null): boolean {
  if (shape.length <= 1 || shape.at(-1) === 1 || loss instanceof SparseCategoricalCrossentropy) return true;
  return prediction !== null && shape.length < prediction.length;
}

function without(shape: readonly number[], axis: number): number[] {
  return shape.filter((_, i) => i !== axis);
}

function placesOfLargest({ data, shape }: Numbers, axis: number): Numbers {
  const classes = shape[axis] ?? 1;
  const inner = sizeOf(shape.slice(axis + 1));
  const places = new Int32Array(data.length / classes);
  for (let i = 0; i < places.length; i++) {
    // Where the entries of the i-th begin, `inner` apart from each other.
    const start = Math.floor(i / inner) * classes * inner + (i % inner);
    places[i] = placeOfLargest(data, { start, stride: inner, count: classes });
    if (places[i] === -1)
      throw new DataError(
        `\`classWeight\` needs class numbers, or one-hot labels with one largest entry. Received: labels of shape ${show(shape)}, number ${i} of which has not one: ${show(Array.from({ length: classes }, (_, k) => data[start + k * inner]))}`,
      );
  }
  return { data: places, shape: without(shape, axis) };
}

/** -1 if no entry is larger than all others. */
function placeOfLargest(
  data: NumericArray,
  { start, stride, count }: { start: number; stride: number; count: number },
): number {
  let [largest, place] = [-Infinity, -1];
  for (let k = 0; k < count; k++) {
    const value = data[start + k * stride] ?? NaN;
    if (Number.isNaN(value)) return -1;
    if (value > largest) [largest, place] = [value, k];
    else if (value === largest) place = -1;
  }
  return place;
}
