import { ArgumentError, invalidArgument } from '@argali/core';

export interface SplitSizes {
  /** Samples on the left: a count, or a share between 0 and 1. Default: what the right leaves. */
  leftSize?: number | null;
  /** Samples on the right: a count, or a share between 0 and 1. Default: what the left leaves. */
  rightSize?: number | null;
}

/** Rounds as Python does: a half goes to the even neighbour. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function toCount(size: number, name: string, total: number): number {
  if (size > 0 && size < 1) return roundHalfEven(size * total);
  if (Number.isInteger(size) && size > 0 && size < total) return size;
  throw invalidArgument(
    { owner: 'splitDataset', name },
    `a count from 1 to ${total - 1} or a share between 0 and 1`,
    size,
  );
}

/** How many of `total` samples go to each side. */
export function splitSizes(total: number, { leftSize, rightSize }: SplitSizes): { left: number; right: number } {
  if (leftSize == null && rightSize == null)
    throw new ArgumentError('splitDataset: expected `leftSize`, `rightSize` or both. Received: neither');
  const givenLeft = leftSize == null ? null : toCount(leftSize, 'leftSize', total);
  const givenRight = rightSize == null ? null : toCount(rightSize, 'rightSize', total);
  const left = givenLeft ?? total - (givenRight ?? 0);
  const right = givenRight ?? total - left;
  if (left + right > total || left <= 0 || right <= 0)
    throw new ArgumentError(
      `splitDataset: expected two parts, neither empty, of ${total} samples. Received: ${left} and ${right} samples`,
    );
  return { left, right };
}
