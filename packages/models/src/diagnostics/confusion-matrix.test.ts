import { beginEachTest } from '../testing/problems.ts';
import { confusionMatrix } from './confusion-matrix.ts';

beginEachTest();

const yTrue = [2, 0, 2, 2, 0, 1];
const yPred = [0, 0, 2, 2, 0, 2];

it('counts the example of scikit-learn', async () => {
  expect(await confusionMatrix(yTrue, yPred)).toEqual([
    [2, 0, 0],
    [0, 0, 1],
    [1, 0, 2],
  ]);
});

it('gives shares of rows, columns or all, and 0 of nothing', async () => {
  expect(await confusionMatrix(yTrue, yPred, { normalize: 'true' })).toEqual([
    [1, 0, 0],
    [0, 0, 1],
    [1 / 3, 0, 2 / 3],
  ]);
  expect(await confusionMatrix(yTrue, yPred, { normalize: 'pred' })).toEqual([
    [2 / 3, 0, 0],
    [0, 0, 1 / 3],
    [1 / 3, 0, 2 / 3],
  ]);
  expect((await confusionMatrix(yTrue, yPred, { normalize: 'all', classes: 4 }))[0]).toEqual([1 / 3, 0, 0, 0]);
});

it('takes what predict gives', async () => {
  expect(await confusionMatrix([[0], [1], [1]], [[0.1], [0.7], [0.2]])).toEqual([
    [1, 0],
    [1, 1],
  ]);
});

it('refuses what does not fit', async () => {
  await expect(confusionMatrix([0, 1], [0])).rejects.toThrow('equally many samples. Received: 2 and 1');
  await expect(confusionMatrix(yTrue, yPred, { classes: 2 })).rejects.toThrow(
    'expected classes from 0 to 1. Received: 2 in yTrue at position 0',
  );
  await expect(confusionMatrix([0, 0], [0, 3], { classes: 2 })).rejects.toThrow('Received: 3 in yPred at position 1');
  await expect(confusionMatrix(yTrue, yPred, { classes: 0 })).rejects.toThrow('`classes` to be a positive integer');
  const normalize = 'rows' as 'true';
  await expect(confusionMatrix(yTrue, yPred, { normalize })).rejects.toThrow(`one of 'true', 'pred', 'all'`);
});
