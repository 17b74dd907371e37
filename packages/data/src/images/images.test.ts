import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { ArgumentError, DataError, ShapeError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { arrayToImg, decodePng, encodePng, imgToArray, loadImg, saveImg, type RgbaImage } from '../index.ts';
import { writeChunks } from './png-chunks.ts';

/** A PNG file of these rows, each with its filter before it. */
function png(
  header: { width: number; height: number; depth?: number; color: number; interlaced?: number },
  rows: number[],
  more: { type: string; bytes: number[] }[] = [],
): Uint8Array {
  const { width, height, depth = 8, color, interlaced = 0 } = header;
  const packed = deflateSync(Uint8Array.from(rows));
  const half = packed.length >> 1;
  return writeChunks([
    { type: 'IHDR', bytes: Uint8Array.of(0, 0, 0, width, 0, 0, 0, height, depth, color, 0, 0, interlaced) },
    ...more.map(({ type, bytes }) => ({ type, bytes: Uint8Array.from(bytes) })),
    // Writers may cut the pixels anywhere.
    { type: 'IDAT', bytes: packed.subarray(0, half) },
    { type: 'IDAT', bytes: packed.subarray(half) },
    { type: 'IEND', bytes: new Uint8Array(0) },
  ]);
}

async function inFolder(f: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'images-'));
  try {
    await f(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A picture whose pixels all differ. */
function gradient(width: number, height: number): RgbaImage {
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i * 37 + (i >> 3)) % 256);
  return { data, width, height };
}

beforeAll(async () => {
  tf.env().set('IS_TEST', true);
  await tf.setBackend('cpu');
});

