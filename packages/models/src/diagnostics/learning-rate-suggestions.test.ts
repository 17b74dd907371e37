import { suggestLearningRates } from './learning-rate-suggestions.ts';

it('suggests what fastai does', () => {
  const rates = Array.from({ length: 60 }, (_, i) => 1e-6 * 1e7 ** (i / 59));
  const losses = rates.map(
    (rate, i) =>
      2 / (1 + Math.exp((Math.log10(rate) + 3) * 2)) +
      0.03 * Math.sin(i * 1.3) +
      (rate < 0.5 ? 0 : (rate - 0.5) * 1.5) +
      0.2,
  );
  const { valley, steepest, minimum } = suggestLearningRates(rates, losses, 60);
  expect(valley).toBeCloseTo(0.0027585316176291837, 12);
  expect(steepest).toBeCloseTo(0.0012154742500762863, 12);
  expect(minimum).toBeCloseTo(0.037693909753883606, 12);
});

it('judges few losses as they are', () => {
  expect(suggestLearningRates([1, 10, 100], [3, 1, 2], 100)).toEqual({ steepest: 1, valley: 1, minimum: 1 });
});

it('suggests nothing where the loss never falls', () => {
  expect(suggestLearningRates([1, 2, 3], [1, 2, 3], 3)).toEqual({ steepest: null, valley: null, minimum: 0.1 });
  expect(suggestLearningRates([1], [1], 100)).toEqual({ steepest: null, valley: null, minimum: null });
});
