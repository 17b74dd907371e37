import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { ArgaliError, ArgumentError, DataError, ShapeError, show, StateError, UnknownNameError } from './errors.ts';

it.each([ArgumentError, DataError, ShapeError, StateError, UnknownNameError])('%p belongs to the family', (Kind) => {
  const cause = new Error('underneath');
  const error = new Kind('what went wrong', { cause });
  expect(error).toBeInstanceOf(ArgaliError);
  expect(error).toBeInstanceOf(Error);
  expect(error.cause).toBe(cause);
  expect(String(error)).toBe(`${Kind.name}: what went wrong`);
});

describe('show prints', () => {
  class Point {
    x = 1;
  }
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  it.each<[unknown, string]>([
    [-1, '-1'],
    [NaN, 'NaN'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [10n, '10'],
    [Symbol('s'), 'Symbol(s)'],
    ['abc', "'abc'"],
    ['x'.repeat(200), `'${'x'.repeat(80)}…'`],
    [[1, 'a', null], "[1, 'a', null]"],
    [Array.from({ length: 20 }, (_, i) => i), '[0, 1, 2, 3, 4, 5, 6, 7, … 20 items]'],
    [{ a: 1, b: [2] }, '{ a: 1, b: [2] }'],
    [{}, '{}'],
    [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }, '{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, … }'],
    [Object.create(null), '{}'],
    [new Point(), 'Point'],
    [new Float32Array(3), 'Float32Array(3)'],
    [show, 'function show'],
    [() => 1, 'a function'],
    [circular, '{ self: { self: { self: { self: { … } } } } }'],
    [[[[[[1]]]]], '[[[[[…]]]]]'],
  ])('%p', (value, printed) => expect(show(value)).toBe(printed));

  it('the shape of a tensor, not its values', () => {
    const tensor = tf.zeros([2, 3]);
    expect(show(tensor)).toBe('Tensor(shape=[2, 3])');
    tensor.dispose();
  });
});
