import {
  checkBetween,
  checkFinite,
  checkNonNegativeInteger,
  checkOneOf,
  checkPositiveInteger,
  type ArgumentOf,
} from './check.ts';
import { ArgumentError } from './errors.ts';

const of: ArgumentOf = { owner: 'Dense "dense_1"', name: 'units' };

it('says who, what was expected, what came', () => {
  expect(() => checkPositiveInteger(-1, of)).toThrow(
    new ArgumentError('Dense "dense_1": expected `units` to be a positive integer. Received: units=-1'),
  );
  expect(() => checkOneOf('top', { ...of, name: 'padding', choices: ['valid', 'same'] })).toThrow(
    "Dense \"dense_1\": expected `padding` to be one of 'valid', 'same'. Received: padding='top'",
  );
  expect(() => checkBetween(1.5, { ...of, name: 'rate', low: 0, high: 1 })).toThrow(
    'Dense "dense_1": expected `rate` to be a number between 0 and 1. Received: rate=1.5',
  );
});

it('returns the values it allows', () => {
  expect(checkPositiveInteger(3, of)).toBe(3);
  expect(checkNonNegativeInteger(0, of)).toBe(0);
  expect(checkFinite(-0.5, of)).toBe(-0.5);
  expect([0, 1].map((value) => checkBetween(value, { ...of, low: 0, high: 1 }))).toEqual([0, 1]);
  expect(checkOneOf('same', { ...of, choices: ['valid', 'same'] })).toBe('same');
});

const hostile = [NaN, Infinity, 1.5, '3', null, undefined, [1], {}, true];

it.each(hostile)('no check lets %p through', (value) => {
  expect(() => checkPositiveInteger(value, of)).toThrow(ArgumentError);
  expect(() => checkNonNegativeInteger(value, of)).toThrow(ArgumentError);
  expect(() => checkBetween(value, { ...of, low: 0, high: 1 })).toThrow(ArgumentError);
  if (value !== 1.5) expect(() => checkFinite(value, of)).toThrow(ArgumentError);
});

it('zero is not positive, and -1 not non-negative', () => {
  expect(() => checkPositiveInteger(0, of)).toThrow(ArgumentError);
  expect(() => checkNonNegativeInteger(-1, of)).toThrow(ArgumentError);
});
