import { checkFinite, checkOptions, ShapeError, show, type TensorLike } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readBoxes, readSize } from './box-format.ts';

/** One number for all images, or one for each image of the batch. */
type PerImage = number | readonly number[];

export interface AffineTransformOptions {
  /** Rotation in degrees. Default: 0. */
  angle?: PerImage;
  /** Shift as a share of the width less one pixel. Default: 0. */
  translateX?: PerImage;
  /** Shift as a share of the height less one pixel. Default: 0. */
  translateY?: PerImage;
  /** Default: 1. */
  scale?: PerImage;
  /** Shear in degrees. Default: 0. */
  shearX?: PerImage;
  shearY?: PerImage;
  /** Size of the image in pixels. */
  height: number;
  width: number;
  /** What stays in place, as shares of width and height. Default: the middle. */
  centerX?: number | null;
  centerY?: number | null;
}

type Numbers = Record<'angle' | 'translateX' | 'translateY' | 'scale' | 'shearX' | 'shearY', number>;
const defaults: Numbers = { angle: 0, translateX: 0, translateY: 0, scale: 1, shearX: 0, shearY: 0 };

/** The rows `x' = a x + b y + c` and `y' = d x + e y + f` of one image. */
function coefficients(
  numbers: Numbers,
  center: readonly [x: number, y: number],
  size: readonly [number, number],
): number[] {
  const radians = (degrees: number): number => (-degrees * Math.PI) / 180;
  const [rotation, shearX, shearY] = [radians(numbers.angle), radians(numbers.shearX), radians(numbers.shearY)];
  const { scale } = numbers;
  const [cx, cy] = [center[0] * (size[0] - 1), center[1] * (size[1] - 1)];
  const [x, y] = [cx - numbers.translateX * (size[0] - 1), cy - numbers.translateY * (size[1] - 1)];
  const a = Math.cos(rotation - shearY) / Math.cos(shearY);
  const c = -Math.sin(rotation - shearY) / Math.cos(shearY);
  const b = a * Math.tan(shearX) + Math.sin(rotation);
  const d = Math.cos(rotation) - c * Math.tan(shearX);
  const [xx, xy, yx, yy] = [d * scale, -b * scale, -c * scale, a * scale];
  return [xx, xy, cx - xx * x - xy * y, yx, yy, cy - yx * x - yy * y];
}

/**
 * The boxes around boxes `xyxy` that were turned, moved, scaled and sheared: `[n, 4]` or `[batch, n, 4]` → the same.
 *
 * @throws ArgumentError for numbers that are not finite
 * @throws ShapeError for boxes of other ranks, or numbers that are not one an image
 * @see https://keras.io/api/utils/bounding_boxes/
 */
export function affineTransform(boxes: TensorLike, options: AffineTransformOptions): Tensor {
  checkOptions(options, 'affineTransform', [
    'angle',
    'translateX',
    'translateY',
    'scale',
    'shearX',
    'shearY',
    'height',
    'width',
    'centerX',
    'centerY',
  ]);
  const owner = 'affineTransform';
  const size = readSize(options, owner);
  const { centerX, centerY } = options;
  const center = [
    checkFinite(centerX ?? 0.5, { owner, name: 'centerX' }),
    checkFinite(centerY ?? 0.5, { owner, name: 'centerY' }),
  ] as const;
  return tf.tidy(() => {
    const given = readBoxes(boxes, owner);
    if (given.rank !== 2 && given.rank !== 3)
      throw new ShapeError(`${owner}: expected \`boxes\` of rank 2 or 3. Received: boxes.shape=${show(given.shape)}`);
    const batch = given.rank === 3 ? given.shape[0] : 1;
    const of = (name: keyof Numbers, image: number): number => {
      const value = options[name] ?? defaults[name];
      if (typeof value !== 'number' && value.length !== batch)
        throw new ShapeError(
          `${owner}: expected ${batch} numbers \`${name}\`, one an image. Received: ${value.length}`,
        );
      return checkFinite(typeof value === 'number' ? value : value[image], { owner, name });
    };
    const rows = Array.from({ length: batch }, (_, image) => {
      const names = Object.keys(defaults) as (keyof Numbers)[];
      const numbers = Object.fromEntries(names.map((name) => [name, of(name, image)])) as Numbers;
      return coefficients(numbers, center, size);
    });
    const matrix = tf.reshape(tf.tensor2d(rows, [batch, 6]), given.rank === 3 ? [batch, 1, 6] : [1, 6]);
    const [xx, xy, x0, yx, yy, y0] = tf.split(matrix, 6, -1) as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    const [x1, y1, x2, y2] = tf.split(given, 4, -1) as [Tensor, Tensor, Tensor, Tensor];
    // A corner is any pair of one x and one y, so least and greatest of both parts add up.
    const bounds = (fx: Tensor, fy: Tensor, offset: Tensor): [low: Tensor, high: Tensor] => {
      const [p, q, r, s] = [tf.mul(fx, x1), tf.mul(fx, x2), tf.mul(fy, y1), tf.mul(fy, y2)];
      return [
        tf.add(tf.add(tf.minimum(p, q), tf.minimum(r, s)), offset),
        tf.add(tf.add(tf.maximum(p, q), tf.maximum(r, s)), offset),
      ];
    };
    const [left, right] = bounds(xx, xy, x0);
    const [top, bottom] = bounds(yx, yy, y0);
    return tf.concat([left, top, right, bottom], -1);
  });
}
