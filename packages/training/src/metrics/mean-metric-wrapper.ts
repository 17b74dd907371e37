import type { Tensor } from '@tensorflow/tfjs-core';
import { directionOf, getMetricFunction, serializeMetricFunction, type MetricFunction } from './functions.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricConfig, MetricDirection } from './metric.ts';

export interface MeanMetricWrapperConfig extends MetricConfig {
  /** Gives one value per sample; a function, or the name of one of argali's, such as `'meanSquaredError'`. */
  fn: MetricFunction | string;
  /** Every further entry is an option of the function. */
  [option: string]: unknown;
}

/**
 * The weighted mean, over every sample, of what a function says of it.
 *
 * @throws UnknownNameError if `fn` is a name that no function has
 * @see https://keras.io/api/metrics/metrics_wrappers/#meanmetricwrapper-class
 */
export class MeanMetricWrapper extends MeanOverSamples {
  static override readonly className: string = 'MeanMetricWrapper';
  static override readonly defaultName: string | null = null;

  /** That of the function, if it is one of argali's. */
  override readonly direction: MetricDirection;
  readonly fn: MetricFunction;
  readonly options: Readonly<Record<string, unknown>>;

  constructor({ fn, name, dtype, ...options }: MeanMetricWrapperConfig) {
    super({ name: name ?? null, dtype: dtype ?? null });
    this.fn = getMetricFunction(fn);
    this.direction = directionOf(this.fn);
    this.options = options;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.fn(yTrue, yPred, this.options as never);
  }

  override getConfig(): MeanMetricWrapperConfig {
    return { ...super.getConfig(), ...this.options, fn: serializeMetricFunction(this.fn) };
  }
}
