import { ArgumentError } from '@argali/core';
import {
  CosineDecay,
  CosineDecayRestarts,
  ExponentialDecay,
  getSchedule,
  InverseTimeDecay,
  OneCycle,
  PiecewiseConstantDecay,
  PolynomialDecay,
  serializeSchedule,
  type LearningRateSchedule,
} from './index.ts';

function values(schedule: LearningRateSchedule, steps: readonly number[]): number[] {
  return steps.map((step) => schedule.call(step));
}

function expectValues(schedule: LearningRateSchedule, points: Record<number, number>): void {
  const computed = values(schedule, Object.keys(points).map(Number));
  Object.values(points).forEach((expected, i) => expect(computed[i]).toBeCloseTo(expected, 12));
}

describe('schedules', () => {
  it('ExponentialDecay halves every 10 steps', () => {
    const config = { initialLearningRate: 0.8, decaySteps: 10, decayRate: 0.5 };
    expectValues(new ExponentialDecay(config), { 0: 0.8, 10: 0.4, 20: 0.2, 5: 0.8 * Math.SQRT1_2 });
    expectValues(new ExponentialDecay({ ...config, staircase: true }), { 9: 0.8, 10: 0.4, 19: 0.4 });
  });

  it('InverseTimeDecay divides by 1 + decayRate · step / decaySteps', () => {
    const config = { initialLearningRate: 1, decaySteps: 10, decayRate: 0.5 };
    expectValues(new InverseTimeDecay(config), { 0: 1, 10: 1 / 1.5, 20: 0.5 });
    expectValues(new InverseTimeDecay({ ...config, staircase: true }), { 9: 1, 10: 1 / 1.5, 19: 1 / 1.5 });
  });

  it('PiecewiseConstantDecay changes after each boundary', () => {
    const schedule = new PiecewiseConstantDecay({ boundaries: [2, 4], values: [1, 0.5, 0.1] });
    expect(values(schedule, [0, 2, 3, 4, 5, 1000])).toEqual([1, 1, 0.5, 0.5, 0.1, 0.1]);
    expect(values(new PiecewiseConstantDecay({ boundaries: [], values: [0.3] }), [0, 9])).toEqual([0.3, 0.3]);
  });

  it('PolynomialDecay stops at its end, or cycles', () => {
    const config = { initialLearningRate: 1, decaySteps: 10, endLearningRate: 0.2 };
    expectValues(new PolynomialDecay(config), { 0: 1, 5: 0.6, 10: 0.2, 100: 0.2 });
    expectValues(new PolynomialDecay({ ...config, power: 2 }), { 5: 0.4 });
    expectValues(new PolynomialDecay({ ...config, cycle: true }), { 0: 1, 10: 0.2, 15: 0.4, 20: 0.2 });
  });

  it('CosineDecay warms up in a line and falls in half a wave', () => {
    expectValues(new CosineDecay({ initialLearningRate: 1, decaySteps: 10, alpha: 0.1 }), {
      0: 1,
      5: 0.55,
      10: 0.1,
      99: 0.1,
    });
    const warm = { initialLearningRate: 0, warmupTarget: 2, warmupSteps: 4, decaySteps: 10 };
    expectValues(new CosineDecay(warm), { 0: 0, 1: 0.5, 4: 2, 9: 1, 14: 0, 99: 0 });
  });

  it('CosineDecayRestarts restarts with longer and lower periods', () => {
    const schedule = new CosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 10, mMul: 0.5 });
    expectValues(schedule, { 0: 1, 5: 0.5, 10: 0.5, 20: 0.25, 30: 0.25, 70: 0.125 });
    const equal = new CosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 10, tMul: 1, alpha: 0.2 });
    expectValues(equal, { 0: 1, 5: 0.6, 10: 1, 25: 0.6 });
    const shrinking = new CosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 10, tMul: 0.5, alpha: 0.1 });
    expectValues(shrinking, { 0: 1, 10: 1, 12.5: 0.55, 1000: 0.1 });
  });

  it('OneCycle rises to the top and falls to almost nothing', () => {
    const schedule = new OneCycle({ maxLearningRate: 1, totalSteps: 101, rise: 40 / 101, divFactor: 10 });
    expectValues(schedule, { 0: 0.1, 20: 0.55, 40: 1, 100: 1e-5, 200: 1e-5 });
    const lines = new OneCycle({
      maxLearningRate: 1,
      totalSteps: 101,
      rise: 40 / 101,
      divFactor: 10,
      anneal: 'linear',
    });
    expectValues(lines, { 10: 0.325, 70: 0.500005 });
  });

  it.each<LearningRateSchedule>([
    new ExponentialDecay({ initialLearningRate: 0.1, decaySteps: 3, decayRate: 0.9, staircase: true, name: 'mine' }),
    new InverseTimeDecay({ initialLearningRate: 0.1, decaySteps: 3, decayRate: 0.9 }),
    new PiecewiseConstantDecay({ boundaries: [3], values: [1, 2] }),
    new PolynomialDecay({ initialLearningRate: 0.1, decaySteps: 3, power: 2, cycle: true }),
    new CosineDecay({ initialLearningRate: 0.1, decaySteps: 3, warmupTarget: 1, warmupSteps: 2, alpha: 0.1 }),
    new CosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 3, tMul: 1.5, mMul: 0.9 }),
    new OneCycle({ maxLearningRate: 1, totalSteps: 9, anneal: 'linear' }),
  ])('an equal one is made from its configuration: %#', (schedule) => {
    const { className, config } = serializeSchedule(schedule);
    const copy = getSchedule({ className, config: JSON.parse(JSON.stringify(config)) as Record<string, unknown> });
    expect(copy).toBeInstanceOf(schedule.constructor);
    expect(copy.getConfig()).toEqual(schedule.getConfig());
    expect(values(copy, [0, 1, 2, 3, 4, 5])).toEqual(values(schedule, [0, 1, 2, 3, 4, 5]));
  });

  it('takes a function, which does not load again', () => {
    const schedule = getSchedule((step) => 1 / (step + 1));
    expect(values(schedule, [0, 1, 3])).toEqual([1, 0.5, 0.25]);
    expect(() => getSchedule(serializeSchedule(schedule))).toThrow(/Unknown learning-rate schedule 'CustomSchedule'/);
  });

  const rate = { initialLearningRate: 0.1 };
  it.each<[string, () => unknown]>([
    ['decaySteps=0', () => new ExponentialDecay({ ...rate, decaySteps: 0, decayRate: 0.9 })],
    ['decaySteps=-1', () => new InverseTimeDecay({ ...rate, decaySteps: -1, decayRate: 0.9 })],
    ['decaySteps=NaN', () => new PolynomialDecay({ ...rate, decaySteps: NaN })],
    ['decaySteps=Infinity', () => new CosineDecay({ ...rate, decaySteps: Infinity })],
    ['warmupSteps=-2', () => new CosineDecay({ ...rate, decaySteps: 1, warmupTarget: 1, warmupSteps: -2 })],
    ['firstDecaySteps=0', () => new CosineDecayRestarts({ ...rate, firstDecaySteps: 0 })],
    ['tMul=0', () => new CosineDecayRestarts({ ...rate, firstDecaySteps: 1, tMul: 0 })],
    ['totalSteps=0', () => new OneCycle({ maxLearningRate: 1, totalSteps: 0 })],
    ['rise=2', () => new OneCycle({ maxLearningRate: 1, totalSteps: 9, rise: 2 })],
    ['boundaries=\\[3, 1\\]', () => new PiecewiseConstantDecay({ boundaries: [3, 1], values: [1, 2, 3] })],
    ['boundaries=NaN', () => new PiecewiseConstantDecay({ boundaries: [NaN], values: [1, 2] })],
    ['values=\\[1\\]', () => new PiecewiseConstantDecay({ boundaries: [3], values: [1] })],
    ['initialLearningRate=NaN', () => new CosineDecay({ initialLearningRate: NaN, decaySteps: 1 })],
  ])('refuses %s', (message, make) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(new RegExp(`Received: ${message}`));
  });
});
