import { checkOneOf, checkOptions, ShapeError, show, type NumericArray, type TensorLike } from '@argali/core';
import { readNumbers } from '../values.ts';
import type { RgbaImage } from './rgba-image.ts';

export interface ArrayToImgOptions {
  /** Where the channels are. Default: `'channelsLast'`. */
  dataFormat?: 'channelsLast' | 'channelsFirst' | null;
  /** Whether the values are spread from 0 to 255, the least becoming 0. Otherwise they are kept within. Default: true. */
  scale?: boolean;
}

/**
 * The picture of an array `[height, width, channels]` of 1 (grey), 3 or 4 channels, in the form of a canvas's `ImageData`.
 * A tensor is read back.
 *
 * @throws ShapeError for another shape
 * @see https://keras.io/api/data_loading/image/#arraytoimg-function
 */
export function arrayToImg(x: TensorLike, options: ArrayToImgOptions = {}): RgbaImage {
  checkOptions(options, 'arrayToImg', ['dataFormat', 'scale']);
  const owner = 'arrayToImg';
  const { dataFormat, scale = true } = options;
  const choices = ['channelsLast', 'channelsFirst'] as const;
  const isFirst = checkOneOf(dataFormat ?? 'channelsLast', { owner, name: 'dataFormat', choices }) === 'channelsFirst';
  const { data: values, shape } = readNumbers(x, `${owner}: x`);
  const [height = 0, width = 0, channels = 0] = isFirst ? [...shape.slice(1), ...shape.slice(0, 1)] : shape;
  if (shape.length !== 3 || ![1, 3, 4].includes(channels) || height * width === 0)
    throw new ShapeError(`${owner}: expected \`x\` [height, width, 1, 3 or 4]. Received: x.shape=${show(shape)}`);
  const [low, high] = scale ? limits(values) : [0, 255];
  const { fround } = Math;
  const range = high > low ? fround(high - low) : 255;
  const size = height * width;
  const data = new Uint8ClampedArray(4 * size).fill(255);
  for (let pixel = 0; pixel < size; pixel++)
    for (let channel = 0; channel < Math.max(channels, 3); channel++) {
      const from = channels === 1 ? 0 : channel;
      const value = values[isFirst ? from * size + pixel : pixel * channels + from] ?? 0;
      // In single precision and cut off to whole numbers, as Keras does.
      data[4 * pixel + channel] = Math.floor(fround(fround(fround(value - low) / range) * 255));
    }
  return { data, width, height };
}

function limits(values: NumericArray): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
