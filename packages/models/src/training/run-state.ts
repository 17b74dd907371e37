import type { Metric, MetricState } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Evaluation } from '../callbacks/callback.ts';
import type { Compiled } from '../compile/compile.ts';
import type { CompiledMetrics } from '../compile/compiled-metrics.ts';
import type { Batch } from './batches.ts';
import { LossTracker } from './loss-tracker.ts';

/** What a batch has given: its losses, and the predictions for the metrics. */
export interface BatchResult {
  yPred: readonly Tensor[];
  /** The loss that was minimised. */
  total: Tensor;
  /** The outputs' losses, before weighting. */
  parts: readonly Tensor[];
}

/** The run that a set of metrics counts for. */
const holders = new WeakMap<CompiledMetrics, RunState>();

/**
 * The running loss and metrics of one run: of `fit`, of a validation, of an `evaluate`. There is one set of metric objects for
 * all of them, so whichever run goes on finds what it had counted, and puts aside what another had.
 */
export class RunState {
  readonly #compiled: Compiled;
  readonly #losses: LossTracker;
  #aside: Map<Metric, MetricState> | null = null;

  constructor(compiled: Compiled) {
    this.#compiled = compiled;
    this.#losses = new LossTracker(compiled.lossKeys);
  }

  /** Forgets every batch. */
  reset(): void {
    this.#losses.reset();
    this.#takeOver();
    this.#compiled.metrics.reset();
  }

  /** Takes in a batch. */
  update(batch: Batch, { yPred, total, parts }: BatchResult): void {
    this.#losses.update([total, ...parts], batch.size);
    this.#takeOver();
    this.#compiled.metrics.update({ yTrue: batch.y, yPred, sampleWeights: batch.sampleWeights });
  }

  /** The loss and metrics so far, as numbers, keys in alphabetical order. A metric of several values gives their mean. */
  async logs(): Promise<Evaluation> {
    this.#takeOver();
    const values = this.#compiled.metrics.entries().map(([key, metric]) => {
      return [key, tf.tidy(() => tf.mean(metric.result()))] as const;
    });
    const logs = await this.#losses.result();
    for (const [key, value] of values) {
      logs[key] = (await value.data())[0] ?? Number.NaN;
      value.dispose();
    }
    const sorted = Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted) as Evaluation;
  }

  /** To be called when the run needs its numbers no more. The metrics keep showing them until another run counts. */
  end(): void {
    const { metrics } = this.#compiled;
    if (holders.get(metrics) === this) holders.delete(metrics);
    this.#losses.reset();
    this.#forgetAside();
  }

  /** Makes this the run that the metrics count for. */
  #takeOver(): void {
    const { metrics } = this.#compiled;
    const holder = holders.get(metrics);
    if (holder === this) return;
    if (holder !== undefined) holder.#putAside();
    holders.set(metrics, this);
    for (const [, metric] of metrics.entries()) {
      const state = this.#aside?.get(metric);
      if (state) metric.restoreState(state);
      else metric.resetState();
    }
    this.#aside = null;
  }

  #putAside(): void {
    this.#aside = new Map(this.#compiled.metrics.entries().map(([, metric]) => [metric, metric.saveState()]));
  }

  #forgetAside(): void {
    for (const state of this.#aside?.values() ?? []) state.dispose();
    this.#aside = null;
  }
}
