import {
  DataError,
  flattenNested,
  isNumericArray,
  isShapedArray,
  isTensor,
  show,
  sizeOf,
  type NumericArray,
} from '@argali/core';

/** Flat values in JavaScript memory, row-major, with their shape and the type of the tensor they make. */
export type Values = { readonly shape: readonly number[] } & (
  | { readonly dtype: 'float32' | 'int32' | 'bool'; readonly data: NumericArray }
  | { readonly dtype: 'string'; readonly data: readonly string[] }
);

/** {@link Values} that are numbers (or booleans, as 0 and 1). */
export type NumericValues = Extract<Values, { data: NumericArray }>;

function fromTypedArray(data: NumericArray, shape: readonly number[]): Values {
  return { data, shape, dtype: data instanceof Int32Array ? 'int32' : 'float32' };
}

function fromNestedArray(value: readonly unknown[], name: string): Values {
  const { leaves, shape, type } = flattenNested(value, name);
  if (type === 'number') return { data: Float32Array.from(leaves), shape, dtype: 'float32' };
  if (type === 'boolean') return { data: Uint8Array.from(leaves, Number), shape, dtype: 'bool' };
  return { data: leaves, shape, dtype: 'string' };
}

function withShape(values: Values, shape: readonly number[], name: string): Values {
  if (!shape.every((size) => Number.isInteger(size) && size >= 0))
    throw new DataError(`${name}: expected a shape of whole numbers. Received: shape=${show(shape)}`);
  const expected = sizeOf(shape);
  if (values.data.length !== expected)
    throw new DataError(
      `${name}: expected ${expected} values for shape ${show(shape)}. Received: ${values.data.length} values`,
    );
  return { ...values, shape };
}

/**
 * What was given for `name` as flat values in JavaScript memory. A typed array is taken as it is, without a copy; a
 * tensor is read back from its backend.
 *
 * @throws DataError when `value` is ragged, of mixed types, not numeric, or does not fill its shape.
 */
export function readValues(value: unknown, name: string): Values {
  if (isTensor(value)) {
    const { shape, dtype } = value;
    if (dtype === 'string') return { data: value.dataSync<'string'>(), shape, dtype };
    if (dtype === 'complex64')
      throw new DataError(`${name}: expected real numbers. Received: a tensor of type complex64`);
    return { data: value.dataSync(), shape, dtype };
  }
  if (isNumericArray(value)) return fromTypedArray(value, [value.length]);
  if (isShapedArray(value)) return withShape(readValues(value.data, name), value.shape, name);
  if (typeof value === 'number') return fromTypedArray(Float32Array.of(value), []);
  if (Array.isArray(value)) return fromNestedArray(value, name);
  throw new DataError(
    `${name}: expected a tensor, a typed array, nested arrays or { data, shape }. Received: ${show(value)}`,
  );
}

/** {@link readValues} where only numbers make sense. */
export function readNumbers(value: unknown, name: string): NumericValues {
  const values = readValues(value, name);
  if (values.dtype === 'string') throw new DataError(`${name}: expected numbers. Received: ${show(values.data[0])}`);
  return values;
}
