import { DataError, readsAtOnce, type NumericArray, type Shape } from '@argali/core';
import type { Rows } from '@argali/data';
import { resolveTerm, type LossTerm } from '../compile/compiled-loss.ts';
import type { Model } from '../model.ts';
import type { Batch } from './batches.ts';
import type { Samples } from './data.ts';

/**
 * Looks over labels and weights before the first step is taken: every loss at the labels it is going to be given, and that
 * no weight is negative.
 *
 * @throws DataError naming what is wrong, and where
 */
export async function checkLabels(model: Model, samples: Samples): Promise<void> {
  for (const term of model.compiledState().loss.terms) {
    const rows = samples.y[term.outputIndex];
    const prediction = model.outputs[term.outputIndex]?.shape;
    if (rows !== undefined && prediction !== undefined && checks(term, rows.shape, prediction))
      term.loss?.checkLabels?.(await valuesOf(rows), prediction);
  }
  for (const rows of new Set(samples.sampleWeights)) if (rows !== null) checkWeights(await valuesOf(rows));
}

/**
 * {@link checkLabels} for one batch, where reading it costs nothing: on a GPU nothing is looked at. To be called before a step
 * with the shapes of the model's outputs, if these are known, or after its predictions with theirs.
 *
 * @throws DataError naming what is wrong, and where
 */
export function checkBatchLabels(model: Model, batch: Batch, predictions: readonly { shape: Shape }[]): void {
  if (!readsAtOnce()) return;
  for (const term of model.compiledState().loss.terms) {
    const labels = batch.y[term.outputIndex];
    const prediction = predictions[term.outputIndex]?.shape;
    if (labels !== undefined && prediction !== undefined && checks(term, labels.shape, prediction))
      term.loss?.checkLabels?.(labels.dataSync(), prediction);
  }
  for (const weights of batch.sampleWeights) if (weights !== null) checkWeights(weights.dataSync());
}

/** Whether the loss has anything to say about labels. */
function checks(term: LossTerm, yTrueShape: Shape, yPredShape: Shape): boolean {
  return resolveTerm(term, { yTrueShape, yPredShape }).checkLabels !== undefined;
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
