import { ArgumentError } from '@argali/core';
import { findLearningRate } from '../diagnostics/find-learning-rate.ts';
import { beginEachTest, silent, xorModel, xorX, xorY } from '../testing/problems.ts';
import type { FitOptions } from './fit.ts';

beginEachTest();

const weights = new Map([[1, 10]]) as unknown as Record<number, number>;

it.each([
  ['fit', () => xorModel().fit(xorX, xorY, { classWeight: weights, ...silent })],
  ['trainOnBatch', () => xorModel().trainOnBatch(xorX, xorY, { classWeight: weights })],
  ['findLearningRate', () => findLearningRate(xorModel(), xorX, xorY, { classWeight: weights })],
])('%s refuses a Map of class weights, in which it would see none', async (_, run) => {
  await expect(run()).rejects.toThrow(ArgumentError);
  await expect(run()).rejects.toThrow(
    'expected `classWeight` to be an object of weights by class number. Received: Map',
  );
});

it('refuses options where nobody reads them: in third place, after an iterable of batches', async () => {
  const batches = (): Generator<[typeof xorX, typeof xorY]> =>
    (function* () {
      yield [xorX, xorY];
    })();
  const model = xorModel();
  const none = null as unknown as FitOptions;
  const fit = model.fit.bind(model) as (...args: unknown[]) => Promise<unknown>;
  const evaluate = model.evaluate.bind(model) as (...args: unknown[]) => Promise<unknown>;
  const message = 'expected the options right after the iterable of batches';
  await expect(fit(batches, none, silent)).rejects.toThrow(message);
  await expect(evaluate(batches, none, silent)).rejects.toThrow(message);
  await expect(fit(batches, none)).rejects.toThrow('expected an object of options, { batchSize, epochs, verbose, … }');
  await expect(fit(batches, silent)).resolves.toBeDefined();
});
