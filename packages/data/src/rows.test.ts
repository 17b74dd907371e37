import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { ArgumentError, DataError, type TensorLike } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { toRows } from './rows.ts';

function read(tensor: tf.Tensor): { shape: number[]; dtype: string; data: unknown[] } {
  const { shape, dtype } = tensor;
  const data = [...tensor.dataSync()];
  tensor.dispose();
  return { shape, dtype, data };
}

describe.each(['cpu', 'wasm'])('rows on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each<[string, TensorLike, string]>([
    ['nested arrays', [[1, 2], [3, 4], [5, 6]], 'float32'], // prettier-ignore
    ['rows of typed arrays', [Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5, 6)], 'float32'],
    ['float32 with a shape', { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] }, 'float32'],
    ['float64 with a shape', { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] }, 'float32'],
    ['bytes with a shape', { data: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] }, 'float32'],
    ['int32 with a shape', { data: Int32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] }, 'int32'],
    ['plain numbers with a shape', { data: [1, 2, 3, 4, 5, 6], shape: [3, 2] }, 'float32'],
  ])('takes batches of %s', (_, value, dtype) => {
    const before = tf.memory().numTensors;
    const rows = toRows(value, 'x');
    expect([rows.length, rows.shape, rows.dtype]).toEqual([3, [3, 2], dtype]);
    expect(read(rows.gather(Int32Array.of(2, 0, 2, 1)))).toEqual({
      shape: [4, 2],
      dtype,
      data: [5, 6, 1, 2, 5, 6, 3, 4],
    });
    expect(read(rows.slice(1, 3))).toEqual({ shape: [2, 2], dtype, data: [3, 4, 5, 6] });
    rows.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(['float32', 'int32', 'bool'] as const)('takes batches of a tensor of type %s', (dtype) => {
    const tensor = tf.tensor([1, 0, 0, 1, 1, 1], [3, 2], dtype);
    const before = tf.memory().numTensors;
    const rows = toRows(tensor, 'x');
    expect([rows.length, rows.shape, rows.dtype]).toEqual([3, [3, 2], dtype]);
    expect(read(rows.gather(Int32Array.of(2, 0)))).toEqual({ shape: [2, 2], dtype, data: [1, 1, 1, 0] });
    expect(read(rows.slice(1, 2))).toEqual({ shape: [1, 2], dtype, data: [0, 1] });
    expect(tf.memory().numTensors).toBe(before + 1);
    rows.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(tensor.isDisposed).toBe(false);
    tensor.dispose();
  });

  it('stays usable when the tensor it was made from is gone', () => {
    const tensor = tf.tensor([1, 2, 3]);
    const rows = toRows(tensor, 'x');
    tensor.dispose();
    expect(read(rows.slice(0, 2)).data).toEqual([1, 2]);
    rows.dispose();
  });

  it('takes batches of single values', () => {
    const labels = toRows(Int32Array.of(7, 8, 9), 'y');
    expect(read(labels.gather(Int32Array.of(2, 1)))).toEqual({ shape: [2], dtype: 'int32', data: [9, 8] });
    const flags = toRows([true, false, true], 'y');
    expect(read(flags.slice(1, 3))).toEqual({ shape: [2], dtype: 'bool', data: [0, 1] });
  });

  it.each<[string, () => TensorLike]>([
    ['nested arrays', () => [['a', 'b'], ['c', 'd']]], // prettier-ignore
    ['a tensor', () => tf.tensor(['a', 'b', 'c', 'd'], [2, 2], 'string')],
  ])('takes batches of strings from %s', (_, make) => {
    const value = make();
    const rows = toRows(value, 'x');
    expect(read(rows.gather(Int32Array.of(1, 0)))).toEqual({
      shape: [2, 2],
      dtype: 'string',
      data: ['c', 'd', 'a', 'b'],
    });
    expect(read(rows.slice(1, 2))).toEqual({ shape: [1, 2], dtype: 'string', data: ['c', 'd'] });
    if (value instanceof tf.Tensor) value.dispose();
  });

  it('does not let a batch write into the data it was made from', () => {
    const data = Float32Array.of(1, 2);
    const batch = toRows(data, 'x').slice(0, 2);
    data[0] = 9;
    expect(read(batch).data).toEqual([1, 2]);
  });

  it('refuses rows that do not exist', () => {
    const tensor = tf.tensor([1, 2, 3]);
    for (const value of [tensor, [1, 2, 3]]) {
      const rows = toRows(value, 'x');
      expect(() => rows.gather(Int32Array.of(0, 3))).toThrow(
        'x: expected `indices` to be integers from 0 to 2. Received: indices=3',
      );
      expect(() => rows.gather(Int32Array.of(-1))).toThrow(ArgumentError);
      expect(() => rows.slice(1, 4)).toThrow('x: expected `end` to be an integer from 1 to 3. Received: end=4');
      expect(() => rows.slice(-1, 2)).toThrow('x: expected `start` to be an integer from 0 to 3. Received: start=-1');
      rows.dispose();
    }
    tensor.dispose();
  });
});

it.each<[string, unknown, string]>([
  ['a single number', 3, 'x: expected at least one axis, that of the samples. Received: a single value'],
  ['no samples', [], 'x is empty: expected at least one sample. Received: shape=[0]'],
  [
    'no samples of a shape',
    { data: new Float32Array(0), shape: [0, 4] },
    'x is empty: expected at least one sample. Received: shape=[0, 4]',
  ],
  [
    'ragged rows',
    [[1, 2], [3]],
    'x is ragged: expected x[1] to be an array of 2, like the items before it. Received: [3]',
  ],
  ['mixed types', [1, 'a'], "x: expected every value to be a number. Received: 'a' at position 1"],
  [
    'plain values that are not numbers',
    { data: [1, null], shape: [2] },
    'x: expected every value to be a number. Received: null at position 1',
  ],
  ['too few values', { data: [1, 2, 3], shape: [2, 2] }, 'x: expected 4 values for shape [2, 2]. Received: 3 values'],
  [
    'a shape of fractions',
    { data: [1, 2, 3], shape: [1.5, 2] },
    'x: expected a shape of whole numbers. Received: shape=[1.5, 2]',
  ],
  ['null', null, 'x: expected a tensor, a typed array, nested arrays or { data, shape }. Received: null'],
  [
    'big integers',
    BigInt64Array.of(1n),
    'x: expected a tensor, a typed array, nested arrays or { data, shape }. Received: BigInt64Array(1)',
  ],
])('refuses %s', (_, value, message) => {
  expect(() => toRows(value as TensorLike, 'x')).toThrow(new DataError(message));
});
