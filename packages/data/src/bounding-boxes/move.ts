import { checkFinite, checkOneOf, checkOptions, ShapeError, show, toTensor, type TensorLike } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readBoxes, readSize, type ImageSize } from './box-format.ts';

/** Boxes `xyxy` pushed into a window from 0 to (width, height). */
function clipped(boxes: Tensor, [width, height]: readonly [width: number, height: number]): Tensor {
  return tf.minimum(tf.maximum(boxes, 0), tf.tensor1d([width, height, width, height]));
}

/** Boxes `xyxy` moved to the right and down. */
function moved(boxes: Tensor, x: number, y: number): Tensor {
  return tf.add(boxes, tf.tensor1d([x, y, x, y]));
}

export interface ClipOptions extends ImageSize {
  /** `'relXyxy'` needs no size of the image. Default: `'xyxy'`. */
  boundingBoxFormat?: 'xyxy' | 'relXyxy' | 'rel_xyxy';
}

/**
 * Boxes `[…, 4]` cut off at the border of the image. Labels `[…]`, if given, become -1 where nothing of the box is left.
 *
 * @throws ArgumentError for another format, or if the size of the image is missing
 * @throws ShapeError if boxes and labels do not belong together
 * @see https://keras.io/api/utils/bounding_boxes/
 */
export function clipToImageSize<Labels extends TensorLike | undefined = undefined>(
  boundingBoxes: { boxes: TensorLike; labels?: Labels },
  options: ClipOptions = {},
): { boxes: Tensor } & (Labels extends undefined ? object : { labels: Tensor }) {
  const {
    height = null,
    width = null,
    boundingBoxFormat = 'xyxy',
  } = checkOptions(options, 'clipToImageSize', ['boundingBoxFormat', 'height', 'width']);
  const owner = 'clipToImageSize';
  const choices = ['xyxy', 'relXyxy', 'rel_xyxy'] as const;
  const isAbsolute = checkOneOf(boundingBoxFormat, { owner, name: 'boundingBoxFormat', choices }) === 'xyxy';
  const size = isAbsolute ? readSize({ height, width }, owner) : ([1, 1] as const);
  return tf.tidy(() => {
    const boxes = clipped(readBoxes(boundingBoxes.boxes, owner), size);
    if (boundingBoxes.labels === undefined) return { boxes };
    const labels = toTensor(boundingBoxes.labels, { name: `${owner}: labels` });
    if (!tf.util.arraysEqual(labels.shape, boxes.shape.slice(0, -1)))
      throw new ShapeError(
        `${owner}: expected one of \`labels\` a box. Received: boxes.shape=${show(boxes.shape)}, labels.shape=${show(labels.shape)}`,
      );
    const [x1, y1, x2, y2] = tf.unstack(boxes, -1) as [Tensor, Tensor, Tensor, Tensor];
    const isLeft = tf.greater(tf.mul(tf.sub(x2, x1), tf.sub(y2, y1)), 0);
    return { boxes, labels: tf.where(isLeft, labels, tf.fill(labels.shape, -1, labels.dtype)) };
  }) as never;
}

export interface CropOptions {
  /** Where the window begins, in pixels. */
  top: number;
  left: number;
  /** Its size, in pixels. */
  height: number;
  width: number;
}

/**
 * Boxes `xyxy` `[…, 4]` as they lie in a window of the image, cut off at its border.
 *
 * @throws ArgumentError if `height` or `width` is not positive
 * @see https://keras.io/api/utils/bounding_boxes/
 */
export function crop(boxes: TensorLike, options: CropOptions): Tensor {
  const { top, left, height, width } = checkOptions(options, 'crop', ['top', 'left', 'height', 'width']);
  const owner = 'crop';
  for (const [name, value] of Object.entries({ top, left })) checkFinite(value, { owner, name });
  const size = readSize({ height, width }, owner);
  return tf.tidy(() => clipped(moved(readBoxes(boxes, owner), -left, -top), size));
}

/**
 * Boxes `xyxy` `[…, 4]` as they lie in an image that got so many pixels more at its top and left.
 *
 * @see https://keras.io/api/utils/bounding_boxes/
 */
export function pad(boxes: TensorLike, options: Pick<CropOptions, 'top' | 'left'>): Tensor {
  const { top, left } = checkOptions(options, 'pad', ['top', 'left']);
  const owner = 'pad';
  for (const [name, value] of Object.entries({ top, left })) checkFinite(value, { owner, name });
  return tf.tidy(() => moved(readBoxes(boxes, owner), left, top));
}
