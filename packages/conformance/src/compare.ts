import * as tf from '@tensorflow/tfjs-core';
import { isGoldenTensor, type GoldenNumber, type GoldenTensor } from './golden.ts';

/** How far a value may be from the stored `e`: `absolute · max(1, max|e|) + relative · |e|`. */
export interface Tolerance {
  absolute: number;
  relative: number;
}

export const standard: Tolerance = { absolute: 1e-5, relative: 1e-4 };
export const ofOptimizers: Tolerance = { absolute: 1e-5, relative: 3e-4 };
export const ofTraining: Tolerance = { absolute: 1e-4, relative: 2e-3 };

/** What is compared: a name for messages, and how exactly. */
export interface Comparison {
  name: string;
  tolerance?: Tolerance;
  /** Flat indices of values that are not compared. */
  skip?: ReadonlySet<number>;
}

/** How `actual` differs from what is stored: one message, or none. No tensor counts as zeros, as a gradient does. */
export function differences(
  actual: tf.Tensor | number | null,
  expected: GoldenTensor | GoldenNumber,
  { name, tolerance = standard, skip = new Set() }: Comparison,
): string[] {
  const wanted: GoldenTensor = isGoldenTensor(expected) ? expected : { shape: [], dtype: 'float32', data: [expected] };
  const found = typeof actual === 'number' ? { shape: [], dtype: 'float32', data: [actual] } : read(actual, wanted);
  if (found.dtype !== wanted.dtype) return [`${name}: expected dtype ${wanted.dtype}, got ${found.dtype}`];
  if (!tf.util.arraysEqual(found.shape, wanted.shape))
    return [`${name}: expected shape [${wanted.shape.join(', ')}], got [${found.shape.join(', ')}]`];
  const near = wanted.dtype === 'float32' ? closeness(wanted, tolerance) : exactly;
  const wrong = wanted.data.flatMap((value, i) => (skip.has(i) || near(found.data[i], value) ? [] : [i]));
  const [first] = wrong;
  if (first === undefined) return [];
  const [got, want] = [found.data[first], wanted.data[first]];
  return [
    `${name}: ${wrong.length} of ${wanted.data.length} values differ, the first at ${first}: expected ${want}, got ${got}`,
  ];
}

interface Values {
  shape: number[];
  dtype: string;
  data: ArrayLike<number | string>;
}

function read(tensor: tf.Tensor | null, wanted: GoldenTensor): Values {
  if (tensor === null) return { ...wanted, data: wanted.data.map(() => 0) };
  return { shape: tensor.shape, dtype: tensor.dtype, data: tensor.dataSync<tf.DataType>() };
}

type IsNear = (found: number | string | undefined, wanted: number | string) => boolean;

function exactly(found: number | string | undefined, wanted: number | string): boolean {
  return found === wanted;
}

function closeness({ data }: GoldenTensor, { absolute, relative }: Tolerance): IsNear {
  const sizes = data.map((value) => Math.abs(Number(value))).filter(Number.isFinite);
  const scale = Math.max(1, ...sizes);
  return (found, wanted) => {
    const [f, w] = [Number(found), Number(wanted)];
    if (!Number.isFinite(w)) return Object.is(f, w);
    return Math.abs(f - w) <= absolute * scale + relative * Math.abs(w);
  };
}

/** {@link differences} of two lists, which have to have one length. */
export function listDifferences(
  actual: readonly (tf.Tensor | number | null)[],
  expected: readonly (GoldenTensor | GoldenNumber)[],
  { name, tolerance = standard }: Comparison,
): string[] {
  if (actual.length !== expected.length) return [`${name}: expected ${expected.length} of them, got ${actual.length}`];
  return expected.flatMap((value, i) => differences(actual[i] ?? null, value, { name: `${name}[${i}]`, tolerance }));
}

/** A message if two plain values differ. */
export function plainDifferences(actual: unknown, expected: unknown, name: string): string[] {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  return found === wanted ? [] : [`${name}: expected ${wanted}, got ${found}`];
}
