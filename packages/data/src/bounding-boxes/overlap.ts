import { checkOptions, ShapeError, show, type TensorLike } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readBoxes, type BoxFormat } from './box-format.ts';
import { convertFormat } from './convert-format.ts';

/** Keeps divisions by nothing finite. */
const EPSILON = 1e-7;

type Sides = [left: Tensor, top: Tensor, right: Tensor, bottom: Tensor];

export interface OverlapOptions {
  boundingBoxFormat: BoxFormat;
  /** Height and width; relative formats need it. Default: none. */
  imageShape?: readonly number[] | null;
}

export interface IouOptions extends OverlapOptions {
  /** Whether boxes of negative numbers alone stand for none. Default: false. */
  useMasking?: boolean;
  /** What pairs with such a box get. Default: -1. */
  maskVal?: number;
}

/** The boxes in pixels, `xyxy`. */
function corners(boxes: TensorLike, { boundingBoxFormat, imageShape }: OverlapOptions): Tensor {
  const [height = null, width = null] = imageShape ?? [];
  return convertFormat(boxes, { source: boundingBoxFormat, target: 'xyxy', height, width });
}

/** Area of what two boxes have in common. */
function intersection(a: Sides, b: Sides): Tensor {
  const width = tf.maximum(tf.sub(tf.minimum(a[2], b[2]), tf.maximum(a[0], b[0])), 0);
  const height = tf.maximum(tf.sub(tf.minimum(a[3], b[3]), tf.maximum(a[1], b[1])), 0);
  return tf.mul(width, height);
}

/**
 * Intersection over union of every box with every other: `[m, 4]` and `[n, 4]` → `[m, n]`; either may have a batch axis.
 *
 * @throws ArgumentError for an unknown format, or a relative one without `imageShape`
 * @throws ShapeError for boxes of other ranks
 * @see https://keras.io/api/utils/bounding_boxes/
 */
export function computeIou(boxes1: TensorLike, boxes2: TensorLike, options: IouOptions): Tensor {
  checkOptions(options, 'computeIou', ['useMasking', 'maskVal', 'boundingBoxFormat', 'imageShape']);
  const owner = 'computeIou';
  return tf.tidy(() => {
    const [a, b] = [readBoxes(boxes1, owner, 'boxes1'), readBoxes(boxes2, owner, 'boxes2')];
    for (const [name, { rank, shape }] of Object.entries({ boxes1: a, boxes2: b }))
      if (rank !== 2 && rank !== 3)
        throw new ShapeError(`${owner}: expected \`${name}\` of rank 2 or 3. Received: ${name}.shape=${show(shape)}`);
    const [first, second] = [corners(a, options), corners(b, options)];
    // Columns [m, 1] against rows [1, n].
    const columns = tf.split(first, 4, -1) as Sides;
    const rows = tf.unstack(second, -1).map((side) => tf.expandDims(side, -2)) as Sides;
    const area = ([left, top, right, bottom]: Sides): Tensor => tf.mul(tf.sub(right, left), tf.sub(bottom, top));
    const common = intersection(columns, rows);
    const union = tf.sub(tf.add(area(columns), area(rows)), common);
    const overlap = tf.div(common, tf.add(union, EPSILON));
    if (!(options.useMasking ?? false)) return overlap;
    const isNone = (boxes: Tensor): Tensor => tf.less(tf.max(boxes, -1), 0);
    const none = tf.logicalOr(tf.expandDims(isNone(first), -1), tf.expandDims(isNone(second), -2));
    return tf.where(none, tf.fill(overlap.shape, options.maskVal ?? -1), overlap);
  });
}

/**
 * Complete intersection over union of boxes in pairs: `[…, 4]` twice → `[…]`. It takes off for centres that lie apart and for
 * shapes that differ; at most 1.
 *
 * Source: Zheng et al., "Distance-IoU loss", https://arxiv.org/abs/1911.08287
 *
 * @throws ArgumentError for an unknown format, or a relative one without `imageShape`
 * @see https://keras.io/api/utils/bounding_boxes/
 */
export function computeCiou(boxes1: TensorLike, boxes2: TensorLike, options: OverlapOptions): Tensor {
  checkOptions(options, 'computeCiou', ['boundingBoxFormat', 'imageShape']);
  return tf.tidy(() => {
    const a = tf.unstack(corners(boxes1, options), -1) as Sides;
    const b = tf.unstack(corners(boxes2, options), -1) as Sides;
    const width = ([left, , right]: Sides): Tensor => tf.sub(right, left);
    const height = ([, top, , bottom]: Sides): Tensor => tf.add(tf.sub(bottom, top), EPSILON);
    const common = intersection(a, b);
    const areas = tf.add(tf.mul(width(a), height(a)), tf.mul(width(b), height(b)));
    const iou = tf.div(common, tf.add(tf.sub(areas, common), 2 * EPSILON));
    const hullWidth = tf.sub(tf.maximum(a[2], b[2]), tf.minimum(a[0], b[0]));
    const hullHeight = tf.sub(tf.maximum(a[3], b[3]), tf.minimum(a[1], b[1]));
    const diagonal = tf.add(tf.add(tf.square(hullWidth), tf.square(hullHeight)), EPSILON);
    const apart = (low: 0 | 1, high: 2 | 3): Tensor =>
      tf.square(tf.div(tf.sub(tf.add(a[low], a[high]), tf.add(b[low], b[high])), 2));
    const distance = tf.add(apart(0, 2), apart(1, 3));
    const angle = (sides: Sides): Tensor => tf.atan(tf.div(width(sides), height(sides)));
    const shapes = tf.mul(tf.square(tf.sub(angle(b), angle(a))), 4 / Math.PI ** 2);
    const weight = tf.div(shapes, tf.add(tf.sub(shapes, iou), 1 + EPSILON));
    return tf.sub(iou, tf.add(tf.div(distance, diagonal), tf.mul(shapes, weight)));
  });
}
