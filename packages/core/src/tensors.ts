import * as tf from '@tensorflow/tfjs-core';
import { DataError, show } from './errors.ts';
import { sizeOf } from './shape.ts';
import { checkOptions } from './options.ts';

export type NumericArray = Float32Array | Int32Array | Uint8Array | Uint8ClampedArray | Float64Array;

/** Numbers (or booleans, or strings) nested to any depth. */
export type NestedArray = readonly (number | boolean | string | NestedArray | NumericArray)[];

/** Flat values with their shape, row-major. */
export interface ShapedArray {
  data: NumericArray | readonly number[];
  shape: readonly number[];
}

/** What argali takes where a tensor is wanted. */
export type TensorLike = tf.Tensor | NumericArray | ShapedArray | NestedArray | number;

export interface IntakeOptions {
  /** What the value is, as errors name it: `x`, `inputs`, `sampleWeight`. */
  name: string;
  /** Wanted type; without it float32, or int32, bool, string where the value says so. */
  dtype?: tf.DataType;
}

/** True for a tensor of any copy of tfjs-core. */
export function isTensor(value: unknown): value is tf.Tensor {
  return value instanceof tf.Tensor;
}

/** True for `{ data, shape }`. */
export function isShapedArray(value: unknown): value is ShapedArray {
  return typeof value === 'object' && value !== null && 'data' in value && 'shape' in value && !isTensor(value);
}

/** True for typed arrays of numbers. */
export function isNumericArray(value: unknown): value is NumericArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !/^Big/.test(value.constructor.name);
}

/** The shape of a nested array; every branch has to have the same. */
function nestedShape(value: unknown): number[] {
  if (isNumericArray(value)) return [value.length];
  if (!Array.isArray(value)) return [];
  const first: unknown = value[0];
  return value.length === 0 ? [0] : [value.length, ...nestedShape(first)];
}

function raggedError({ name, path }: Walk, expected: string, received: unknown): DataError {
  const at = path.map((index) => `[${index}]`).join('');
  return new DataError(
    `${name} is ragged: expected ${name}${at} to be ${expected}, like the items before it. Received: ${show(received)}`,
  );
}

/** A walk over nested arrays: what it is about, the shape every branch has to have, where it is, what it found. */
interface Walk {
  name: string;
  shape: readonly number[];
  path: number[];
  leaves: unknown[];
}

/** Appends the leaves of `value` to `walk.leaves`, checking each level's length against the shape. */
function collectLeaves(value: unknown, walk: Walk): void {
  const { shape, path, leaves } = walk;
  const expected = shape[path.length];
  if (expected === undefined) {
    if (Array.isArray(value) || isNumericArray(value)) throw raggedError(walk, 'a single value', value);
    leaves.push(value);
    return;
  }
  if (!Array.isArray(value) && !isNumericArray(value)) throw raggedError(walk, `an array of ${expected}`, value);
  if (value.length !== expected) throw raggedError(walk, `an array of ${expected}`, value);
  for (let i = 0; i < expected; i++) {
    path.push(i);
    collectLeaves(value[i], walk);
    path.pop();
  }
}

/** The one primitive type of all leaves. */
function leafType(leaves: readonly unknown[], name: string): 'number' | 'boolean' | 'string' {
  const type = leaves.length === 0 ? 'number' : typeof leaves[0];
  if (type !== 'number' && type !== 'boolean' && type !== 'string')
    throw new DataError(`${name}: expected numbers, booleans or strings. Received: ${show(leaves[0])}`);
  const other = leaves.findIndex((leaf) => typeof leaf !== type);
  if (other >= 0)
    throw new DataError(
      `${name}: expected every value to be a ${type}. Received: ${show(leaves[other])} at position ${other}`,
    );
  return type;
}

/** The leaves of nested arrays, row-major, with their one type and the shape they fill. */
export type FlatArray = { shape: number[] } & (
  { type: 'number'; leaves: number[] } | { type: 'boolean'; leaves: boolean[] } | { type: 'string'; leaves: string[] }
);

