import {
  formatShape,
  SeedGenerator,
  ShapeError,
  uniform,
  type OptionsOf,
  type RandomPoint,
  type Shape,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readArgument, checkDataFormat, type DataFormat, type DataFormatName } from '../../engine/arguments.ts';
import type { CallContext } from '../../engine/call-context.ts';
import { Layer, type LayerConfig } from '../../engine/layer.ts';
import { inChannelsLast, splitShape } from '../../ops/channels.ts';
import type { Range } from './image-arguments.ts';

export interface ImageLayerConfig extends LayerConfig {
  /** `'channelsLast'` (default): `[batch, height, width, channels]`; `'channelsFirst'`: `[batch, channels, height, width]`. */
  dataFormat?: DataFormatName | null;
}

export interface RandomImageConfig extends ImageLayerConfig {
  /** Makes what is drawn repeat from run to run. */
  seed?: number | null;
}

/** What belongs to images and changes with them. */
export interface ImageData {
  images: Tensor;
  /** `[batch, …]`. */
  labels?: Tensor;
  /** Of the images' size, `[batch, height, width, 1]`. */
  segmentationMasks?: Tensor;
}

/** A transformation that has been drawn, for channels-last batches. */
export interface ImageStep {
  images: (images: Tensor) => Tensor;
  masks: (masks: Tensor) => Tensor;
}

export interface ImageShape {
  batch: number;
  height: number;
  width: number;
  channels: number;
}

/**
 * What the layers on images share: `[batch, height, width, channels]` or one image `[height, width, channels]`, in either
 * data format. A subclass draws what is random in a transformation and applies that to channels-last batches.
 */
export abstract class BaseImageLayer<Config extends ImageLayerConfig, Transformation> extends Layer<Config> {
  static override readonly options: readonly string[] = ['dataFormat'] satisfies OptionsOf<ImageLayerConfig>;
  override readonly castsIntegers: boolean = true;
  protected override readonly trainsByDefault: boolean = true;
  /** Whether the layer does in inference what it does in training. */
  protected readonly alwaysActive: boolean = false;
  readonly dataFormat: DataFormat;

  constructor(config: Config) {
    super(config);
    this.dataFormat = checkDataFormat(config.dataFormat, this.describe());
    this.inputSpec = { minNdim: 3, maxNdim: 4 };
  }

  /** Draws what is random. */
  protected abstract draw(shape: ImageShape): Transformation;

  protected abstract transformImages(images: Tensor, transformation: Transformation): Tensor;

  /** By default labels stay. */
  protected transformLabels(labels: Tensor, _transformation: Transformation): Tensor {
    return labels;
  }

  /** By default, as for changes of colour, masks stay. */
  protected transformMasks(masks: Tensor, _transformation: Transformation): Tensor {
    return masks;
  }

  /** Draws a transformation for another layer to apply. */
  prepare(shape: ImageShape): ImageStep {
    const transformation = this.draw(shape);
    return {
      images: (images) => this.transformImages(images, transformation),
      masks: (masks) => this.transformMasks(masks, transformation),
    };
  }

