export { CosineDecayRestarts, type CosineDecayRestartsConfig } from './cosine-decay-restarts.ts';
export { CosineDecay, type CosineDecayConfig } from './cosine-decay.ts';
export { ExponentialDecay, type ExponentialDecayConfig } from './exponential-decay.ts';
export { getSchedule, scheduleRegistry, serializeSchedule, type ScheduleFunction, type ScheduleLike } from './get.ts';
export { InverseTimeDecay, type InverseTimeDecayConfig } from './inverse-time-decay.ts';
export { LearningRateSchedule, type LearningRateScheduleConfig } from './learning-rate-schedule.ts';
export { OneCycle, type OneCycleConfig } from './one-cycle.ts';
export { PiecewiseConstantDecay, type PiecewiseConstantDecayConfig } from './piecewise-constant-decay.ts';
export { PolynomialDecay, type PolynomialDecayConfig } from './polynomial-decay.ts';
