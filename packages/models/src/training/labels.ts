import { DataError, type NumericArray } from '@argali/core';
import type { Rows } from '@argali/data';
import type { Model } from '../model.ts';
import type { Samples } from './data.ts';

/**
 * Looks over labels and weights before the first step is taken: every loss at the labels it is going to be given, and that
 * no weight is negative. A step itself reads nothing back.
 *
 * @throws DataError naming what is wrong, and where
 */
export async function checkLabels(model: Model, samples: Samples): Promise<void> {
  for (const { outputIndex, loss } of model.compiledState().loss.terms) {
    const rows = samples.y[outputIndex];
    const shape = model.outputs[outputIndex]?.shape;
    if (rows === undefined || shape === undefined || loss?.checkLabels === undefined) continue;
    loss.checkLabels(await valuesOf(rows), shape);
  }
  for (const rows of new Set(samples.sampleWeights)) if (rows !== null) checkWeights(await valuesOf(rows));
}

async function valuesOf(rows: Rows): Promise<NumericArray> {
  const tensor = rows.slice(0, rows.length);
  try {
    return await tensor.data();
  } finally {
    tensor.dispose();
  }
}

function checkWeights(weights: NumericArray): void {
  const position = weights.findIndex((weight: number) => !(weight >= 0 && Number.isFinite(weight)));
  if (position < 0) return;
  throw new DataError(
    `sampleWeight: expected finite weights of at least 0. Received: ${String(weights[position])} at position ${position}`,
  );
}
