import { checkOptions, type TensorLike } from '@argali/core';
import { writeWhole } from './write-whole.ts';
import { arrayToImg, type ArrayToImgOptions } from './array-to-img.ts';
import { encodePng } from './encode-png.ts';

/**
 * Writes an array `[height, width, 1, 3 or 4]` as a PNG file (Node only). The file is there whole or not at all.
 *
 * @throws ShapeError for another shape
 * @see https://keras.io/api/data_loading/image/#saveimg-function
 */
export async function saveImg(path: string, x: TensorLike, options: ArrayToImgOptions = {}): Promise<void> {
  checkOptions(options, 'saveImg', ['dataFormat', 'scale']);
  await writeWhole(path, await encodePng(arrayToImg(x, options)));
}
