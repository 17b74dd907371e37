import { checkOneOf, checkOptions, invalidArgument, snakeCaseKey, type TensorLike } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readBoxes, type BoxFormat } from './box-format.ts';
import { convertFormat } from './convert-format.ts';

/** How near to 0 a side may come before it divides. */
const EPSILON = 1e-7;

export type DeltaFormat = Extract<BoxFormat, 'centerXywh' | 'centerYxhw'>;

export interface DeltaOptions {
  anchorFormat: BoxFormat;
  boxFormat: BoxFormat;
  /** Four numbers that the deltas are divided by (and multiplied by on the way back). Default: none. */
  variance?: readonly number[] | null;
  /** Height and width; relative formats need it. Default: none. */
  imageShape?: readonly number[] | null;
}

export interface EncodeOptions extends DeltaOptions {
  /** What deltas are taken of. Default: `'centerYxhw'`. */
  encodingFormat?: DeltaFormat;
}

export interface DecodeOptions extends DeltaOptions {
  /** What the deltas were taken of. Default: `'centerYxhw'`. */
  encodedFormat?: DeltaFormat;
}

interface Read {
  owner: string;
  name: string;
  format: DeltaFormat;
}

/** Checks what both ways have in common; gives the format, the size of the image and the variance as a tensor. */
function read({ variance, imageShape }: DeltaOptions, { owner, name, format }: Read) {
  const choices = ['center_xywh', 'center_yxhw'] as const;
  checkOneOf(snakeCaseKey(format), { owner, name, choices });
  const isGood =
    variance == null || (variance.length === 4 && variance.every((value) => value > 0 && value < Infinity));
  if (!isGood) throw invalidArgument({ owner, name: 'variance' }, 'four positive numbers', variance);
  const [height = null, width = null] = imageShape ?? [];
  return { size: { height, width }, scale: variance == null ? null : tf.tensor1d([...variance]) };
}

/** Place `[…, 2]` and size `[…, 2]` of boxes whose format gives them in this order. */
function halves(boxes: Tensor): [place: Tensor, size: Tensor] {
  return tf.split(boxes, 2, -1) as [Tensor, Tensor];
}

/**
 * How boxes differ from anchors: `(place - anchor place) / anchor size` and `log(size / anchor size)`. Anchors `[n, 4]`, boxes
 * `[n, 4]` or `[batch, n, 4]` → the shape of the boxes.
 *
 * @throws ArgumentError for an unknown format, or a `variance` that is not four positive numbers
 * @see https://keras.io/api/utils/bounding_boxes/
 */
export function encodeBoxToDeltas(anchors: TensorLike, boxes: TensorLike, options: EncodeOptions): Tensor {
  const {
    anchorFormat,
    boxFormat,
    encodingFormat: target = 'centerYxhw',
  } = checkOptions(options, 'encodeBoxToDeltas', [
    'encodingFormat',
    'anchorFormat',
    'boxFormat',
    'variance',
    'imageShape',
  ]);
  return tf.tidy(() => {
    const of = { owner: 'encodeBoxToDeltas', name: 'encodingFormat', format: target };
    const { size: image, scale } = read(options, of);
    const [from, fromSize] = halves(convertFormat(anchors, { source: anchorFormat, target, ...image }));
    const [to, toSize] = halves(convertFormat(boxes, { source: boxFormat, target, ...image }));
    const divisor = tf.maximum(fromSize, EPSILON);
    const growth = tf.log(tf.div(tf.maximum(toSize, EPSILON), divisor));
    const deltas = tf.concat([tf.div(tf.sub(to, from), divisor), growth], -1);
    return scale === null ? deltas : tf.div(deltas, scale);
  });
}

/**
 * The boxes that {@link encodeBoxToDeltas} made deltas of: anchors `[n, 4]`, deltas `[n, 4]` or `[batch, n, 4]` → boxes of the
 * shape of the deltas.
 *
 * @throws ArgumentError for an unknown format, or a `variance` that is not four positive numbers
 * @see https://keras.io/api/utils/bounding_boxes/
 */
export function decodeDeltasToBoxes(anchors: TensorLike, boxesDelta: TensorLike, options: DecodeOptions): Tensor {
  const {
    anchorFormat,
    boxFormat,
    encodedFormat: source = 'centerYxhw',
  } = checkOptions(options, 'decodeDeltasToBoxes', [
    'encodedFormat',
    'anchorFormat',
    'boxFormat',
    'variance',
    'imageShape',
  ]);
  const owner = 'decodeDeltasToBoxes';
  return tf.tidy(() => {
    const { size: image, scale } = read(options, { owner, name: 'encodedFormat', format: source });
    const [from, size] = halves(convertFormat(anchors, { source: anchorFormat, target: source, ...image }));
    const deltas = readBoxes(boxesDelta, owner, 'boxesDelta');
    const [step, growth] = halves(scale === null ? deltas : tf.mul(deltas, scale));
    const boxes = tf.concat([tf.add(tf.mul(step, size), from), tf.mul(tf.exp(growth), size)], -1);
    return convertFormat(boxes, { source, target: boxFormat, ...image });
  });
}
