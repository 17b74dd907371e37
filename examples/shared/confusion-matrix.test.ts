import { confusionMatrix, confusionTable } from './confusion-matrix.ts';

it('counts which class was taken for which', () => {
  expect(confusionMatrix([0, 0, 1, 2, 2], [0, 1, 1, 2, 0], 3)).toEqual([
    [1, 1, 0],
    [0, 1, 0],
    [1, 0, 1],
  ]);
});

it.each([
  [[3], [0]],
  [[0], [3]],
  [[0], []],
])('refuses classes that do not exist: %p, %p', (labels, predictions) => {
  expect(() => confusionMatrix(labels, predictions, 3)).toThrow('Expected classes from 0 to 2.');
});

it('prints a row for each class', () => {
  const lines = confusionTable([[9, 1], [0, 0]]).split('\n'); // prettier-ignore
  expect(lines).toEqual([
    '┌───┬───┬───┬───────┐',
    '│   │ 0 │ 1 │ right │',
    '├───┼───┼───┼───────┤',
    '│ 0 │ 9 │ 1 │ 90.0% │',
    '│ 1 │ · │ · │       │',
    '└───┴───┴───┴───────┘',
  ]);
});

it('names the classes', () => {
  const lines = confusionTable([[1, 0], [1, 3]], ['cat', 'dog']).split('\n'); // prettier-ignore
  expect(lines.slice(1, 5)).toEqual([
    '│     │ cat │ dog │  right │',
    '├─────┼─────┼─────┼────────┤',
    '│ cat │   1 │   · │ 100.0% │',
    '│ dog │   1 │   3 │  75.0% │',
  ]);
});
