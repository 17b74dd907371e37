import {
  ArgaliError,
  ArgumentError,
  checkPositiveInteger,
  invalidArgument,
  normalizeIdentifier,
  positiveAxis,
  show,
  type ArgumentOf,
  type Name,
  type Shape,
} from '@argali/core';

/** A size along each of one, two or three spatial axes; a number stands for the same size along all. */
export type Size1D = number | readonly [number];
export type Size2D = number | readonly [number, number];
export type Size3D = number | readonly [number, number, number];

/** Where the channels are: `[batch, …, channels]` or `[batch, channels, …]`. */
export type DataFormat = 'channelsLast' | 'channelsFirst';
export type DataFormatName = Name<DataFormat>;

/** What `read` makes of an argument; an error of ours about the value says whose argument it is. */
export function readArgument<T>({ owner, name }: ArgumentOf, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ArgaliError)) throw error;
    throw new ArgumentError(`${owner}: \`${name}\`: ${error.message}`, { cause: error });
  }
}

/** True or false, or none. */
export function checkFlag(value: unknown, of: ArgumentOf): boolean | undefined {
  if (value == null) return undefined;
  if (typeof value !== 'boolean') throw invalidArgument(of, 'true or false', value);
  return value;
}

/** `value` as one of `choices`, in any spelling: `'channels_last'` is `'channelsLast'`. */
export function checkName<T extends string>(value: unknown, of: ArgumentOf & { choices: readonly T[] }): T {
  const wanted = typeof value === 'string' ? normalizeIdentifier(value) : null;
  const found = of.choices.find((choice) => normalizeIdentifier(choice) === wanted);
  if (found === undefined) throw invalidArgument(of, `one of ${of.choices.map(show).join(', ')}`, value);
  return found;
}

/** The data format; `null` or none gives `'channelsLast'`. */
export function checkDataFormat(value: unknown, owner: string): DataFormat {
  return checkName(value ?? 'channelsLast', {
    owner,
    name: 'dataFormat',
    choices: ['channelsLast', 'channelsFirst'],
  });
}

/** One positive integer for each of `rank` axes, from one number or an array of them. */
export function checkSizes(value: unknown, of: ArgumentOf & { rank: number }): number[] {
  const sizes: unknown[] = Array.isArray(value) ? value : Array.from({ length: of.rank }, () => value);
  if (
    sizes.length !== of.rank ||
    !sizes.every((size) => typeof size === 'number' && Number.isInteger(size) && size > 0)
  )
    throw invalidArgument(of, `a positive integer or an array of ${of.rank} of them`, value);
  return sizes as number[];
}

/** A positive integer, or `null`. */
export function checkOptionalPositiveInteger(value: unknown, of: ArgumentOf): number | null {
  return value == null ? null : checkPositiveInteger(value, of);
}

/** A whole number, of either sign: an axis. */
export function checkAxis(value: unknown, of: ArgumentOf): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw invalidArgument(of, 'an integer', value);
  return value;
}

/** Whole numbers, of either sign: axes, given as one number or an array. */
export function checkAxes(value: unknown, of: ArgumentOf): number[] {
  const axes: unknown[] = Array.isArray(value) ? value : [value];
  if (!axes.every((axis) => typeof axis === 'number' && Number.isInteger(axis)))
    throw invalidArgument(of, 'an integer or an array of integers', value);
  return axes as number[];
}

/** Axes of a tensor of that rank, in ascending order and counted from the front. Throws where there is no such axis. */
export function axesWithin(axis: number | readonly number[], of: ArgumentOf & { rank: number }): number[] {
  const axes = checkAxes(axis, of).map((a) => positiveAxis(a, of.rank));
  if (axes.some((a) => a < 0 || a >= of.rank)) throw invalidArgument(of, `within a tensor of rank ${of.rank}`, axis);
  return axes.sort((a, b) => a - b);
}

/** A shape: an array of sizes, `null` where one is not known. */
export function checkShape(value: unknown, of: ArgumentOf): Shape {
  const isSize = (size: unknown): boolean =>
    size === null || (typeof size === 'number' && Number.isInteger(size) && size >= 0);
  if (!Array.isArray(value) || !value.every(isSize))
    throw invalidArgument(of, 'an array of sizes, null where one is not known', value);
  return value as Shape;
}

/** A shape or a list of shapes, as a list. */
export function checkShapes(value: unknown, of: ArgumentOf): Shape[] {
  const isList = Array.isArray(value) && value.length > 0 && value.every((entry) => Array.isArray(entry));
  return isList ? value.map((shape) => checkShape(shape, of)) : [checkShape(value, of)];
}

/** Sparse and ragged tensors do not exist on tfjs. */
export function checkDense(value: unknown, of: { owner: string; name: string }): false {
  if (value != null && value !== false) throw invalidArgument(of, 'false: tfjs has no such tensors', value);
  return false;
}

/** A finite number that is not negative. */
export function checkNonNegative(value: unknown, of: ArgumentOf): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw invalidArgument(of, 'a number that is not negative', value);
  return value;
}

/** What is cut off or added before and after an axis. */
export type Pair = readonly [before: number, after: number];

/**
 * Whole numbers, not negative, for both ends of each of `rank` axes: from one number for all ends, from one for both ends
 * of each axis, or from a pair for each axis (where there is one axis, from a pair).
 */
export function checkPairs(value: unknown, of: ArgumentOf & { rank: number }): Pair[] {
  const perAxis: unknown = typeof value === 'number' ? Array.from({ length: of.rank }, () => value) : value;
  const wrapped = of.rank === 1 && Array.isArray(perAxis) && perAxis.length === 2 ? [perAxis] : perAxis;
  const pairs: unknown[] = Array.isArray(wrapped)
    ? wrapped.map((entry: unknown) => (typeof entry === 'number' ? [entry, entry] : entry))
    : [];
  const isCount = (n: unknown): boolean => typeof n === 'number' && Number.isInteger(n) && n >= 0;
  if (
    pairs.length !== of.rank ||
    !pairs.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isCount))
  )
    throw invalidArgument(of, `a non-negative integer, or one or two for each of ${of.rank} axes`, value);
  return pairs as Pair[];
}
