import * as tf from '@tensorflow/tfjs-core';
import { gradient, savedTensor } from './tape.ts';

/** One axis of every crop. */
interface Axis {
  /** Corners of the boxes along the axis, in 0..1 of the image: both [boxes, 1]. */
  first: tf.Tensor;
  last: tf.Tensor;
  from: number;
  to: number;
}

/** How far each new pixel lies between the corners, 0..1: [1, to]. */
function fractions(to: number): tf.Tensor {
  return to === 1 ? tf.tensor2d([[0.5]]) : tf.div(tf.reshape(tf.range(0, to), [1, to]), to - 1);
}

/** Where each new pixel lies in the image, in pixels: [boxes, to, 1]. */
function positions({ first, last, from, to }: Axis): tf.Tensor {
  const share = fractions(to);
  const place = tf.add(tf.mul(first, tf.sub(1, share)), tf.mul(last, share));
  return tf.expandDims(tf.mul(place, from - 1), 2);
}

/** 1 for new pixels inside the image, otherwise 0. */
function isInside(position: tf.Tensor, from: number): tf.Tensor {
  return tf.cast(tf.logicalAnd(tf.greaterEqual(position, 0), tf.lessEqual(position, from - 1)), 'float32');
}

/** The share of each old pixel in each new one: [boxes, to, from]. */
function shares(axis: Axis, method: string): tf.Tensor {
  const position = positions(axis);
  const pixels = tf.range(0, axis.from);
  const share =
    method === 'nearest'
      ? tf.cast(tf.equal(tf.floor(tf.add(position, 0.5)), pixels), 'float32')
      : tf.relu(tf.sub(1, tf.abs(tf.sub(position, pixels))));
  return tf.mul(share, isInside(position, axis.from));
}

/** How the shares change with the position: down for the pixel before, up for the one after. */
function slopes(axis: Axis): tf.Tensor {
  const position = positions(axis);
  const pixels = tf.range(0, axis.from);
  const [after, before] = [tf.equal(tf.ceil(position), pixels), tf.equal(tf.floor(position), pixels)];
  return tf.mul(tf.sub(tf.cast(after, 'float32'), tf.cast(before, 'float32')), isInside(position, axis.from));
}

/** rows [n, h, k] × images [n, k, w, c] → [n, h, w, c]. */
function alongRows(rows: tf.Tensor, images: tf.Tensor): tf.Tensor {
  const [n = 0, k = 0, width = 0, channels = 0] = images.shape;
  return tf.reshape(tf.matMul(rows, tf.reshape(images, [n, k, width * channels])), [n, -1, width, channels]);
}

function alongColumns(columns: tf.Tensor, images: tf.Tensor): tf.Tensor {
  const turned = [0, 2, 1, 3];
  return tf.transpose(alongRows(columns, tf.transpose(images, turned)), turned);
}

const turn = (matrices: tf.Tensor): tf.Tensor => tf.transpose(matrices, [0, 2, 1]);

/** What moving the positions [boxes, to] is worth, as what moving both corners [boxes, 1] is worth. */
function toCorners(dPosition: tf.Tensor, { from, to }: Axis): [first: tf.Tensor, last: tf.Tensor] {
  const share = fractions(to);
  const sum = (weights: tf.Tensor): tf.Tensor => tf.sum(tf.mul(dPosition, tf.mul(weights, from - 1)), 1, true);
  return [sum(tf.sub(1, share)), sum(share)];
}

/** Each crop is one matrix for the rows and one for the columns of its image. */
const cropAndResize = gradient<tf.CropAndResizeAttrs>(
  { kernelName: 'CropAndResize', inputsToSave: ['image', 'boxes', 'boxInd'] },
  ({ dy, saved, attrs: { cropSize, method } }) => {
    const [image, boxes, boxInd] = [savedTensor(saved, 0), savedTensor(saved, 1), savedTensor(saved, 2) as tf.Tensor1D];
    const [batch = 0, height = 1, width = 1] = image.shape;
    const axes = (): [rows: Axis, columns: Axis] => {
      const [top, left, bottom, right] = tf.split(boxes, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return [
        { first: top, last: bottom, from: height, to: cropSize[0] },
        { first: left, last: right, from: width, to: cropSize[1] },
      ];
    };
    return {
      image: () => {
        const [rows, columns] = axes();
        const wide = alongColumns(turn(shares(columns, method)), dy);
        return tf.unsortedSegmentSum(alongRows(turn(shares(rows, method)), wide), boxInd, batch);
      },
      boxes: () => {
        if (method === 'nearest') return tf.zerosLike(boxes);
        const [rows, columns] = axes();
        const images = tf.gather(image, boxInd);
        const moved = (y: tf.Tensor, x: tf.Tensor): tf.Tensor => tf.mul(dy, alongRows(y, alongColumns(x, images)));
        const dRows = tf.sum(moved(slopes(rows), shares(columns, method)), [2, 3]);
        const dColumns = tf.sum(moved(shares(rows, method), slopes(columns)), [1, 3]);
        const [top, bottom] = toCorners(dRows, rows);
        const [left, right] = toCorners(dColumns, columns);
        return tf.concat([top, left, bottom, right], 1);
      },
      boxInd: () => boxInd,
    };
  },
);

export const cropGradients: readonly tf.GradConfig[] = [cropAndResize];
