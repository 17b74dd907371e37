import { checkOptions, DataError } from '@argali/core';
import { gunzip } from './gunzip.ts';
import * as mnist from './mnist.ts';
import { folderReader, type ReadFile } from './read-file.ts';

/** Where the Debian package dataset-fashion-mnist puts its files. */
const debianFolder = '/usr/share/datasets/fashion-mnist';

/** What the labels 0 to 9 stand for. */
export const classNames: readonly string[] = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** Pictures of clothes and what they show, in the form of MNIST: 60,000 to train with, 10,000 to test. */
export type FashionMnist = mnist.Mnist;

export interface FashionMnistLoadOptions {
  /** Folder of the four idx files, packed with gzip or not (Node only). Default: that of the Debian package. */
  folder?: string;
  /** Gives the bytes of the file of that name, packed with gzip or not; the way to load in a browser. */
  read?: ReadFile;
}

/** Reads the file of that name, or the one with `.gz` behind it. */
function packedOrNot(folder: string): ReadFile {
  const read = folderReader(folder);
  return (name) => read(`${name}.gz`).catch(() => read(name));
}

/** {@link packedOrNot} for the folder of the Debian package. */
function debianReader(): ReadFile {
  const read = packedOrNot(debianFolder);
  return async (name) => {
    try {
      return await read(name);
    } catch (cause) {
      throw new DataError(
        `Expected Fashion-MNIST in ${debianFolder}, where it is not. Run: apt install dataset-fashion-mnist, or give the \`folder\` of its four idx files`,
        { cause },
      );
    }
  };
}

/**
 * Zalando's Fashion-MNIST, a drop-in replacement for MNIST, read from files of the same names:
 * `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, with or without
 * `.gz`. Nothing is downloaded. Shapes: `x` `[count, 28, 28, 1]` from 0 to 1, `y` `[count]` from 0 to 9.
 *
 * @throws DataError when the files cannot be found, or when one is truncated, too long or not what its name says
 * @see https://keras.io/api/datasets/fashion_mnist/
 */
export async function load(options: FashionMnistLoadOptions = {}): Promise<FashionMnist> {
  const { folder, read } = checkOptions(options, 'fashionMnist.load', ['folder', 'read']);
  const reader = read ?? (folder === undefined ? debianReader() : packedOrNot(folder));
  return mnist.load({ read: async (name) => gunzip(await reader(name), name) });
}
