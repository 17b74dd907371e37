import type { Shape } from '@argali/core';

/** The shapes of targets and predictions, with the batch axis. */
export interface PairShapes {
  yTrueShape: Shape;
  yPredShape: Shape;
}

/**
 * What the shapes say the targets are: yes or no where there is one prediction, class numbers where the predictions have an
 * axis more (or more than one entry in the last), one-hot otherwise.
 */
export function labelKind({ yTrueShape, yPredShape }: PairShapes): 'binary' | 'sparse' | 'categorical' {
  if (yPredShape.at(-1) === 1) return 'binary';
  return yTrueShape.length < yPredShape.length || yTrueShape.at(-1) === 1 ? 'sparse' : 'categorical';
}
