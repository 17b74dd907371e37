import { ArgumentError, show } from './errors.ts';

/** Who owns an argument (as errors print it, such as `Dense "dense_1"`) and the argument's name. */
export interface ArgumentOf {
  owner: string;
  name: string;
}

/** The error for a bad argument: who, what was expected, what came. */
export function invalidArgument({ owner, name }: ArgumentOf, expected: string, received: unknown): ArgumentError {
  return new ArgumentError(`${owner}: expected \`${name}\` to be ${expected}. Received: ${name}=${show(received)}`);
}

export function checkPositiveInteger(value: unknown, of: ArgumentOf): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value <= 0)
    throw invalidArgument(of, 'a positive integer', value);
  return value;
}

export function checkNonNegativeInteger(value: unknown, of: ArgumentOf): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw invalidArgument(of, 'a non-negative integer', value);
  return value;
}

export function checkFinite(value: unknown, of: ArgumentOf): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalidArgument(of, 'a finite number', value);
  return value;
}

/** `value` as a number between `low` and `high`, both included. */
export function checkBetween(value: unknown, of: ArgumentOf & { low: number; high: number }): number {
  if (typeof value !== 'number' || !(value >= of.low && value <= of.high))
    throw invalidArgument(of, `a number between ${of.low} and ${of.high}`, value);
  return value;
}

/** `value` as one of `choices`. */
export function checkOneOf<T extends string | number | boolean>(
  value: unknown,
  of: ArgumentOf & { choices: readonly T[] },
): T {
  const found = of.choices.find((choice) => choice === value);
  if (found === undefined) throw invalidArgument(of, `one of ${of.choices.map(show).join(', ')}`, value);
  return found;
}
