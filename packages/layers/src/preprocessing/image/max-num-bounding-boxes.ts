import { checkPositiveInteger, library, ShapeError, show, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkAxis } from '../../engine/arguments.ts';
import { BaseImageLayer, type ImageData, type ImageLayerConfig } from './base-image-layer.ts';

export interface MaxNumBoundingBoxesConfig extends ImageLayerConfig {
  maxNumber: number;
  /** What the boxes and labels that are added consist of, a whole number. Default: -1. */
  fillValue?: number;
}

/** Boxes of images, in any format, and a label for each. */
export interface BoundingBoxes {
  /** `[batch, n, 4]`, or `[n, 4]` for one image. */
  boxes: Tensor;
  /** `[batch, n]`, or `[n]`. */
  labels: Tensor;
}

export interface BoxedImageData extends ImageData {
  boundingBoxes?: BoundingBoxes;
}

/**
 * Makes {@link augment} cut or fill up the bounding boxes of each image to the same number, in training and inference, in
 * whatever format they are; images stay as they are. Shapes: boxes `[batch, n, 4]` → `[batch, maxNumber, 4]` float32, labels
 * `[batch, n]` → `[batch, maxNumber]`.
 *
 * @throws ArgumentError if `maxNumber` is not a positive integer, or `fillValue` not an integer
 * @see https://keras.io/api/layers/preprocessing_layers/image_preprocessing/
 */
export class MaxNumBoundingBoxes extends BaseImageLayer<MaxNumBoundingBoxesConfig, null> {
  static override readonly className: string = 'MaxNumBoundingBoxes';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'maxNumber',
    'fillValue',
  ] satisfies OptionsOf<MaxNumBoundingBoxesConfig>;

  readonly maxNumber: number;
  readonly fillValue: number;

  constructor(config: MaxNumBoundingBoxesConfig) {
    super(config);
    const owner = this.describe();
    this.maxNumber = checkPositiveInteger(config.maxNumber, { owner, name: 'maxNumber' });
    this.fillValue = checkAxis(config.fillValue ?? -1, { owner, name: 'fillValue' });
  }

  protected override draw(): null {
    return null;
  }

  protected override transformImages(images: Tensor): Tensor {
    return images;
  }

  /**
   * Cuts or fills up the boxes; the caller owns what comes back. Throws a `ShapeError` if boxes, labels and images do not
   * belong together.
   */
  override augment(data: BoxedImageData): BoxedImageData {
    const { boundingBoxes, ...rest } = data;
    if (boundingBoxes === undefined) return super.augment(rest);
    const { boxes, labels } = boundingBoxes;
    const leading = boxes.shape.slice(0, -1);
    const matches = boxes.rank === rest.images.rank - 1 && boxes.shape.at(-1) === 4;
    if (!matches || !tf.util.arraysEqual(leading, labels.shape))
      throw new ShapeError(
        `${this.describe()}.augment: expected \`boxes\` of shape [batch, n, 4], or [n, 4] for one image, and a label for each. Received: boxes.shape=${show(boxes.shape)}, labels.shape=${show(labels.shape)}`,
      );
    const axis = leading.length - 1;
    const same = super.augment(rest);
    return {
      ...same,
      boundingBoxes: tf.tidy(() => ({
        boxes: this.#fit(tf.cast(boxes, 'float32'), axis),
        labels: this.#fit(labels, axis),
      })),
    };
  }

  override getConfig(): MaxNumBoundingBoxesConfig {
    return { ...super.getConfig(), maxNumber: this.maxNumber, fillValue: this.fillValue };
  }

  /** The first `maxNumber` entries along an axis, filled up. */
  #fit(x: Tensor, axis: number): Tensor {
    const count = x.shape[axis] ?? 0;
    const { maxNumber } = this;
    const size = x.shape.map((size, i) => (i === axis ? Math.min(size, maxNumber) : size));
    const missing = Math.max(0, maxNumber - count);
    return tf.pad(
      tf.slice(
        x,
        size.map(() => 0),
        size,
      ),
      size.map((_, i) => [0, i === axis ? missing : 0]),
      this.fillValue,
    );
  }
}
