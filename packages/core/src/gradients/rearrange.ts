import * as tf from '@tensorflow/tfjs-core';
import { gradient, savedTensor } from './tape.ts';

/**
 * The gradient of a kernel that puts elements of `input` elsewhere, drops or repeats some: each dy is added to the element
 * that it came from. The kernel itself tells which one that is, when it rearranges the numbers 0, 1, 2, ….
 */
function rearrangement(kernelName: string, input: string): tf.GradConfig {
  return gradient<tf.NamedAttrMap>({ kernelName, inputsToSave: [input] }, ({ dy, saved, attrs }) => {
    const { shape, size } = savedTensor(saved, 0);
    return {
      [input]: () => {
        const numbers = tf.reshape(tf.range(0, size, 1, 'int32'), shape);
        const origins = tf.engine().runKernel<tf.Tensor>(kernelName, { [input]: numbers }, attrs);
        return tf.reshape(tf.unsortedSegmentSum(tf.reshape(dy, [-1]), tf.reshape(origins, [-1]), size), shape);
      },
    };
  });
}

/** Repeats are added up, whatever the rank, where tfjs-core's own cuts them out one by one and stops at rank 4. */
const tile = gradient<tf.TileAttrs>({ kernelName: 'Tile', inputsToSave: ['x'] }, ({ dy, saved, attrs }) => {
  const { shape } = savedTensor(saved, 0);
  const repeated = shape.flatMap((size, axis) => {
    const repeats = attrs.reps[axis] ?? 1;
    return repeats === 1 ? [size] : [repeats, size];
  });
  const axes = attrs.reps
    .map((repeats, axis) => (repeats === 1 ? -1 : axis + attrs.reps.slice(0, axis).filter((r) => r !== 1).length))
    .filter((axis) => axis >= 0);
  return { x: () => tf.reshape(axes.length === 0 ? dy : tf.sum(tf.reshape(dy, repeated), axes), shape) };
});

/**
 * The gradient of a kernel that takes a tensor apart: the gradients of the parts are put together again. tfjs hands over that
 * of a single part by itself, of which tfjs-core's own know nothing.
 */
function parting(kernelName: string, input: string, join: typeof tf.stack): tf.GradConfig {
  return {
    kernelName,
    gradFunc: (dy: tf.Tensor | tf.Tensor[], _, attrs) => ({
      [input]: () => join(Array.isArray(dy) ? dy : [dy], attrs['axis'] as number),
    }),
  };
}

/** x lies on the diagonal of a matrix, whatever its rank. */
const diag = gradient({ kernelName: 'Diag', inputsToSave: ['x'] }, ({ dy, saved }) => {
  const { shape, size } = savedTensor(saved, 0);
  return { x: () => tf.reshape(tf.stridedSlice(tf.reshape(dy, [-1]), [0], [size * size], [size + 1]), shape) };
});

export const rearrangeGradients: readonly tf.GradConfig[] = [
  diag,
  tile,
  parting('SplitV', 'x', tf.concat),
  parting('Unpack', 'value', tf.stack),
  rearrangement('FlipLeftRight', 'image'),
  rearrangement('MirrorPad', 'x'),
  rearrangement('StridedSlice', 'x'),
];
