import { checkOptions, invalidArgument, positiveAxis, show, sizeOf, type TensorLike } from '@argali/core';
import { readNumbers } from '../values.ts';

export interface NormalizeOptions {
  /** The axis along which a vector lies. Default: the last. */
  axis?: number;
  /** Which norm, from 1 to `Infinity`. Default: 2, the Euclidean length. */
  order?: number;
}

/**
 * `x / ‖x‖` along one axis; a vector of zeros stays as it is. The shape stays the same; the result is float32.
 *
 * @throws ArgumentError if `x` has no such axis or `order` is not a number from 1
 * @see https://keras.io/api/utils/python_utils/#normalize-function
 */
export function normalize(x: TensorLike, options: NormalizeOptions = {}): { data: Float32Array; shape: number[] } {
  const { axis = -1, order = 2 } = checkOptions(options, 'normalize', ['axis', 'order']);
  const { data: values, shape } = readNumbers(x, 'normalize: x');
  const at = positiveAxis(axis, shape.length);
  const length = shape[at];
  if (length === undefined)
    throw invalidArgument({ owner: 'normalize', name: 'axis' }, `an axis of shape ${show(shape)}`, axis);
  if (!(order >= 1)) throw invalidArgument({ owner: 'normalize', name: 'order' }, 'a number from 1', order);
  const stride = sizeOf(shape.slice(at + 1));
  const data = Float32Array.from(values);
  for (let start = 0; start < data.length; start += length * stride)
    for (let offset = start; offset < start + stride; offset++) divideByNorm(data, { offset, length, stride, order });
  return { data, shape: [...shape] };
}

/** Divides the vector data[offset], data[offset + stride], … by its norm. */
function divideByNorm(
  data: Float32Array,
  vector: { offset: number; length: number; stride: number; order: number },
): void {
  const { offset, length, stride, order } = vector;
  const end = offset + length * stride;
  let sum = 0;
  let largest = 0;
  for (let i = offset; i < end; i += stride) {
    const size = Math.abs(data[i] ?? 0);
    largest = Math.max(largest, size);
    sum += size ** order;
  }
  const norm = order === Infinity ? largest : sum ** (1 / order);
  if (norm === 0) return;
  for (let i = offset; i < end; i += stride) data[i] = (data[i] ?? 0) / norm;
}
