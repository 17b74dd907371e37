import { checkPositiveInteger, library, type OptionsOf, type Shape } from '@argali/core';
import { slice, type Tensor } from '@tensorflow/tfjs-core';
import { resize } from '../../ops/resize.ts';
import { BaseImageLayer, type ImageLayerConfig } from './base-image-layer.ts';
import { cropToRatio } from './resizing.ts';

export interface CenterCropConfig extends ImageLayerConfig {
  height: number;
  width: number;
}

/**
 * The middle of images, in training and inference; an image that is too small is resized instead, without changing its
 * proportions. Shapes: `[batch, …, …, channels]` → `[batch, height, width, channels]`.
 *
 * @throws ArgumentError if a size is not a positive integer
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop/
 */
export class CenterCrop extends BaseImageLayer<CenterCropConfig, null> {
  static override readonly className: string = 'CenterCrop';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['height', 'width'] satisfies OptionsOf<CenterCropConfig>;
  protected override readonly alwaysActive = true;

  readonly height: number;
  readonly width: number;

  constructor(config: CenterCropConfig) {
    super(config);
    const owner = this.describe();
    this.height = checkPositiveInteger(config.height, { owner, name: 'height' });
    this.width = checkPositiveInteger(config.width, { owner, name: 'width' });
  }

  protected override draw(): null {
    return null;
  }

  protected override transformImages(images: Tensor): Tensor {
    const [batch = 1, rows = 1, columns = 1, channels = 1] = images.shape;
    const { height, width } = this;
    const [vertical, horizontal] = [Math.floor((rows - height) / 2), Math.floor((columns - width) / 2)];
    if (rows >= height && columns >= width)
      return slice(images, [0, vertical, horizontal, 0], [batch, height, width, channels]);
    return resize(cropToRatio(images, [height, width]), [height, width], { interpolation: 'bilinear' });
  }

  protected override transformMasks(masks: Tensor): Tensor {
    return this.transformImages(masks);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return this.resizedShape(inputShape, [this.height, this.width]);
  }

  override getConfig(): CenterCropConfig {
    return { ...super.getConfig(), height: this.height, width: this.width };
  }
}
