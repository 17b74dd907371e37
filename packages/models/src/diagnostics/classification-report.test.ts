import { beginEachTest } from '../testing/problems.ts';
import { classificationReport } from './classification-report.ts';

beginEachTest();

const yTrue = [0, 1, 2, 2, 2];
const yPred = [0, 0, 2, 2, 1];
const labels = ['class 0', 'class 1', 'class 2'];

it('prints the table of scikit-learn', async () => {
  const report = await classificationReport(yTrue, yPred, { labels });
  expect(String(report)).toBe(`\
              precision    recall  f1-score   support

     class 0       0.50      1.00      0.67         1
     class 1       0.00      0.00      0.00         1
     class 2       1.00      0.67      0.80         3

    accuracy                           0.60         5
   macro avg       0.50      0.56      0.49         5
weighted avg       0.70      0.60      0.61         5
`);
});

it('gives the numbers behind it', async () => {
  const { classes, accuracy, macroAverage, weightedAverage } = await classificationReport(yTrue, yPred, { labels });
  expect(classes).toEqual([
    { label: 'class 0', precision: 0.5, recall: 1, f1: 2 / 3, support: 1 },
    { label: 'class 1', precision: 0, recall: 0, f1: 0, support: 1 },
    { label: 'class 2', precision: 1, recall: 2 / 3, f1: 0.8, support: 3 },
  ]);
  expect(accuracy).toBe(0.6);
  expect(macroAverage).toMatchObject({ precision: 0.5, support: 5 });
  expect(macroAverage.recall).toBeCloseTo(5 / 9, 12);
  expect(macroAverage.f1).toBeCloseTo(22 / 45, 12);
  expect(weightedAverage.precision).toBeCloseTo(0.7, 12);
  expect(weightedAverage.recall).toBeCloseTo(0.6, 12);
  expect(weightedAverage.f1).toBeCloseTo((2 / 3 + 2.4) / 5, 12);
});

it('leaves out classes that do not appear, unless they are named', async () => {
  const found = await classificationReport([1, 3], [3, 3]);
  expect(found.classes.map(({ label }) => label)).toEqual(['1', '3']);
  expect(found.macroAverage.recall).toBe(0.5);
  const named = await classificationReport([1, 3], [3, 3], { labels: ['a', 'b', 'c', 'd'] });
  expect(named.classes).toHaveLength(4);
  expect(named.macroAverage.recall).toBe(0.25);
});

it('takes probabilities, a number of digits and long names', async () => {
  const report = await classificationReport([[1, 0], [0, 1]], [[0.9, 0.1], [0.8, 0.2]], { labels: ['a very long name', 'b'], digits: 3 }); // prettier-ignore
  expect(String(report).split('\n').slice(0, 4)).toEqual([
    '                  precision    recall  f1-score   support',
    '',
    'a very long name      0.500     1.000     0.667         1',
    '               b      0.000     0.000     0.000         1',
  ]);
});

it('refuses what does not fit', async () => {
  await expect(classificationReport([0, 5], [0, 0], { labels })).rejects.toThrow(
    'expected classes from 0 to 2. Received: 5 in yTrue at position 1',
  );
  await expect(classificationReport([0], [0], { labels: [] })).rejects.toThrow('`labels` to name the classes');
  await expect(classificationReport([0], [0], { digits: -1 })).rejects.toThrow('Received: digits=-1');
});
