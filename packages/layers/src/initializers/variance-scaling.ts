import {
  checkFinite,
  classNameOf,
  invalidArgument,
  normal,
  truncatedNormal,
  uniform,
  type ArgumentOf,
  type Name,
  type OptionsOf,
} from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { checkAxes, checkName } from '../engine/arguments.ts';
import { computeFans, type Axes } from './fans.ts';
import { RandomInitializer, type Distribution, type RandomInitializerConfig } from './random-initializer.ts';

export type VarianceScalingMode = 'fanIn' | 'fanOut' | 'fanAvg';
export type VarianceScalingDistribution = 'truncatedNormal' | 'untruncatedNormal' | 'uniform';

const modes: readonly VarianceScalingMode[] = ['fanIn', 'fanOut', 'fanAvg'];
const distributions: readonly VarianceScalingDistribution[] = ['truncatedNormal', 'untruncatedNormal', 'uniform'];

// The standard deviation of a standard normal variable that is cut off at ±2.
const truncatedDeviation = 0.87962566103423978;

/** The options that a subclass for one scale, mode and distribution sets itself. */
export const scaling: readonly string[] = ['scale', 'mode', 'distribution'];

/** What every initializer that scales by fans takes. */
export interface FanConfig extends RandomInitializerConfig {
  /** Axes of the weight that are inputs; counts only together with `outputAxes`. Default: `null`, as for a kernel. */
  inputAxes?: Axes | null;
  /** Axes of the weight that are outputs. Default: `null`. */
  outputAxes?: Axes | null;
}

export interface VarianceScalingConfig extends FanConfig {
  /** Variance times the number of units, positive. Default: 1. */
  scale?: number;
  /** Which units are counted: inputs, outputs, or the average of both. Default: `'fanIn'`. */
  mode?: Name<VarianceScalingMode>;
  /** Default: `'truncatedNormal'`, also called `'normal'`. */
  distribution?: Name<VarianceScalingDistribution | 'normal'>;
}

/**
 * Random values around 0 of variance `scale / n`, where `n` is the number of inputs or outputs of the weight (at least 1).
 *
 * @throws ArgumentError if an argument is not one of those allowed
 * @see https://keras.io/api/layers/initializers/#variancescaling-class
 */
export class VarianceScaling extends RandomInitializer {
  static override readonly className: string = 'VarianceScaling';
  static override readonly options: readonly string[] = [
    'scale',
    'mode',
    'distribution',
    'inputAxes',
    'outputAxes',
  ] satisfies OptionsOf<VarianceScalingConfig>;
  readonly scale: number;
  readonly mode: VarianceScalingMode;
  readonly distribution: VarianceScalingDistribution;
  readonly inputAxes: Axes | null;
  readonly outputAxes: Axes | null;

  constructor(config: VarianceScalingConfig = {}) {
    super(config);
    const owner = classNameOf(this);
    const { scale = 1, mode = 'fanIn', distribution = 'truncatedNormal' } = config;
    this.scale = checkPositive(scale, { owner, name: 'scale' });
    this.mode = checkName(mode, { owner, name: 'mode', choices: modes });
    this.distribution =
      distribution === 'normal'
        ? 'truncatedNormal'
        : checkName(distribution, { owner, name: 'distribution', choices: distributions });
    this.inputAxes = config.inputAxes == null ? null : checkAxes(config.inputAxes, { owner, name: 'inputAxes' });
    this.outputAxes = config.outputAxes == null ? null : checkAxes(config.outputAxes, { owner, name: 'outputAxes' });
  }

  override call(shape: readonly number[], dtype: DataType = 'float32'): Tensor {
    const { fanIn, fanOut } = computeFans(shape, this, classNameOf(this));
    const units = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[this.mode];
    return this.sample(shape, dtype, this.#ofVariance(this.scale / Math.max(1, units)));
  }

  #ofVariance(variance: number): Distribution {
    const deviation = Math.sqrt(variance);
    const limit = Math.sqrt(3) * deviation;
    switch (this.distribution) {
      case 'truncatedNormal':
        return { draw: truncatedNormal, offset: 0, scale: deviation / truncatedDeviation };
      case 'untruncatedNormal':
        return { draw: normal, offset: 0, scale: deviation };
      case 'uniform':
        return { draw: uniform, offset: -limit, scale: 2 * limit };
    }
  }

  /** The part of the configuration that a subclass of fixed scale, mode and distribution has. */
  protected fanConfig(): FanConfig {
    return { inputAxes: this.inputAxes, outputAxes: this.outputAxes, ...super.getConfig() };
  }

  override getConfig(): VarianceScalingConfig {
    return { scale: this.scale, mode: this.mode, distribution: this.distribution, ...this.fanConfig() };
  }
}

function checkPositive(value: unknown, of: ArgumentOf): number {
  if (checkFinite(value, of) <= 0) throw invalidArgument(of, 'a positive number', value);
  return value as number;
}
