import { checkPositiveInteger, invalidArgument } from '@argali/core';

/** A picture of red, green, blue and alpha bytes, row by row: a canvas's `ImageData` is one. */
export interface RgbaImage {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

/** What a pixel is made of. */
export type ColorMode = 'rgb' | 'rgba' | 'grayscale';

/** Throws ArgumentError unless the sizes are those of the data. */
export function checkImage(image: RgbaImage, owner: string): void {
  const width = checkPositiveInteger(image.width, { owner, name: 'width' });
  const height = checkPositiveInteger(image.height, { owner, name: 'height' });
  if (image.data.length !== 4 * width * height)
    throw invalidArgument({ owner, name: 'data.length' }, `4 · ${width} · ${height}`, image.data.length);
}