  override call(inputs: Tensor, { training }: CallContext): Tensor {
    if (!training && !this.alwaysActive) return inputs;
    const transformation = this.draw(this.#shapeOf(inputs));
    return this.#inBatch(inputs, (images) => this.transformImages(images, transformation));
  }

  /** Changes images together with their labels and segmentation masks; the caller owns what comes back. */
  augment(data: ImageData, { training = true }: { training?: boolean } = {}): ImageData {
    const { images, labels, segmentationMasks: masks } = data;
    if (images.rank !== 3 && images.rank !== 4)
      throw new ShapeError(
        `${this.describe()}.augment: expected images of rank 3 or 4. Received: shape ${formatShape(images.shape)}`,
      );
    let changed: ImageData = data;
    tf.tidy(() => {
      const active = training || this.alwaysActive ? { transformation: this.draw(this.#shapeOf(images)) } : null;
      const change = (x: Tensor, f: (transformation: Transformation) => Tensor): Tensor =>
        tf.clone(active === null ? x : f(active.transformation));
      const pixels = this.castsIntegers ? tf.cast(images, 'float32') : images;
      changed = {
        images: change(pixels, (t) => this.#inBatch(pixels, (x) => this.transformImages(x, t))),
        ...(labels ? { labels: change(labels, (t) => this.transformLabels(labels, t)) } : {}),
        ...(masks
          ? { segmentationMasks: change(masks, (t) => this.#inBatch(masks, (x) => this.transformMasks(x, t))) }
          : {}),
      };
      return Object.values(changed) as Tensor[];
    });
    return changed;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): ImageLayerConfig {
    return { ...super.getConfig(), dataFormat: this.dataFormat };
  }

  /** Throws a `ShapeError` unless the images have as many channels as one of `counts`. */
  protected checkChannels(images: Tensor, counts: readonly number[]): void {
    const channels = images.shape[3] ?? 0;
    if (!counts.includes(channels))
      throw new ShapeError(
        `${this.describe()}: expected ${counts.join(' or ')} channels. Received: ${channels} channels`,
      );
  }

  /** `inputShape` with another height and width. */
  protected resizedShape(inputShape: Shape, [height, width]: readonly [number, number]): Shape {
    const first = inputShape.length - (this.dataFormat === 'channelsLast' ? 3 : 2);
    return inputShape.map((size, axis) => (axis === first ? height : axis === first + 1 ? width : size));
  }

  #inBatch(inputs: Tensor, f: (images: Tensor) => Tensor): Tensor {
    const batched = inputs.rank === 4 ? inputs : tf.expandDims(inputs, 0);
    const outputs = inChannelsLast(batched, this.dataFormat, f);
    return inputs.rank === 4 ? outputs : tf.squeeze(outputs, [0]);
  }

  #shapeOf({ shape }: Tensor): ImageShape {
    const { batch, spatial, channels } = splitShape(shape.length === 4 ? shape : [1, ...shape], this.dataFormat);
    const [height, width] = spatial;
    return { batch: batch ?? 1, height: height ?? 1, width: width ?? 1, channels: channels ?? 1 };
  }
}

/** A layer on images that draws random numbers. */
export abstract class BaseRandomImage<Config extends RandomImageConfig, Transformation> extends BaseImageLayer<
  Config,
  Transformation
> {
  static override readonly options: readonly string[] = ['seed'] satisfies OptionsOf<RandomImageConfig>;
  readonly seed: number | null;
  readonly #seedGenerator: SeedGenerator;

  constructor(config: Config) {
    super(config);
    this.seed = config.seed ?? null;
    this.#seedGenerator = readArgument({ owner: this.describe(), name: 'seed' }, () => new SeedGenerator(this.seed));
  }

  override getConfig(): RandomImageConfig {
    return { ...super.getConfig(), seed: this.seed };
  }

  protected nextPoint(): RandomPoint {
    return this.#seedGenerator.next();
  }

  /** `count` numbers drawn evenly from a range. */
  protected drawBetween([low, high]: Range, count: number): number[] {
    return Array.from(uniform(count, this.nextPoint()), (share) => low + share * (high - low));
  }

  /** For each of `count` images whether something happens to it, with a probability drawn from a range. */
  protected drawChances(probability: Range, count: number): boolean[] {
    const chances = this.drawBetween(probability, count);
    return this.drawBetween([0, 1], count).map((share, i) => share < (chances[i] ?? 0));
  }
}

/** One number for each image, of a shape that broadcasts over them. */
export function perImage(values: readonly number[]): Tensor {
  return tf.tensor4d([...values], [values.length, 1, 1, 1]);
}

/** `changed` where `chosen` says so, image by image, else `images`. */
export function choose(chosen: readonly boolean[], changed: Tensor, images: Tensor): Tensor {
  if (chosen.every((here) => here)) return changed;
  const mask = tf.tensor4d(chosen.map(Number), [chosen.length, 1, 1, 1], 'bool');
  return tf.where(mask, changed, images);
}

/** Values of one range in another. */
export function rescaleRange(x: Tensor, from: Range, to: Range): Tensor {
  if (from[0] === to[0] && from[1] === to[1]) return x;
  return tf.add(tf.mul(tf.div(tf.sub(x, from[0]), from[1] - from[0]), to[1] - to[0]), to[0]);
}
