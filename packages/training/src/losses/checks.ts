import { checkFinite, invalidArgument, type ArgumentOf } from '@argali/core';

export function checkPositive(value: unknown, of: ArgumentOf): number {
  const number = checkFinite(value, of);
  if (number <= 0) throw invalidArgument(of, 'a number above 0', value);
  return number;
}

export function checkNonNegative(value: unknown, of: ArgumentOf): number {
  const number = checkFinite(value, of);
  if (number < 0) throw invalidArgument(of, 'a number of at least 0', value);
  return number;
}

export function checkInteger(value: unknown, of: ArgumentOf): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw invalidArgument(of, 'an integer', value);
  return value;
}
