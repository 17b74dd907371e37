import * as tf from '@tensorflow/tfjs-core';
import { gradient, savedTensor } from './tape.ts';

interface ResizeAttrs {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/** How an axis is resized. */
interface Axis extends ResizeAttrs {
  from: number;
  to: number;
}

/** Where each new pixel takes its value: pairs of old pixel and share. */
type Shares = (axis: Axis) => [pixel: number, share: number][][];

function scaleOf({ from, to, alignCorners }: Axis): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

const bilinear: Shares = (axis) =>
  Array.from({ length: axis.to }, (_, i) => {
    const scale = scaleOf(axis);
    const source = axis.halfPixelCenters ? scale * (i + 0.5) - 0.5 : scale * i;
    const low = Math.max(0, Math.floor(source));
    const high = Math.max(0, Math.min(axis.from - 1, Math.ceil(source)));
    return [
      [low, 1 - (source - low)],
      [high, source - low],
    ];
  });

const nearest: Shares = (axis) =>
  Array.from({ length: axis.to }, (_, i) => {
    const source = scaleOf(axis) * (axis.halfPixelCenters ? i + 0.5 : i);
    const pixel = axis.alignCorners ? Math.round(source) : Math.floor(source);
    return [[Math.max(0, Math.min(axis.from - 1, pixel)), 1]];
  });

/** The transposed matrix of a resize: [from, to]. */
function backMatrix(shares: Shares, axis: Axis): tf.Tensor2D {
  const values = new Float32Array(axis.from * axis.to);
  shares(axis).forEach((pairs, i) => {
    for (const [pixel, share] of pairs) values[pixel * axis.to + i] = (values[pixel * axis.to + i] ?? 0) + share;
  });
  return tf.tensor2d(values, [axis.from, axis.to]);
}

/** A resize is one matrix for the rows and one for the columns; its gradient takes both of them back. */
function resizeGradient(kernelName: string, shares: Shares): tf.GradConfig {
  return gradient<ResizeAttrs>({ kernelName, inputsToSave: ['images'] }, ({ dy, saved, attrs }) => {
    const [batch = 0, height = 0, width = 0, channels = 0] = savedTensor(saved, 0).shape;
    const [, newHeight = 0, newWidth = 0] = dy.shape;
    return {
      images: () => {
        const rows = backMatrix(shares, { ...attrs, from: height, to: newHeight });
        const columns = backMatrix(shares, { ...attrs, from: width, to: newWidth });
        const high = tf.matMul(rows, tf.reshape(dy, [batch, newHeight, newWidth * channels]));
        const small = tf.matMul(columns, tf.reshape(high, [batch * height, newWidth, channels]));
        return tf.reshape(small, [batch, height, width, channels]);
      },
    };
  });
}

export const resizeGradients: readonly tf.GradConfig[] = [
  resizeGradient('ResizeBilinear', bilinear),
  resizeGradient('ResizeNearestNeighbor', nearest),
];
