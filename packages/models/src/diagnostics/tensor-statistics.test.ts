import { StatisticsOf } from './tensor-statistics.ts';

it('describes numbers that come in parts as if they came at once', () => {
  const values = Array.from({ length: 100 }, (_, i) => (i % 7 === 0 ? 0 : 1e4 + Math.sin(i)));
  const whole = new StatisticsOf().add(values).result();
  const parts = new StatisticsOf().add(values.slice(0, 13)).add([]).add(values.slice(13, 90)).add(values.slice(90));
  for (const [key, value] of Object.entries(parts.result()))
    expect(value).toBeCloseTo(whole[key as keyof typeof whole], 6);
  expect(new StatisticsOf().add([1, 2, 3, 0]).result()).toEqual({
    count: 4,
    mean: 1.5,
    std: Math.sqrt(1.25),
    min: 0,
    max: 3,
    norm: Math.sqrt(14),
    zeros: 0.25,
  });
});

it('keeps digits where the spread is small beside the mean', () => {
  expect(
    new StatisticsOf()
      .add([1e8, 1e8 + 1])
      .add([1e8, 1e8 + 1])
      .result().std,
  ).toBeCloseTo(0.5, 12);
});

it('shows what is not a number', () => {
  const { mean, std, norm, max } = new StatisticsOf().add([1, NaN]).add([2]).result();
  expect([mean, std, norm, max]).toEqual([NaN, NaN, NaN, NaN]);
});
