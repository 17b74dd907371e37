import { checkBetween, checkFinite, invalidArgument } from '@argali/core';
import { checkPositive } from '../losses/checks.ts';
import type { ScheduleLike } from '../schedules/get.ts';

/** A learning rate: a number, a schedule, or a function of the step. */
export type LearningRateLike = number | ScheduleLike;

/** What every optimizer's configuration may hold. `null` stands for Python's `None`. */
export interface OptimizerConfig {
  learningRate?: LearningRateLike;
  /** Prefix of the paths of the optimizer's variables; by default the class name in snake_case, numbered. */
  name?: string | null;
  /** Part of each weight, times the learning rate, that is taken away before each update. Default: none. */
  weightDecay?: number | null;
  /** Longest norm of one variable's gradient. At most one of the three clips may be set. Default: none. */
  clipnorm?: number | null;
  /** Longest norm of all gradients together. Default: none. */
  globalClipnorm?: number | null;
  /** Largest absolute value in a gradient. Default: none. */
  clipvalue?: number | null;
  /** Whether an exponential moving average of the weights is kept. Default: false. */
  useEma?: boolean;
  /** How much of the average stays at each step, from 0 to 1. Default: 0.99. */
  emaMomentum?: number;
  /** Every how many updates the weights are set to their average. Default: only at the end of the training. */
  emaOverwriteFrequency?: number | null;
  /** What the loss is multiplied by, and the gradients divided by. Default: none. */
  lossScaleFactor?: number | null;
  /** How many calls add up their gradients for one update with the mean; at least 2. Default: every call updates. */
  gradientAccumulationSteps?: number | null;
}

/** The configuration of the base class with its defaults, apart from the name and the learning rate. */
export type OptimizerSettings = Required<Omit<OptimizerConfig, 'learningRate' | 'name'>>;

/**
 * @throws ArgumentError naming `owner` for a value out of range, or if more than one clip is set
 */
export function readSettings(config: OptimizerConfig, owner: string): OptimizerSettings {
  const { clipnorm = null, globalClipnorm = null, clipvalue = null } = config;
  const clips = Object.entries({ clipnorm, globalClipnorm, clipvalue }).filter(([, value]) => value !== null);
  for (const [name, value] of clips) checkBetween(value, { owner, name, low: 0, high: Number.MAX_VALUE });
  if (clips.length > 1)
    throw invalidArgument({ owner, name: 'clipnorm' }, 'the only clip set', Object.fromEntries(clips));
  const { weightDecay = null, lossScaleFactor = null } = config;
  if (weightDecay !== null) checkFinite(weightDecay, { owner, name: 'weightDecay' });
  if (lossScaleFactor !== null) checkPositive(lossScaleFactor, { owner, name: 'lossScaleFactor' });
  const { emaOverwriteFrequency = null, gradientAccumulationSteps = null } = config;
  checkCount(emaOverwriteFrequency, { owner, name: 'emaOverwriteFrequency', low: 1 });
  checkCount(gradientAccumulationSteps, { owner, name: 'gradientAccumulationSteps', low: 2 });
  return {
    weightDecay,
    clipnorm,
    globalClipnorm,
    clipvalue,
    useEma: config.useEma ?? false,
    emaMomentum: checkBetween(config.emaMomentum ?? 0.99, { owner, name: 'emaMomentum', low: 0, high: 1 }),
    emaOverwriteFrequency,
    lossScaleFactor,
    gradientAccumulationSteps,
  };
}

function checkCount(value: number | null, { low, ...of }: { owner: string; name: string; low: number }): void {
  if (value !== null && (!Number.isInteger(value) || value < low))
    throw invalidArgument(of, `a whole number from ${low}, or null`, value);
}
