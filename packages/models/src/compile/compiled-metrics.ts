import { ArgumentError, classNameOf, isSerializedObject, show } from '@argali/core';
import { Loss, Metric, resolveMetric, type MetricLike } from '@argali/training';
import type { Tensor } from '@tensorflow/tfjs-core';
import { spread, type PerOutput } from './per-output.ts';

/** The metrics of one output: one, or a list. */
export type MetricsOfOutput = MetricLike | readonly MetricLike[];

interface Entry {
  outputIndex: number;
  weighted: boolean;
  metric: Metric;
}

export interface CompiledMetricsConfig {
  /** One list for a single output; a list of lists, or a dictionary by output name, for several. */
  metrics: PerOutput<MetricsOfOutput> | null | undefined;
  /** Like `metrics`, but told of sample and class weights. */
  weightedMetrics: PerOutput<MetricsOfOutput> | null | undefined;
  outputNames: readonly string[];
}

export interface MetricArguments {
  yTrue: readonly Tensor[];
  yPred: readonly Tensor[];
  sampleWeights: readonly (Tensor | null)[];
}

function isMetricLike(value: unknown): value is MetricLike {
  return (
    typeof value === 'string' ||
    typeof value === 'function' ||
    value instanceof Metric ||
    value instanceof Loss ||
    isSerializedObject(value)
  );
}

function isMetricList(value: unknown): value is MetricsOfOutput {
  return isMetricLike(value) || (Array.isArray(value) && value.every(isMetricLike));
}

function toList(metrics: MetricsOfOutput | null): readonly MetricLike[] {
  if (metrics === null) return [];
  return Array.isArray(metrics) ? (metrics as readonly MetricLike[]) : [metrics as MetricLike];
}

/** The metrics of all outputs. They are made when the first batch tells the shapes, on which `'accuracy'` depends. */
export class CompiledMetrics {
  readonly #config: CompiledMetricsConfig;
  /** The metrics that the caller made, who may use them elsewhere too. */
  readonly given: readonly Metric[];
  #entries: Entry[] | null = null;

  /** @throws ArgumentError for what is no metric, or one metric in two places */
  constructor(config: CompiledMetricsConfig) {
    this.#config = config;
    this.given = this.#lists().flatMap(({ identifier }) => (identifier instanceof Metric ? [identifier] : []));
    const twice = this.given.find((metric, i) => this.given.indexOf(metric) !== i);
    if (twice !== undefined)
      throw new ArgumentError(
        `compile: expected a metric of its own in each place, as each keeps one count. Received: the same ${classNameOf(twice)} "${twice.name}" twice`,
      );
  }

  /** The identifiers of every output, weighted and not. */
  #lists(): { outputIndex: number; weighted: boolean; identifier: MetricLike }[] {
    const { outputNames, metrics, weightedMetrics } = this.#config;
    const flatten = (argument: string, value: CompiledMetricsConfig['metrics'], weighted: boolean) => {
      // A flat list of metrics belongs to the one output there is; with several outputs, it has an entry for each.
      const perOutput = outputNames.length === 1 && isMetricList(value) ? [toList(value)] : value;
      const lists = spread(perOutput, {
        argument,
        outputNames,
        isSingle: isMetricLike,
      });
      return lists.flatMap((list, outputIndex) =>
        toList(list).map((identifier) => {
          if (!isMetricLike(identifier))
            throw new ArgumentError(`compile: expected \`${argument}\` to hold metrics. Received: ${show(identifier)}`);
          return { outputIndex, weighted, identifier };
        }),
      );
    };
    return [...flatten('metrics', metrics, false), ...flatten('weightedMetrics', weightedMetrics, true)];
  }

  /** Makes the metrics, unless they exist. */
  build(yTrue: readonly Tensor[], yPred: readonly Tensor[]): void {
    this.#entries ??= this.#lists().flatMap(({ outputIndex, weighted, identifier }) => {
      const [expected, predicted] = [yTrue[outputIndex], yPred[outputIndex]];
      if (!expected || !predicted) return [];
      const metric = resolveMetric(identifier, { yTrueShape: expected.shape, yPredShape: predicted.shape });
      // What the caller's own has seen before is not this run's.
      if (metric === identifier) metric.resetState();
      return [{ outputIndex, weighted, metric }];
    });
  }

  update({ yTrue, yPred, sampleWeights }: MetricArguments): void {
    this.build(yTrue, yPred);
    for (const { outputIndex, weighted, metric } of this.#entries ?? []) {
      const [expected, predicted] = [yTrue[outputIndex], yPred[outputIndex]];
      if (expected && predicted) metric.updateState(expected, predicted, weighted ? sampleWeights[outputIndex] : null);
    }
  }

  reset(): void {
    for (const { metric } of this.#entries ?? []) metric.resetState();
  }

  /** The metrics by their keys in the logs: names get the output's in front, where there are several outputs. */
  entries(): [key: string, metric: Metric][] {
    const { outputNames } = this.#config;
    const counts = new Map<string, number>();
    return (this.#entries ?? []).map(({ outputIndex, weighted, metric }) => {
      const plain = outputNames.length > 1 ? `${outputNames[outputIndex] ?? ''}_${metric.name}` : metric.name;
      const base = weighted && counts.has(plain) ? `weighted_${plain}` : plain;
      const count = counts.get(base) ?? 0;
      counts.set(base, count + 1);
      return [count === 0 ? base : `${base}_${count}`, metric];
    });
  }

  /** Frees the metrics that were made here. */
  dispose(): void {
    for (const { metric } of this.#entries ?? []) if (!this.given.includes(metric)) metric.dispose();
    this.#entries = null;
  }
}
