import { AutoContrast } from './auto-contrast.ts';
import type { ImageLayerConfig, ImageShape, ImageStep } from './base-image-layer.ts';
import { Equalization } from './equalization.ts';
import type { ImageInterpolation, Range } from './image-arguments.ts';
import { RandomBrightness } from './random-brightness.ts';
import { RandomColorDegeneration } from './random-color-degeneration.ts';
import { RandomContrast } from './random-contrast.ts';
import { RandomPosterization } from './random-posterization.ts';
import { RandomRotation } from './random-rotation.ts';
import { RandomSharpness } from './random-sharpness.ts';
import { RandomShear } from './random-shear.ts';
import { RandomTranslation } from './random-translation.ts';
import { Solarization } from './solarization.ts';

/** What an augmentation of many draws from: any layer on images. */
export interface Augmenter {
  prepare(shape: ImageShape): ImageStep;
}

export interface AugmenterOptions {
  /** How strongly each of them works. */
  factor: Range;
  valueRange: Range;
  interpolation: ImageInterpolation;
  seed: number | null;
}

/** Layers that change places and values, then those that change colours and brightness too. */
export function augmenters({ factor, valueRange, interpolation, seed }: AugmenterOptions): {
  plain: Augmenter[];
  colored: Augmenter[];
} {
  let made = 0;
  // Each has a stream of its own, or they would all draw the same numbers.
  const common = (): ImageLayerConfig & { seed: number | null } => ({
    seed: seed === null ? null : (seed + ++made) % 2 ** 32,
    dataFormat: 'channelsLast',
  });
  const color = (): { factor: Range; valueRange: Range } => ({ ...common(), factor, valueRange });
  const place = (): { interpolation: ImageInterpolation } => ({ ...common(), interpolation });
  return {
    plain: [
      new RandomShear({ ...place(), xFactor: factor, yFactor: factor }),
      new RandomTranslation({ ...place(), heightFactor: factor, widthFactor: factor }),
      new RandomRotation({ ...place(), factor }),
      new RandomPosterization({ ...color(), factor: Math.max(1, Math.floor(8 * factor[1])) }),
      new Solarization({ ...common(), valueRange, additionFactor: factor, thresholdFactor: factor }),
      new AutoContrast({ valueRange }),
      new Equalization({ valueRange }),
    ],
    colored: [
      new RandomBrightness(color()),
      new RandomColorDegeneration(color()),
      new RandomContrast(color()),
      new RandomSharpness(color()),
    ],
  };
}
