import { library, type OptionsOf } from '@argali/core';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { checkNonNegative, checkSizes, type Size2D } from '../../engine/arguments.ts';
import { BaseImageLayer, type ImageLayerConfig, type ImageShape } from './base-image-layer.ts';
import { checkValueRange, type Range } from './image-arguments.ts';

export interface ContrastLimitedAdaptiveHistogramEqualizationConfig extends ImageLayerConfig {
  /** The least and the greatest value of images. Default: 0 and 255. */
  valueRange?: Range;
  /** How many times as frequent as the mean a value may count; 0 for no limit. Default: 4. */
  clipLimit?: number;
  /** Into how many rows and columns of tiles an image is cut. Default: 8 of each. */
  tileGridSize?: Size2D;
}

/**
 * Spreads the values of each channel of each image, tile by tile, so that all are about as frequent around every place; in
 * training and inference. Shapes: images → the same. Values are read, so nothing flows back through it.
 *
 * Source: Zuiderveld, "Contrast limited adaptive histogram equalization", Graphics Gems IV, 1994
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/
 */
export class ContrastLimitedAdaptiveHistogramEqualization extends BaseImageLayer<
  ContrastLimitedAdaptiveHistogramEqualizationConfig,
  null
> {
  static override readonly className: string = 'ContrastLimitedAdaptiveHistogramEqualization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'valueRange',
    'clipLimit',
    'tileGridSize',
  ] satisfies OptionsOf<ContrastLimitedAdaptiveHistogramEqualizationConfig>;
  protected override readonly alwaysActive = true;

  readonly valueRange: Range;
  readonly clipLimit: number;
  readonly tileGridSize: readonly [rows: number, columns: number];

  constructor(config: ContrastLimitedAdaptiveHistogramEqualizationConfig = {}) {
    super(config);
    const owner = this.describe();
    const { clipLimit = 4, tileGridSize = 8 } = config;
    this.valueRange = checkValueRange(config.valueRange, owner);
    this.clipLimit = checkNonNegative(clipLimit, { owner, name: 'clipLimit' });
    this.tileGridSize = checkSizes(tileGridSize, { owner, name: 'tileGridSize', rank: 2 }) as [number, number];
  }

  protected override draw(): null {
    return null;
  }

  protected override transformImages(images: Tensor): Tensor {
    const [batch = 1, height = 1, width = 1, channels = 1] = images.shape;
    const [low, high] = this.valueRange;
    const scale = 255 / (high - low);
    const values = Float32Array.from(images.dataSync(), (value) => (value - low) * scale);
    const results = new Float32Array(values.length);
    for (let plane = 0; plane < batch * channels; plane++) {
      const start = Math.floor(plane / channels) * height * width * channels + (plane % channels);
      this.#equalize({ values, results, start }, { batch, height, width, channels });
    }
    return tensor(
      results.map((value) => value / scale + low),
      images.shape,
    );
  }

  override getConfig(): ContrastLimitedAdaptiveHistogramEqualizationConfig {
    const { valueRange, clipLimit, tileGridSize } = this;
    return { ...super.getConfig(), valueRange, clipLimit, tileGridSize };
  }

  /** One channel of one image, whose values begin at `start`. */
  #equalize({ values, results, start }: Plane, { height, width, channels }: ImageShape): void {
    const [rows, columns] = this.tileGridSize;
    const tile = { height: Math.ceil(height / rows), width: Math.ceil(width / columns) };
    const at = (y: number, x: number): number => start + (y * width + x) * channels;
    const levelAt = (y: number, x: number): number =>
      Math.min(255, Math.max(0, Math.trunc(values[at(mirrored(y, height), mirrored(x, width))] ?? 0)));
    const tables = Array.from({ length: rows * columns }, (_, i) => {
      const counts = new Array<number>(256).fill(0);
      const [top, left] = [Math.floor(i / columns) * tile.height, (i % columns) * tile.width];
      for (let y = top; y < top + tile.height; y++)
        for (let x = left; x < left + tile.width; x++) {
          const level = levelAt(y, x);
          counts[level] = (counts[level] ?? 0) + 1;
        }
      return tableOf(counts, this.clipLimit);
    });
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const [above, below, down] = neighbours(y, tile.height, rows);
        const [left, right, across] = neighbours(x, tile.width, columns);
        const level = levelAt(y, x);
        const look = (row: number, column: number): number => tables[row * columns + column]?.[level] ?? 0;
        const upper = look(above, left) * (1 - across) + look(above, right) * across;
        const lower = look(below, left) * (1 - across) + look(below, right) * across;
        results[at(y, x)] = upper * (1 - down) + lower * down;
      }
  }
}

interface Plane {
  values: Float32Array;
  results: Float32Array;
  start: number;
}

/** The two tiles whose middles a place lies between, and how near it is to the second. */
function neighbours(place: number, size: number, count: number): [first: number, second: number, share: number] {
  const position = (place - size / 2) / size;
  const first = Math.floor(position);
  const inside = (tile: number): number => Math.min(count - 1, Math.max(0, tile));
  return [inside(first), inside(first + 1), position - first];
}

/** What each level from 0 to 255 turns into, after what is too frequent has been spread over all levels. */
function tableOf(counts: readonly number[], clipLimit: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const limit = clipLimit > 0 ? (clipLimit * total) / 256 : Infinity;
  const excess = counts.reduce((sum, count) => sum + Math.max(0, count - limit), 0);
  let seen = 0;
  const cumulated = counts.map((count) => (seen += Math.min(count, limit) + excess / 256));
  const [least = 0] = cumulated;
  const rest = total - least || 1;
  return cumulated.map((value) => Math.min(255, Math.max(0, ((value - least) * 255) / rest)));
}

/** An index beyond the end stands for one as far before it. */
function mirrored(index: number, size: number): number {
  const place = index % (2 * size);
  return place < size ? place : 2 * size - 1 - place;
}