/**
 * Flattens nested arrays; `name` is what errors call them.
 *
 * @throws DataError when they are ragged, of mixed types or not numeric.
 */
export function flattenNested(value: readonly unknown[], name: string): FlatArray {
  const shape = nestedShape(value);
  const leaves: unknown[] = [];
  collectLeaves(value, { name, shape, path: [], leaves });
  return { shape, type: leafType(leaves, name), leaves } as FlatArray;
}

function fromShaped({ data, shape }: Record<'data' | 'shape', unknown>, options: IntakeOptions): tf.Tensor {
  const { name } = options;
  const isSize = (size: unknown): size is number => Number.isInteger(size) && Number(size) >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize))
    throw new DataError(`${name}: expected a shape of whole numbers. Received: shape=${show(shape)}`);
  if (isNumericArray(data)) return fromFlat(data, shape, options);
  if (!Array.isArray(data) || leafType(data, name) !== 'number')
    throw new DataError(`${name}: expected an array of numbers. Received: ${show(data)}`);
  return fromFlat(data as number[], shape, options);
}

function fromFlat(
  data: NumericArray | readonly number[],
  shape: readonly number[],
  { name, dtype }: IntakeOptions,
): tf.Tensor {
  const wanted = sizeOf(shape);
  if (data.length !== wanted)
    throw new DataError(`${name}: expected ${wanted} values for shape ${show(shape)}. Received: ${data.length} values`);
  if (dtype === 'string') throw new DataError(`${name}: expected strings. Received: ${show(data)}`);
  const integers = data instanceof Int32Array || (dtype === 'int32' && !(data instanceof Float32Array));
  // A copy: a backend may keep the array it is given, and what the caller writes later must not change the tensor.
  const values = integers ? Int32Array.from(data) : Float32Array.from(data);
  const tensor = tf.tensor(values, [...shape], integers ? 'int32' : 'float32');
  return convert(tensor, dtype ?? tensor.dtype);
}

/** `tensor` as `dtype`; the one given is disposed of if another takes its place. */
function convert(tensor: tf.Tensor, dtype: tf.DataType): tf.Tensor {
  if (tensor.dtype === dtype) return tensor;
  const cast = tf.cast(tensor, dtype);
  tensor.dispose();
  return cast;
}

/**
 * A new tensor with the value of `value`; the caller owns it. Numbers become float32 (typed `Int32Array`s int32),
 * booleans bool, strings string, unless `dtype` says otherwise. A tensor comes back as a tensor that shares its data.
 *
 * @throws DataError when `value` is ragged, of mixed types, not numeric, does not fill its shape, or was disposed of.
 */
export function toTensor(value: unknown, options: IntakeOptions): tf.Tensor {
  const { name, dtype } = checkOptions(options, 'toTensor', ['name', 'dtype']);
  if (isTensor(value)) {
    if (value.isDisposed) throw new DataError(`${name}: expected a tensor that is alive. Received: a disposed one`);
    if (dtype === undefined || dtype === value.dtype) return tf.clone(value);
    if (dtype === 'string' || value.dtype === 'string')
      throw new DataError(`${name}: expected a tensor of type ${dtype}. Received: a tensor of type ${value.dtype}`);
    return tf.cast(value, dtype);
  }
  if (isShapedArray(value)) return fromShaped(value, options);
  if (isNumericArray(value)) return fromFlat(value, [value.length], options);
  if (typeof value === 'number') return fromFlat([value], [], options);
  if (!Array.isArray(value))
    throw new DataError(
      `${name}: expected a tensor, a typed array, nested arrays or { data, shape }. Received: ${show(value)}`,
    );
  const { shape, type, leaves } = flattenNested(value, name);
  if (type === 'number') return fromFlat(leaves, shape, options);
  if (type === 'boolean' && dtype !== 'string') return convert(tf.tensor(leaves, shape, 'bool'), dtype ?? 'bool');
  if (type === 'boolean' || (dtype !== undefined && dtype !== 'string'))
    throw new DataError(`${name}: expected values of type ${dtype ?? 'string'}. Received: ${show(leaves[0])}`);
  return tf.tensor(leaves, shape, 'string');
}
