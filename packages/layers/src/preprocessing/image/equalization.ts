import { checkPositiveInteger, library, type OptionsOf } from '@argali/core';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { BaseImageLayer, type ImageLayerConfig } from './base-image-layer.ts';
import { checkValueRange, type Range } from './image-arguments.ts';

export interface EqualizationConfig extends ImageLayerConfig {
  /** The least and the greatest value of images. Default: 0 and 255. */
  valueRange?: Range;
  /** How finely values are told apart. Default: 256. */
  bins?: number;
}

/**
 * In training, spreads the values of each channel so that all are about as frequent; as in Keras, those of all images of a
 * batch together. Shapes: images → the same. Values are read, so nothing flows back through it.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/equalization/
 */
export class Equalization extends BaseImageLayer<EqualizationConfig, null> {
  static override readonly className: string = 'Equalization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['valueRange', 'bins'] satisfies OptionsOf<EqualizationConfig>;

  readonly valueRange: Range;
  readonly bins: number;

  constructor(config: EqualizationConfig = {}) {
    super(config);
    const owner = this.describe();
    this.valueRange = checkValueRange(config.valueRange, owner);
    this.bins = checkPositiveInteger(config.bins ?? 256, { owner, name: 'bins' });
  }

  protected override draw(): null {
    return null;
  }

  protected override transformImages(images: Tensor): Tensor {
    const [low, high] = this.valueRange;
    const scale = 255 / (high - low);
    const values = Float32Array.from(images.dataSync(), (value) => (value - low) * scale);
    const channels = images.shape[3] ?? 1;
    for (let channel = 0; channel < channels; channel++) equalize(values, { channel, channels, bins: this.bins });
    return tensor(
      values.map((value) => value / scale + low),
      images.shape,
    );
  }

  override getConfig(): EqualizationConfig {
    return { ...super.getConfig(), valueRange: this.valueRange, bins: this.bins };
  }
}

/** Spreads, in place, the values from 0 to 255 of one channel. */
function equalize(
  values: Float32Array,
  { channel, channels, bins }: { channel: number; channels: number; bins: number },
): void {
  const inRange = (index: number): number => Math.min(bins - 1, Math.max(0, Math.trunc(index)));
  const counts = new Array<number>(bins).fill(0);
  for (let i = channel; i < values.length; i += channels) {
    const bin = inRange(Math.fround(Math.fround((values[i] ?? 0) * (bins - 1)) / 255));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  if (counts.filter((count) => count > 0).length <= 1) return;
  const first = counts.find((count) => count > 0) ?? 0;
  let seen = 0;
  const total = values.length / channels;
  const table = counts.map((count) => {
    seen += count;
    return Math.min(255, Math.max(0, roundToEven(Math.fround(((seen - first) * 255) / Math.max(1, total - first)))));
  });
  for (let i = channel; i < values.length; i += channels)
    values[i] = table[inRange(Math.fround(Math.fround((values[i] ?? 0) / 255) * (bins - 1)))] ?? 0;
}

function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
