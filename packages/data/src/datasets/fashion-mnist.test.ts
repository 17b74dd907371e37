import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fashionMnist } from '../index.ts';

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function images(count: number): Uint8Array {
  const pixels = Array.from({ length: count * 784 }, (_, i) => i % 256);
  return Uint8Array.from([0, 0, 8, 3, ...uint32(count), ...uint32(28), ...uint32(28), ...pixels]);
}

function labels(...values: number[]): Uint8Array {
  return Uint8Array.from([0, 0, 8, 1, ...uint32(values.length), ...values]);
}

const files: Readonly<Record<string, Uint8Array>> = {
  'train-images-idx3-ubyte': images(3),
  'train-labels-idx1-ubyte': labels(9, 0, 5),
  't10k-images-idx3-ubyte': images(2),
  't10k-labels-idx1-ubyte': labels(1, 2),
};

async function inFolder(f: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fashion-'));
  try {
    await f(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('reads files that are packed, and files that are not', () =>
  inFolder(async (folder) => {
    for (const [name, bytes] of Object.entries(files))
      await (name.startsWith('train')
        ? writeFile(join(folder, `${name}.gz`), gzipSync(bytes))
        : writeFile(join(folder, name), bytes));
    const { train, test } = await fashionMnist.load({ folder });
    expect(train.x.shape).toEqual([3, 28, 28, 1]);
    expect([train.x.data[255], train.x.data[0]]).toEqual([1, 0]);
    expect(train.x.data[51]).toBeCloseTo(0.2, 7);
    expect([...train.y.data]).toEqual([9, 0, 5]);
    expect([test.x.shape, [...test.y.data]]).toEqual([
      [2, 28, 28, 1],
      [1, 2],
    ]);
    expect(fashionMnist.classNames[train.y.data[0] ?? 0]).toBe('Ankle boot');
  }));

it('takes the bytes from wherever the caller reads them', async () => {
  const read = (name: string): Promise<Uint8Array> => Promise.resolve(gzipSync(files[name] ?? ''));
  expect([...(await fashionMnist.load({ read })).train.y.data]).toEqual([9, 0, 5]);
});

it('names a file that is damaged, of another kind, or not there', () =>
  inFolder(async (folder) => {
    const load = (name: string, bytes: Uint8Array): Promise<unknown> =>
      fashionMnist.load({ read: (asked) => Promise.resolve((asked === name ? bytes : files[asked]) ?? bytes) });
    const cut = gzipSync(images(3)).subarray(0, 60);
    await expect(load('train-images-idx3-ubyte', cut)).rejects.toThrow(
      'train-images-idx3-ubyte: expected a whole gzip file. Received: 60 bytes that do not unpack',
    );
    await expect(load('t10k-labels-idx1-ubyte', gzipSync(labels(1, 11)))).rejects.toThrow('labels from 0 to 9');
    await expect(fashionMnist.load({ folder })).rejects.toThrow(
      `train-images-idx3-ubyte: expected a readable file in the folder ${folder}.`,
    );
  }));
