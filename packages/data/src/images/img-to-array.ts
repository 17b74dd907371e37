import { checkOneOf, checkOptions } from '@argali/core';
import { checkImage, type ColorMode, type RgbaImage } from './rgba-image.ts';

export interface ImgToArrayOptions {
  /** Where the channels go. Default: `'channelsLast'`. */
  dataFormat?: 'channelsLast' | 'channelsFirst' | null;
  /** How many channels there are: 3, 4 or, as the light they give, 1. Default: `'rgb'`. */
  colorMode?: ColorMode;
}

const channelsOf: Readonly<Record<ColorMode, number>> = { rgb: 3, rgba: 4, grayscale: 1 };

/**
 * A picture, such as a canvas's `ImageData`, as float32 values from 0 to 255: `[height, width, channels]`.
 *
 * @throws ArgumentError for an unknown option, or a picture whose sizes are not those of its data
 * @see https://keras.io/api/data_loading/image/#imgtoarray-function
 */
export function imgToArray(img: RgbaImage, options: ImgToArrayOptions = {}): { data: Float32Array; shape: number[] } {
  const { dataFormat, colorMode = 'rgb' } = checkOptions(options, 'imgToArray', ['dataFormat', 'colorMode']);
  const owner = 'imgToArray';
  checkImage(img, owner);
  const formats = ['channelsLast', 'channelsFirst'] as const;
  const format = checkOneOf(dataFormat ?? 'channelsLast', { owner, name: 'dataFormat', choices: formats });
  const modes = Object.keys(channelsOf) as ColorMode[];
  const channels = channelsOf[checkOneOf(colorMode, { owner, name: 'colorMode', choices: modes })];
  const { data: bytes, width, height } = img;
  const size = width * height;
  const isFirst = format === 'channelsFirst';
  const data = new Float32Array(size * channels);
  for (let pixel = 0; pixel < size; pixel++)
    for (let channel = 0; channel < channels; channel++) {
      const value = channels === 1 ? luma(bytes, 4 * pixel) : (bytes[4 * pixel + channel] ?? 0);
      data[isFirst ? channel * size + pixel : pixel * channels + channel] = value;
    }
  return { data, shape: isFirst ? [channels, height, width] : [height, width, channels] };
}

/** The light of a pixel, as ITU-R 601 weighs its colours; a whole number. */
function luma(bytes: Uint8ClampedArray, at: number): number {
  return (19595 * (bytes[at] ?? 0) + 38470 * (bytes[at + 1] ?? 0) + 7471 * (bytes[at + 2] ?? 0) + 0x8000) >> 16;
}
