import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from './backends.ts';
import { differences, listDifferences, ofTraining, plainDifferences } from './compare.ts';
import type { GoldenTensor } from './golden.ts';

const y = { name: 'y' };

function stored(data: (number | string)[], dtype: GoldenTensor['dtype'] = 'float32'): GoldenTensor {
  return { shape: [data.length], dtype, data };
}

beforeAll(() => useBackend('cpu'));

describe('floats', () => {
  // For |e| ≤ 1 the tolerance is 1e-5 + 1e-4 |e|.
  it.each([
    [1, 1 + 1e-4, true],
    [1, 1 + 1.2e-4, false],
    [0, 0.9e-5, true],
    [0, 1.1e-5, false],
    [-0.5, -0.50005, true],
    [-0.5, -0.5001, false],
  ])('%p against %p: equal is %p', (expected, actual, equal) => {
    expect(differences(actual, expected, y)).toHaveLength(equal ? 0 : 1);
  });

  it('the largest stored value sets the scale', () => {
    const found = tf.tensor([0.0009, 100]);
    expect(differences(found, stored([0, 100]), y)).toEqual([]);
    expect(differences(found, stored([0, 10]), y)).toHaveLength(1);
    found.dispose();
  });

  it('other kinds of data have wider tolerances', () => {
    expect(differences(1.002, 1, y)).toHaveLength(1);
    expect(differences(1.002, 1, { ...y, tolerance: ofTraining })).toEqual([]);
    expect(differences(1.0025, 1, { ...y, tolerance: ofTraining })).toHaveLength(1);
  });

  it('values that are not finite have to be the same', () => {
    expect(differences(NaN, 'NaN', y)).toEqual([]);
    expect(differences(Infinity, 'Infinity', y)).toEqual([]);
    expect(differences(-Infinity, 'Infinity', y)).toHaveLength(1);
    expect(differences(NaN, 1, y)).toHaveLength(1);
    expect(differences(1, 'NaN', y)).toHaveLength(1);
    expect(differences(Infinity, 1, y)).toHaveLength(1);
  });
});

it('integers, booleans and strings have to be equal', () => {
  const [integers, booleans, strings] = [tf.tensor([1, 2], [2], 'int32'), tf.tensor([true, false]), tf.tensor(['a'])];
  expect(differences(integers, stored([1, 2], 'int32'), y)).toEqual([]);
  expect(differences(integers, stored([1, 3], 'int32'), y)).toEqual([
    'y: 1 of 2 values differ, the first at 1: expected 3, got 2',
  ]);
  expect(differences(booleans, stored([1, 0], 'bool'), y)).toEqual([]);
  expect(differences(booleans, stored([1, 1], 'bool'), y)).toHaveLength(1);
  expect(differences(strings, stored(['a'], 'string'), y)).toEqual([]);
  expect(differences(strings, stored(['b'], 'string'), y)).toHaveLength(1);
  tf.dispose([integers, booleans, strings]);
});

it('types and shapes have to be equal', () => {
  const found = tf.zeros([1, 2]);
  expect(differences(found, stored([0, 0]), y)).toEqual(['y: expected shape [2], got [1, 2]']);
  expect(differences(found, stored([0, 0], 'int32'), y)).toEqual(['y: expected dtype int32, got float32']);
  found.dispose();
});

it('no gradient is a gradient of zeros', () => {
  expect(differences(null, stored([0, 0]), y)).toEqual([]);
  expect(differences(null, stored([0, 1]), y)).toHaveLength(1);
});

it('single values can be left out', () => {
  expect(differences(null, stored([0, 1]), { ...y, skip: new Set([1]) })).toEqual([]);
});

it('lists have to be of one length', () => {
  expect(listDifferences([1, 2], [1, 2], y)).toEqual([]);
  expect(listDifferences([1], [1, 2], y)).toEqual(['y: expected 2 of them, got 1']);
  expect(listDifferences([1, 2], [1, 3], y)).toEqual(['y[1]: 1 of 1 values differ, the first at 0: expected 3, got 2']);
});

it('plain values are compared by what they print', () => {
  expect(plainDifferences([null, 3], [null, 3], 'shape')).toEqual([]);
  expect(plainDifferences(undefined, [null, 3], 'shape')).toEqual(['shape: expected [null,3], got undefined']);
});
