import { checkConfig, invalidArgument, type OptionsOf } from '@argali/core';
import { LearningRateSchedule, type LearningRateScheduleConfig } from './learning-rate-schedule.ts';

export interface PiecewiseConstantDecayConfig extends LearningRateScheduleConfig {
  /** The last step of each piece but the final one, in increasing order. */
  boundaries: readonly number[];
  /** The rate of each piece: one more than `boundaries`. */
  values: readonly number[];
}

/**
 * `values[i]` from the step after `boundaries[i - 1]` up to and including `boundaries[i]`.
 *
 * @throws ArgumentError if `boundaries` do not increase or `values` are not one more than they
 * @see https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/
 */
export class PiecewiseConstantDecay extends LearningRateSchedule {
  static override readonly className: string = 'PiecewiseConstantDecay';
  static readonly options: readonly string[] = [
    'boundaries',
    'values',
    'name',
  ] satisfies OptionsOf<PiecewiseConstantDecayConfig>;

  readonly boundaries: readonly number[];
  readonly values: readonly number[];
  readonly #lastValue: number;

  constructor(config: PiecewiseConstantDecayConfig) {
    const { boundaries, values, name } = checkConfig(config, new.target);
    super(name ?? 'PiecewiseConstant');
    const owner = this.name;
    if (
      !Array.isArray(boundaries) ||
      !boundaries.every((boundary, i) => i === 0 || boundary > Number(boundaries[i - 1]))
    )
      throw invalidArgument({ owner, name: 'boundaries' }, 'numbers in increasing order', boundaries);
    if (!Array.isArray(values) || values.length !== boundaries.length + 1)
      throw invalidArgument(
        { owner, name: 'values' },
        `${boundaries.length + 1} numbers, one more than boundaries`,
        values,
      );
    this.boundaries = boundaries.map((boundary) => this.finite('boundaries', boundary));
    this.values = values.map((value) => this.finite('values', value));
    this.#lastValue = Number(values[values.length - 1]);
  }

  override call(step: number): number {
    const piece = this.boundaries.findIndex((boundary) => step <= boundary);
    return this.values[piece] ?? this.#lastValue;
  }

  override getConfig(): PiecewiseConstantDecayConfig {
    return { boundaries: [...this.boundaries], values: [...this.values], name: this.name };
  }
}
