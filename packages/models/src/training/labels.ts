import type { Model } from '../model.ts';
import type { Samples } from './data.ts';

/** Has every loss look at the labels it is going to be given, before the first step is taken. */
export async function checkLabels(model: Model, samples: Samples): Promise<void> {
  for (const { outputIndex, loss } of model.compiledState().loss.terms) {
    const rows = samples.y[outputIndex];
    const shape = model.outputs[outputIndex]?.shape;
    if (rows === undefined || shape === undefined || loss?.checkLabels === undefined) continue;
    const labels = rows.slice(0, rows.length);
    try {
      loss.checkLabels(await labels.data(), shape);
    } finally {
      labels.dispose();
    }
  }
}
