import {
  checkFinite,
  checkPositiveInteger,
  invalidArgument,
  library,
  type Name,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import { cast, pad, round, slice, type DataType, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { checkFlag, checkName } from '../../engine/arguments.ts';
import { resize, type ResizeOptions } from '../../ops/resize.ts';
import { BaseImageLayer, type ImageLayerConfig } from './base-image-layer.ts';

export interface ResizingConfig extends ImageLayerConfig {
  height: number;
  width: number;
  /** How values between pixels are made. Default: `'bilinear'`. */
  interpolation?: Name<ResizeOptions['interpolation']>;
  /** Whether images are cut, in their middle, to the shape of the result first. Default: false. */
  cropToAspectRatio?: boolean;
  /** Whether images get edges, to be of the shape of the result first. Default: false. */
  padToAspectRatio?: boolean;
  /** Only `'constant'` exists. */
  fillMode?: 'constant';
  /** The value of the edges. Default: 0. */
  fillValue?: number;
  /** Whether all pixels have a share in a smaller image. Default: false. */
  antialias?: boolean;
}

/**
 * Images of another size, in training and inference. Shapes: `[batch, …, …, channels]` → `[batch, height, width, channels]`,
 * float32, or whole numbers where int32 images come.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing/
 */
export class Resizing extends BaseImageLayer<ResizingConfig, null> {
  static override readonly className: string = 'Resizing';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'height',
    'width',
    'interpolation',
    'cropToAspectRatio',
    'padToAspectRatio',
    'fillMode',
    'fillValue',
    'antialias',
  ] satisfies OptionsOf<ResizingConfig>;
  protected override readonly alwaysActive = true;
  override readonly castsIntegers: boolean = false;

  readonly height: number;
  readonly width: number;
  readonly interpolation: ResizeOptions['interpolation'];
  readonly cropToAspectRatio: boolean;
  readonly padToAspectRatio: boolean;
  readonly fillValue: number;
  readonly antialias: boolean;

  constructor(config: ResizingConfig) {
    super(config);
    const owner = this.describe();
    this.height = checkPositiveInteger(config.height, { owner, name: 'height' });
    this.width = checkPositiveInteger(config.width, { owner, name: 'width' });
    this.interpolation = checkName(config.interpolation ?? 'bilinear', {
      owner,
      name: 'interpolation',
      choices: ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'],
    });
    this.cropToAspectRatio = checkFlag(config.cropToAspectRatio, { owner, name: 'cropToAspectRatio' }) ?? false;
    this.padToAspectRatio = checkFlag(config.padToAspectRatio, { owner, name: 'padToAspectRatio' }) ?? false;
    if (this.cropToAspectRatio && this.padToAspectRatio)
      throw invalidArgument({ owner, name: 'padToAspectRatio' }, 'false with cropToAspectRatio', true);
    checkName(config.fillMode ?? 'constant', { owner, name: 'fillMode', choices: ['constant'] });
    this.fillValue = checkFinite(config.fillValue ?? 0, { owner, name: 'fillValue' });
    this.antialias = checkFlag(config.antialias, { owner, name: 'antialias' }) ?? false;
  }

  protected override draw(): null {
    return null;
  }

  protected override transformImages(images: Tensor): Tensor {
    const resized = this.#resize(cast(images, 'float32'), this.interpolation);
    return images.dtype === 'int32' ? cast(round(resized), 'int32') : resized;
  }

  protected override transformMasks(masks: Tensor): Tensor {
    return this.#resize(masks, 'nearest');
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return inputDtype === 'int32' ? 'int32' : 'float32';
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return this.resizedShape(inputShape, [this.height, this.width]);
  }

  override getConfig(): ResizingConfig {
    const { height, width, interpolation, cropToAspectRatio, padToAspectRatio, fillValue, antialias } = this;
    return {
      ...super.getConfig(),
      height,
      width,
      interpolation,
      cropToAspectRatio,
      padToAspectRatio,
      fillMode: 'constant',
      fillValue,
      antialias,
    };
  }

  #resize(images: Tensor, interpolation: ResizeOptions['interpolation']): Tensor {
    const size = [this.height, this.width] as const;
    const cropped = this.cropToAspectRatio ? cropToRatio(images, size) : images;
    const padded = this.padToAspectRatio ? this.#padToRatio(images) : cropped;
    return resize(padded, size, { interpolation, antialias: this.antialias });
  }

  #padToRatio(images: Tensor): Tensor {
    const [, height = 1, width = 1] = images.shape;
    const tall = Math.max(height, Math.floor((width * this.height) / this.width));
    const wide = Math.max(width, Math.floor((height * this.width) / this.height));
    const [vertical, horizontal] = [Math.floor((tall - height) / 2), Math.floor((wide - width) / 2)];
    const edges: [number, number][] = [
      [0, 0],
      [vertical, vertical],
      [horizontal, horizontal],
      [0, 0],
    ];
    return pad(images as Tensor4D, edges, this.fillValue);
  }
}

type Size = readonly [height: number, width: number];

/** The size of the largest part of an image whose sides are in the proportion of `target`. */
function partInRatio([height, width]: Size, [targetHeight, targetWidth]: Size): Size {
  const tall = Math.max(1, Math.min(height, Math.floor((width * targetHeight) / targetWidth)));
  return [tall, Math.max(1, Math.min(width, Math.floor((height * targetWidth) / targetHeight)))];
}

/** Where that part begins, if it is in the middle. */
export function middleCorner(size: Size, target: Size): Size {
  const part = partInRatio(size, target);
  return [Math.floor((size[0] - part[0]) / 2), Math.floor((size[1] - part[1]) / 2)];
}

/** The largest part in the middle of images whose sides are in the proportion of `target`. */
export function cropToRatio(images: Tensor, target: Size): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = images.shape;
  const size = [height, width] as const;
  return slice(images, [0, ...middleCorner(size, target), 0], [batch, ...partInRatio(size, target), channels]);
}
