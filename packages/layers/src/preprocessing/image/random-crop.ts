import { checkPositiveInteger, library, type OptionsOf, type Shape } from '@argali/core';
import { slice, type Tensor } from '@tensorflow/tfjs-core';
import { resize, type ResizeOptions } from '../../ops/resize.ts';
import { BaseRandomImage, type ImageShape, type RandomImageConfig } from './base-image-layer.ts';
import { middleCorner } from './resizing.ts';

export interface RandomCropConfig extends RandomImageConfig {
  height: number;
  width: number;
}

/** Where the part begins. */
type Corner = readonly [y: number, x: number];

/**
 * In training, cuts the same part, whose place is drawn, out of all images of a batch; of images that are not larger the
 * middle is resized instead. In inference images stay as they are. Shapes: `[batch, …, …, channels]` →
 * `[batch, height, width, channels]`.
 *
 * @throws ArgumentError if a size is not a positive integer
 * @see https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_crop/
 */
export class RandomCrop extends BaseRandomImage<RandomCropConfig, Corner> {
  static override readonly className: string = 'RandomCrop';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['height', 'width'] satisfies OptionsOf<RandomCropConfig>;

  readonly height: number;
  readonly width: number;

  constructor(config: RandomCropConfig) {
    super(config);
    const owner = this.describe();
    this.height = checkPositiveInteger(config.height, { owner, name: 'height' });
    this.width = checkPositiveInteger(config.width, { owner, name: 'width' });
  }

  protected override draw({ height, width }: ImageShape): Corner {
    if (height <= this.height || width <= this.width) return middleCorner([height, width], [this.height, this.width]);
    const [y = 0] = this.drawBetween([0, height - this.height + 1], 1);
    const [x = 0] = this.drawBetween([0, width - this.width + 1], 1);
    return [Math.floor(y), Math.floor(x)];
  }

  protected override transformImages(images: Tensor, corner: Corner): Tensor {
    return this.#crop(images, corner, 'bilinear');
  }

  protected override transformMasks(masks: Tensor, corner: Corner): Tensor {
    return this.#crop(masks, corner, 'nearest');
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return this.resizedShape(inputShape, [this.height, this.width]);
  }

  override getConfig(): RandomCropConfig {
    return { ...super.getConfig(), height: this.height, width: this.width };
  }

  #crop(images: Tensor, corner: Corner, interpolation: ResizeOptions['interpolation']): Tensor {
    const [batch = 1, rows = 1, columns = 1, channels = 1] = images.shape;
    const [y, x] = corner;
    const [height, width] = [Math.min(this.height, rows - y), Math.min(this.width, columns - x)];
    const part = slice(images, [0, y, x, 0], [batch, height, width, channels]);
    if (height === this.height && width === this.width) return part;
    return resize(part, [this.height, this.width], { interpolation });
  }
}
