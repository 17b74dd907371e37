import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { DataError } from './errors.ts';
import { flattenNested, isNumericArray, isShapedArray, isTensor, toTensor } from './tensors.ts';

const x = { name: 'x' };

/** Runs `f` and checks that it leaves no tensor behind. */
function withoutLeaks(f: () => void): void {
  const before = tf.memory().numTensors;
  f();
  expect(tf.memory().numTensors).toBe(before);
}

function expectTensor(value: unknown, expected: { shape: number[]; dtype: string; data: unknown[] }): void {
  withoutLeaks(() => {
    const tensor = toTensor(value, x);
    expect({ shape: tensor.shape, dtype: tensor.dtype, data: [...tensor.dataSync()] }).toEqual(expected);
    tensor.dispose();
  });
}

beforeAll(() => tf.setBackend('cpu'));

describe('toTensor takes', () => {
  it.each<[string, unknown, { shape: number[]; dtype: string; data: unknown[] }]>([
    ['a number', 3.5, { shape: [], dtype: 'float32', data: [3.5] }],
    ['nested numbers', [[1, 2, 3], [4, 5, 6]], { shape: [2, 3], dtype: 'float32', data: [1, 2, 3, 4, 5, 6] }], // prettier-ignore
    ['rows of typed arrays', [new Float32Array([1, 2]), new Float64Array([3, 4])], { shape: [2, 2], dtype: 'float32', data: [1, 2, 3, 4] }], // prettier-ignore
    ['a Float32Array', new Float32Array([1.5, -2]), { shape: [2], dtype: 'float32', data: [1.5, -2] }],
    ['an Int32Array', new Int32Array([7, 8]), { shape: [2], dtype: 'int32', data: [7, 8] }],
    ['a Uint8Array', new Uint8Array([0, 255]), { shape: [2], dtype: 'float32', data: [0, 255] }],
    ['booleans', [true, false], { shape: [2], dtype: 'bool', data: [1, 0] }],
    ['strings', [['a'], ['b']], { shape: [2, 1], dtype: 'string', data: ['a', 'b'] }],
    ['values with a shape', { data: [1, 2, 3, 4], shape: [2, 2] }, { shape: [2, 2], dtype: 'float32', data: [1, 2, 3, 4] }], // prettier-ignore
    ['typed values with a shape', { data: new Int32Array(6), shape: [3, 2] }, { shape: [3, 2], dtype: 'int32', data: [0, 0, 0, 0, 0, 0] }], // prettier-ignore
    ['an empty array', [], { shape: [0], dtype: 'float32', data: [] }],
    ['empty rows', [[], []], { shape: [2, 0], dtype: 'float32', data: [] }],
    ['values that are not finite', [NaN, Infinity], { shape: [2], dtype: 'float32', data: [NaN, Infinity] }],
  ])('%s', (_, value, expected) => expectTensor(value, expected));

  it.each<[unknown, tf.DataType, number[]]>([
    [[1, 2], 'int32', [1, 2]],
    [[1.9, -1.9], 'int32', [1, -1]],
    [[16777217], 'int32', [16777217]],
    [new Float64Array([16777217]), 'int32', [16777217]],
    [new Int32Array([3]), 'float32', [3]],
    [[true, false], 'float32', [1, 0]],
    [[0, 2], 'bool', [0, 1]],
  ])('%p as %s', (value, dtype, data) => {
    withoutLeaks(() => {
      const tensor = toTensor(value, { ...x, dtype });
      expect(tensor.dtype).toBe(dtype);
      expect([...tensor.dataSync()]).toEqual(data);
      tensor.dispose();
    });
  });

  it('a tensor, which stays the caller’s', () => {
    const given = tf.tensor([1, 2], [2], 'int32');
    withoutLeaks(() => {
      const same = toTensor(given, x);
      const cast = toTensor(given, { ...x, dtype: 'float32' });
      expect(same).not.toBe(given);
      expect(same.dtype).toBe('int32');
      expect(cast.dtype).toBe('float32');
      tf.dispose([same, cast]);
    });
    expect([...given.dataSync()]).toEqual([1, 2]);
    given.dispose();
  });

  it('a copy of a typed array', () => {
    const data = new Float32Array([1, 2]);
    const tensor = toTensor(data, x);
    data[0] = 99;
    expect([...tensor.dataSync()]).toEqual([1, 2]);
    tensor.dispose();
  });
});

