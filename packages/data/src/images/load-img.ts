import { checkOptions, checkPositiveInteger, DataError, invalidArgument } from '@argali/core';
import { node, type ReadFile } from '../datasets/read-file.ts';
import { decodePng } from './decode-png.ts';
import type { RgbaImage } from './rgba-image.ts';

export interface LoadImgOptions {
  /** Height and width that the picture is brought to, by the nearest pixels. Default: as it is. */
  targetSize?: readonly [height: number, width: number] | null;
  /** Whether what does not fit the ratio of `targetSize` is cut off at both sides, rather than squeezed. Default: false. */
  keepAspectRatio?: boolean;
  /** Gives the bytes of the file of that name, wherever they come from. Default: reads it (Node only). */
  read?: ReadFile;
}

async function readWhole(path: string): Promise<Uint8Array> {
  const { readFile } = node().getBuiltinModule('node:fs/promises');
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DataError(`${path}: expected a readable file.`, { cause });
  }
}

/** A part of a picture, in pixels. */
interface Part {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** The middle of the picture that has the ratio of the target. */
function middle({ width, height }: RgbaImage, [rows, columns]: readonly [number, number]): Part {
  const kept = {
    height: Math.min(height, Math.trunc((width * rows) / columns)),
    width: Math.min(width, Math.trunc((height * columns) / rows)),
  };
  return { ...kept, top: Math.trunc((height - kept.height) / 2), left: Math.trunc((width - kept.width) / 2) };
}

/** A part of the picture at another size: each pixel is the one nearest to its place. */
function resized(
  img: RgbaImage,
  { top, left, height, width }: Part,
  [rows, columns]: readonly [number, number],
): RgbaImage {
  const from = new Uint32Array(img.data.slice().buffer);
  const to = new Uint32Array(rows * columns);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const row = top + Math.floor(((y + 0.5) * height) / rows);
      to[y * columns + x] = from[row * img.width + left + Math.floor(((x + 0.5) * width) / columns)] ?? 0;
    }
  return { data: new Uint8ClampedArray(to.buffer), height: rows, width: columns };
}

/**
 * The picture in a PNG file. In a browser, which decodes every format by itself, `ImageData` of a canvas serves as well.
 *
 * @throws ArgumentError for a size that is not of positive integers
 * @throws DataError when the file cannot be read, is damaged or no PNG file
 * @see https://keras.io/api/data_loading/image/#loadimg-function
 */
export async function loadImg(path: string, options: LoadImgOptions = {}): Promise<RgbaImage> {
  const {
    targetSize = null,
    keepAspectRatio = false,
    read,
  } = checkOptions(options, 'loadImg', ['targetSize', 'keepAspectRatio', 'read']);
  for (const size of targetSize ?? []) checkPositiveInteger(size, { owner: 'loadImg', name: 'targetSize' });
  const img = await decodePng(await (read ?? readWhole)(path), path);
  if (targetSize === null) return img;
  const part = keepAspectRatio ? middle(img, targetSize) : { top: 0, left: 0, height: img.height, width: img.width };
  if (part.height * part.width === 0)
    throw invalidArgument({ owner: 'loadImg', name: 'targetSize' }, `a ratio that fits ${path}`, targetSize);
  return resized(img, part, targetSize);
}
