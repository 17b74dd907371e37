import * as tf from '@tensorflow/tfjs-core';
import type { Evaluation } from '../callbacks/callback.ts';
import type { Model } from '../model.ts';

/** The loss and metrics so far, as numbers, keys in alphabetical order. A metric of several values gives their mean. */
export async function readLogs(model: Model): Promise<Evaluation> {
  const { lossTracker, metrics } = model.compiledState();
  const logs = await lossTracker.result();
  for (const [key, metric] of metrics.entries()) {
    const value = tf.tidy(() => tf.mean(metric.result()));
    logs[key] = (await value.data())[0] ?? Number.NaN;
    value.dispose();
  }
  const sorted = Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted) as Evaluation;
}