describe('toTensor refuses', () => {
  it.each<[string, unknown, string]>([
    [
      'a short row',
      [[1, 2], [3]],
      'x is ragged: expected x[1] to be an array of 2, like the items before it. Received: [3]',
    ],
    [
      'a long row',
      [[1], [2, 3]],
      'x is ragged: expected x[1] to be an array of 1, like the items before it. Received: [2, 3]',
    ],
    [
      'a number for a row',
      [[1], 2],
      'x is ragged: expected x[1] to be an array of 1, like the items before it. Received: 2',
    ],
    [
      'a row for a number',
      [1, [2]],
      'x is ragged: expected x[1] to be a single value, like the items before it. Received: [2]',
    ],
    [
      'a ragged third level',
      [[[1, 2]], [[3]]],
      'x is ragged: expected x[1][0] to be an array of 2, like the items before it. Received: [3]',
    ],
    ['mixed types', [1, 'two'], "x: expected every value to be a number. Received: 'two' at position 1"],
    ['holes', [1, undefined], 'x: expected every value to be a number. Received: undefined at position 1'],
    ['nulls', [null], 'x: expected numbers, booleans or strings. Received: null'],
    ['objects', [{ a: 1 }], 'x: expected numbers, booleans or strings. Received: { a: 1 }'],
    ['a string', 'abc', "x: expected a tensor, a typed array, nested arrays or { data, shape }. Received: 'abc'"],
    [
      'nothing',
      undefined,
      'x: expected a tensor, a typed array, nested arrays or { data, shape }. Received: undefined',
    ],
    ['null', null, 'x: expected a tensor, a typed array, nested arrays or { data, shape }. Received: null'],
    [
      'a DataView',
      new DataView(new ArrayBuffer(4)),
      'x: expected a tensor, a typed array, nested arrays or { data, shape }. Received: DataView(?)',
    ],
    [
      'big integers',
      new BigInt64Array(2),
      'x: expected a tensor, a typed array, nested arrays or { data, shape }. Received: BigInt64Array(2)',
    ],
    [
      'unsigned big integers',
      new BigUint64Array(2),
      'x: expected a tensor, a typed array, nested arrays or { data, shape }. Received: BigUint64Array(2)',
    ],
    ['too few values', { data: [1, 2, 3], shape: [2, 2] }, 'x: expected 4 values for shape [2, 2]. Received: 3 values'],
    ['a fractional shape', { data: [1], shape: [0.5] }, 'x: expected a shape of whole numbers. Received: shape=[0.5]'],
    [
      'a negative shape',
      { data: [1], shape: [-1, -1] },
      'x: expected a shape of whole numbers. Received: shape=[-1, -1]',
    ],
    ['no shape', { data: [1], shape: null }, 'x: expected a shape of whole numbers. Received: shape=null'],
    ['shaped strings', { data: ['a'], shape: [1] }, "x: expected an array of numbers. Received: ['a']"],
    ['a shape without values', { data: null, shape: [1] }, 'x: expected an array of numbers. Received: null'],
  ])('%s', (_, value, message) => {
    withoutLeaks(() => {
      expect(() => toTensor(value, x)).toThrow(DataError);
      expect(() => toTensor(value, x)).toThrow(message);
    });
  });

  it.each<[unknown, tf.DataType, string]>([
    [['a'], 'float32', "x: expected values of type float32. Received: 'a'"],
    [[1], 'string', 'x: expected strings. Received: [1]'],
    [[true], 'string', 'x: expected values of type string. Received: true'],
  ])('%p as %s', (value, dtype, message) => {
    withoutLeaks(() => {
      expect(() => toTensor(value, { ...x, dtype })).toThrow(message);
    });
  });

  it('a tensor of strings as numbers', () => {
    const strings = tf.tensor(['a']);
    expect(() => toTensor(strings, { ...x, dtype: 'float32' })).toThrow(
      'x: expected a tensor of type float32. Received: a tensor of type string',
    );
    strings.dispose();
  });
});

it('nested numbers of any shape become the tensor of that shape', () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
  const nest = (shape: readonly number[], first: number): unknown => {
    const [size, ...rest] = shape;
    if (size === undefined) return first;
    const step = rest.reduce((product, n) => product * n, 1);
    return Array.from({ length: size }, (_, i) => nest(rest, first + i * step));
  };
  fc.assert(
    fc.property(shapes, (shape) => {
      const tensor = toTensor(nest(shape, 0), x);
      const values = [...tensor.dataSync()];
      tensor.dispose();
      expect(tensor.shape).toEqual(shape);
      expect(values).toEqual(values.map((_, i) => i));
    }),
  );
});

it('isTensor tells tensors from everything else', () => {
  const tensor = tf.scalar(1);
  expect([tensor, null, {}, [1], { shape: [1], dtype: 'float32' }].map(isTensor)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  tensor.dispose();
});

it('isNumericArray tells typed arrays of numbers from everything else', () => {
  const values = [
    new Float32Array(1),
    new Uint8Array(1),
    new Int8Array(1),
    [1],
    new BigInt64Array(1),
    new DataView(new ArrayBuffer(1)),
    'a',
  ];
  expect(values.map(isNumericArray)).toEqual([true, true, true, false, false, false, false]);
});

it('isShapedArray tells values with a shape from tensors', () => {
  const tensor = tf.scalar(1);
  expect([{ data: [1], shape: [1] }, { data: [1] }, tensor, null, [1]].map(isShapedArray)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  tensor.dispose();
});

it('flattenNested gives leaves, shape and type without a tensor', () => {
  withoutLeaks(() => {
    expect(flattenNested([[true], [false]], 'x')).toEqual({ shape: [2, 1], type: 'boolean', leaves: [true, false] });
    expect(flattenNested([new Float32Array([1, 2])], 'x')).toEqual({ shape: [1, 2], type: 'number', leaves: [1, 2] });
    expect(() => flattenNested([[1], []], 'labels')).toThrow(
      'labels is ragged: expected labels[1] to be an array of 1',
    );
  });
});
