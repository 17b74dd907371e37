import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../kernels.ts';
import { gradient, savedTensor } from './tape.ts';

/*
 * Kernels that take each pixel of the result from places of an image, which only they know exactly. So they are asked: an
 * image that holds 1, its row and its column in each pixel comes out as the share of the pixels that were taken, times
 * these. Of the four neighbours that a place between the pixels is mixed from no two are equally even or odd in both row
 * and column: four such images, each with the pixels of one kind alone, tell them apart.
 */

/** [1, height, width, 3 · kinds]: of the pixels of each kind 1, row and column, of all others 0. */
function probe(height: number, width: number, kinds: 1 | 4): tf.Tensor4D {
  return tf.tidy(() => {
    const rows = tf.broadcastTo(tf.reshape(tf.range(0, height), [height, 1]), [height, width]);
    const columns = tf.broadcastTo(tf.range(0, width), [height, width]);
    const values = tf.stack([tf.onesLike(rows), rows, columns], 2);
    const kind = tf.add(tf.mul(tf.mod(rows, 2), 2), tf.mod(columns, 2));
    const parts = Array.from({ length: kinds }, (_, i) =>
      kinds === 1 ? values : tf.mul(values, tf.expandDims(tf.cast(tf.equal(kind, i), 'float32'), 2)),
    );
    return tf.reshape(tf.concat(parts, 2), [1, height, width, 3 * kinds]);
  });
}

/** Each dy goes to the pixels of `image` that the probe [1 or batch, height, width, 3 · kinds] says it was taken from. */
function giveBack(dy: tf.Tensor, { probed, image }: { probed: tf.Tensor; image: tf.Tensor }): tf.Tensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = image.shape;
  const [images = 1, rows = 0, columns = 0, parts = 3] = probed.shape;
  const taps = (rows * columns * parts) / 3;
  const [share, row, column] = tf.unstack(tf.reshape(probed, [images, taps, 3]), 2) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const whole = tf.add(share, tf.cast(tf.equal(share, 0), 'float32'));
  const place = (sum: tf.Tensor, size: number): tf.Tensor => tf.clipByValue(tf.round(tf.div(sum, whole)), 0, size - 1);
  const pixel = tf.cast(tf.add(tf.mul(place(row, height), width), place(column, width)), 'int32');
  const first = tf.reshape(tf.range(0, batch * height * width, height * width, 'int32'), [batch, 1]);
  const shares = tf.reshape(share, [images, rows * columns, parts / 3, 1]);
  const given = tf.mul(tf.reshape(dy, [batch, rows * columns, 1, channels]), shares);
  const places = tf.reshape<tf.Rank.R1>(tf.add(pixel, first), [batch * taps]);
  const sums = tf.unsortedSegmentSum(tf.reshape(given, [batch * taps, channels]), places, batch * height * width);
  return tf.reshape(sums, image.shape);
}

// The kernels are run by their names: an object such as `tf.image` would keep all that is in it in every bundle.

/** For the images alone; the transforms have none, as in TensorFlow. */
const transform = gradient<tf.TransformAttrs>(
  { kernelName: 'Transform', inputsToSave: ['image', 'transforms'] },
  ({ dy, saved, attrs: { interpolation, fillMode, outputShape } }) => {
    const [image, transforms] = [savedTensor(saved, 0), savedTensor(saved, 1)];
    return {
      image: () => {
        const [, height = 0, width = 0] = image.shape;
        const one = probe(height, width, 4);
        const probes = tf.tile(one, [transforms.shape[0], 1, 1, 1]);
        const attributes = { interpolation, fillMode, fillValue: 0, outputShape };
        const probed = savedTensor(runKernel('Transform', { image: probes, transforms }, attributes), 0);
        return giveBack(dy, { probed, image });
      },
    };
  },
);

/** A rotation takes the nearest pixel. */
const rotateWithOffset = gradient<tf.RotateWithOffsetAttrs>(
  { kernelName: 'RotateWithOffset', inputsToSave: ['image'] },
  ({ dy, saved, attrs: { radians, center } }) => {
    const image = savedTensor(saved, 0);
    return {
      image: () => {
        const [, height = 0, width = 0] = image.shape;
        const attributes = { radians, fillValue: 0, center };
        const probed = savedTensor(runKernel('RotateWithOffset', { image: probe(height, width, 1) }, attributes), 0);
        return giveBack(dy, { probed, image });
      },
    };
  },
);

export const samplingGradients: readonly tf.GradConfig[] = [rotateWithOffset, transform];
