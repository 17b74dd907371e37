import { ArgumentError, Registry, type SerializedObject } from '@argali/core';
import { isClass } from '../is-class.ts';
import { CosineDecayRestarts } from './cosine-decay-restarts.ts';
import { CosineDecay } from './cosine-decay.ts';
import { ExponentialDecay } from './exponential-decay.ts';
import { InverseTimeDecay } from './inverse-time-decay.ts';
import { LearningRateSchedule } from './learning-rate-schedule.ts';
import { OneCycle } from './one-cycle.ts';
import { PiecewiseConstantDecay } from './piecewise-constant-decay.ts';
import { PolynomialDecay } from './polynomial-decay.ts';

/** A plain function as a schedule: the learning rate of a step, counted from 0. */
export type ScheduleFunction = (step: number) => number;

/** A schedule by instance, function or configuration. */
export type ScheduleLike = LearningRateSchedule | ScheduleFunction | SerializedObject;

class CustomSchedule extends LearningRateSchedule {
  static override readonly className: string = 'CustomSchedule';
  readonly #fn: ScheduleFunction;

  constructor(fn: ScheduleFunction) {
    super(fn.name || 'CustomSchedule');
    this.#fn = fn;
  }

  override call(step: number): number {
    return this.#fn(step);
  }

  override getConfig(): object {
    return { name: this.name };
  }
}

function scheduleOfFunction(fn: ScheduleFunction): LearningRateSchedule {
  if (isClass(fn)) throw new ArgumentError(`Expected a schedule or a function as one. Received: class ${fn.name}`);
  return new CustomSchedule(fn);
}

export const scheduleRegistry: Registry<LearningRateSchedule> = /* @__PURE__ */ new Registry<LearningRateSchedule>(
  'learning-rate schedule',
  [
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    InverseTimeDecay,
    OneCycle,
    PiecewiseConstantDecay,
    PolynomialDecay,
  ],
  {
    fromFunction: scheduleOfFunction,
    isInstance: (value) => value instanceof LearningRateSchedule,
  },
);

export function getSchedule(identifier: ScheduleLike): LearningRateSchedule {
  return scheduleRegistry.get(identifier);
}

/** `{ className, config }`. One made from a function does not load again: the error then names `CustomSchedule`. */
export function serializeSchedule(schedule: LearningRateSchedule): SerializedObject {
  return scheduleRegistry.serialize(schedule);
}
