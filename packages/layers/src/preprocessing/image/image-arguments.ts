import { checkBetween, checkFinite, invalidArgument, type ArgumentOf } from '@argali/core';
import { checkName } from '../../engine/arguments.ts';
import type { FillMode } from '../../ops/sample-images.ts';

/** The ends of a range, from which numbers are drawn. */
export type Range = readonly [low: number, high: number];
/** A range, or one number: its upper end, and turned around, as far as that is allowed, its lower. */
export type Factor = number | Range;
export type ImageInterpolation = 'nearest' | 'bilinear';

/** Reads a factor whose numbers lie between `low` and `high`. */
export function checkFactor(value: unknown, of: ArgumentOf & { low: number; high: number }): Range {
  if (!Array.isArray(value)) {
    const factor = Math.abs(checkBetween(value, of));
    return [Math.max(-factor, of.low), factor];
  }
  if (value.length !== 2) throw invalidArgument(of, `a number or two, between ${of.low} and ${of.high}`, value);
  const [a, b] = value.map((end) => checkBetween(end, of)) as [number, number];
  return [Math.min(a, b), Math.max(a, b)];
}

/** Reads what range the values of images have, `[0, 255]` by default. */
export function checkValueRange(value: unknown, owner: string): Range {
  const of = { owner, name: 'valueRange' };
  if (value == null) return [0, 255];
  if (!Array.isArray(value) || value.length !== 2) throw invalidArgument(of, 'two different numbers', value);
  const [a, b] = value.map((end) => checkFinite(end, of)) as [number, number];
  if (a === b) throw invalidArgument(of, 'two different numbers', value);
  return [Math.min(a, b), Math.max(a, b)];
}

export function checkInterpolation(value: unknown, owner: string): ImageInterpolation {
  return checkName(value ?? 'bilinear', { owner, name: 'interpolation', choices: ['nearest', 'bilinear'] });
}

export function checkFillMode<Mode extends FillMode>(
  value: unknown,
  { owner, choices }: { owner: string; choices: readonly Mode[] },
): Mode {
  return checkName(value ?? 'reflect', { owner, name: 'fillMode', choices });
}
