import { DataError, type NumericArray } from '@argali/core';

/**
 * Makes sure that every target is a probability, before training starts: a cross-entropy with any other has no minimum.
 *
 * @param owner the loss, as errors call it
 * @throws DataError naming the first target that is not, and its position
 */
export function checkProbabilities(targets: NumericArray, owner: string): void {
  const position = targets.findIndex((target: number) => !(target >= 0 && target <= 1));
  if (position < 0) return;
  throw new DataError(
    `${owner}: expected targets from 0 to 1. Received: ${String(targets[position])} at position ${position}`,
  );
}