describe('arrayToImg', () => {
  const x = [
    [
      [0, 0.5, 1],
      [0.1, 0.2, 0.3],
    ],
  ];

  it('spreads the values from 0 to 255', () => {
    expect(arrayToImg(x)).toEqual({
      data: Uint8ClampedArray.of(0, 127, 255, 255, 25, 51, 76, 255),
      width: 2,
      height: 1,
    });
    expect([...arrayToImg([[[5], [5]]]).data]).toEqual([0, 0, 0, 255, 0, 0, 0, 255]);
    expect([...arrayToImg([[[-1], [3]]]).data]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
  });

  it('or keeps them within', () => {
    const pixels = arrayToImg([[[12.7, -3, 300, 128]]], { scale: false });
    expect([...pixels.data]).toEqual([12, 0, 255, 128]);
  });

  it('takes tensors and channels that come first', () => {
    const first = tf.tensor3d([[[0, 1]], [[2, 3]], [[4, 5]]]);
    const { data, width, height } = arrayToImg(first, { dataFormat: 'channelsFirst', scale: false });
    expect([[...data], width, height]).toEqual([[0, 2, 4, 255, 1, 3, 5, 255], 2, 1]);
    expect(tf.memory().numTensors).toBe(1);
    first.dispose();
  });

  it.each([[[[1, 2]]], [[[[1, 2]]]], [[[]]], [[[[1, 2, 3, 4, 5]]]]])('refuses %j', (value) => {
    expect(() => arrayToImg(value as never)).toThrow(ShapeError);
  });

  it('refuses other formats', () => {
    expect(() => arrayToImg(x, { dataFormat: 'first' as never })).toThrow(/arrayToImg: expected `dataFormat`/);
  });
});

describe('imgToArray', () => {
  const img = { data: Uint8ClampedArray.of(255, 0, 0, 9, 0, 255, 255, 8), width: 1, height: 2 };

  it('gives the channels asked for', () => {
    expect(imgToArray(img)).toEqual({ data: Float32Array.of(255, 0, 0, 0, 255, 255), shape: [2, 1, 3] });
    expect(imgToArray(img, { colorMode: 'rgba' }).data).toEqual(Float32Array.from(img.data));
    // ITU-R 601: 0.299, 0.587 and 0.114.
    expect(imgToArray(img, { colorMode: 'grayscale' })).toEqual({ data: Float32Array.of(76, 179), shape: [2, 1, 1] });
    const first = imgToArray(img, { dataFormat: 'channelsFirst' });
    expect(first).toEqual({ data: Float32Array.of(255, 0, 0, 255, 0, 255), shape: [3, 2, 1] });
  });

  it('undoes arrayToImg', () => {
    const values = Float32Array.from({ length: 60 }, (_, i) => i);
    const back = imgToArray(arrayToImg({ data: values, shape: [4, 5, 3] }, { scale: false }));
    expect(back).toEqual({ data: values, shape: [4, 5, 3] });
  });

  it('refuses a picture of other sizes, and unknown colours', () => {
    expect(() => imgToArray({ ...img, width: 2 })).toThrow('imgToArray: expected `data.length` to be 4 · 2 · 2');
    expect(() => imgToArray(img, { colorMode: 'hsv' as never })).toThrow(ArgumentError);
  });
});

describe('PNG files', () => {
  it.each([
    [1, 1],
    [7, 5],
    [64, 33],
  ])('of %s × %s come back', async (width, height) => {
    const img = gradient(width, height);
    const file = await encodePng(img);
    expect([...file.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(await decodePng(file)).toEqual(img);
  });

  it.each<[string, Uint8Array, number[]]>([
    ['grey', png({ width: 2, height: 1, color: 0 }, [0, 7, 9]), [7, 7, 7, 255, 9, 9, 9, 255]],
    ['grey with alpha', png({ width: 1, height: 1, color: 4 }, [0, 7, 9]), [7, 7, 7, 9]],
    [
      'black and white',
      png({ width: 3, height: 1, depth: 1, color: 0 }, [0, 0b10100000]),
      [255, 0, 255].flatMap((v) => [v, v, v, 255]),
    ],
    [
      'grey of 4 bits',
      png({ width: 2, height: 1, depth: 4, color: 0 }, [0, 0xf3]),
      [255, 255, 255, 255, 51, 51, 51, 255],
    ],
    ['colours of 16 bits', png({ width: 1, height: 1, depth: 16, color: 2 }, [0, 1, 99, 2, 99, 3, 99]), [1, 2, 3, 255]],
    [
      'a palette',
      png(
        { width: 3, height: 1, depth: 2, color: 3 },
        [0, 0b01001000],
        [
          { type: 'PLTE', bytes: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
          { type: 'tRNS', bytes: [100] },
        ],
      ),
      [4, 5, 6, 255, 1, 2, 3, 100, 7, 8, 9, 255],
    ],
    // Left, above, their mean, and the nearest of three: each filter on a row of its own.
    [
      'filters',
      png({ width: 2, height: 5, color: 0 }, [0, 10, 20, 1, 5, 250, 2, 3, 4, 3, 1, 1, 4, 2, 255]),
      [10, 20, 5, 255, 8, 3, 5, 5, 7, 6].flatMap((v) => [v, v, v, 255]),
    ],
  ])('with %s', async (_, file, expected) => {
    expect([...(await decodePng(file)).data]).toEqual(expected);
  });

  it('that are damaged, cut off, interlaced or none at all are named', async () => {
    const file = await encodePng(gradient(5, 4));
    const decode = (bytes: Uint8Array): Promise<RgbaImage> => decodePng(bytes, 'cat.png');
    for (let length = 0; length < file.length; length++)
      await expect(decode(file.subarray(0, length))).rejects.toThrow(DataError);
    for (let at = 0; at < file.length; at++) {
      const flipped = file.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      await expect(decode(flipped)).rejects.toThrow(/cat.png: expected/);
    }
    await expect(decode(Uint8Array.of(255, 216, 255))).rejects.toThrow(
      'cat.png: expected a PNG file. Received: 3 bytes',
    );
    const interlaced = png({ width: 1, height: 1, color: 0, interlaced: 1 }, [0, 1]);
    await expect(decode(interlaced)).rejects.toThrow(/not interlaced/);
    await expect(decode(png({ width: 2, height: 2, color: 0 }, [0, 1]))).rejects.toThrow(/6 bytes of 2 × 2 pixels/);
    await expect(decode(png({ width: 1, height: 1, color: 3 }, [0, 1]))).rejects.toThrow(/colours of the palette/);
    await expect(decode(png({ width: 1, height: 1, color: 0 }, [9, 1]))).rejects.toThrow(/filter/);
  });
});

describe('saveImg and loadImg', () => {
  it('write a picture and read it again', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'a.png');
      const { data, width, height } = gradient(6, 4);
      await saveImg(path, { data, shape: [height, width, 4] }, { scale: false });
      expect(await readdir(folder)).toEqual(['a.png']);
      expect(await loadImg(path)).toEqual({ data, width, height });
      const read = (): Promise<Uint8Array> => readFile(path);
      expect(await loadImg('elsewhere', { read })).toEqual({ data, width, height });
    }));

  it('bring a picture to a size by the nearest pixels', async () => {
    const columns = Float32Array.from({ length: 8 * 4 }, (_, i) => 10 * (i % 8) + Math.floor(i / 8));
    const file = await encodePng(arrayToImg({ data: columns, shape: [4, 8, 1] }, { scale: false }));
    const load = async (options: object): Promise<number[]> => {
      const img = await loadImg('', { ...options, read: () => Promise.resolve(file) });
      return [img.height, img.width, ...imgToArray(img, { colorMode: 'grayscale' }).data];
    };
    expect(await load({ targetSize: [2, 4] })).toEqual([2, 4, 11, 31, 51, 71, 13, 33, 53, 73]);
    expect(await load({ targetSize: [2, 2], keepAspectRatio: true })).toEqual([2, 2, 31, 51, 33, 53]);
    await expect(load({ targetSize: [2, 0] })).rejects.toThrow(ArgumentError);
  });

  it('name what cannot be read or written, and leave nothing behind', () =>
    inFolder(async (folder) => {
      await expect(loadImg(join(folder, 'none.png'))).rejects.toThrow(/none.png: expected a readable file/);
      await expect(saveImg(join(folder, 'none', 'a.png'), [[[1]]])).rejects.toThrow(DataError);
      await writeFile(join(folder, 'taken'), '');
      await expect(saveImg(join(folder, 'taken', 'a.png'), [[[1]]])).rejects.toThrow(/a place that can be written to/);
      expect(await readdir(folder)).toEqual(['taken']);
    }));
});
