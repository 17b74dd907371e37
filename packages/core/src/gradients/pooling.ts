import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../kernels.ts';
import { gradient, savedTensor } from './tape.ts';

/** One spatial axis of a pooling. */
interface Axis {
  size: number;
  before: number;
  after: number;
  outputs: number;
  stride: number;
  window: number;
}

type Info = tf.backend_util.Conv2DInfo | tf.backend_util.Conv3DInfo;

/** The spatial axes of a pooling over two or three of them, the slowest first. */
function axesOf(info: Info): Axis[] {
  const { top, bottom, left, right } = info.padInfo;
  const plane: Axis[] = [
    {
      size: info.inHeight,
      before: top,
      after: bottom,
      outputs: info.outHeight,
      stride: info.strideHeight,
      window: info.filterHeight,
    },
    {
      size: info.inWidth,
      before: left,
      after: right,
      outputs: info.outWidth,
      stride: info.strideWidth,
      window: info.filterWidth,
    },
  ];
  if (!('inDepth' in info)) return plane;
  const { front, back } = info.padInfo;
  return [
    {
      size: info.inDepth,
      before: front,
      after: back,
      outputs: info.outDepth,
      stride: info.strideDepth,
      window: info.filterDepth,
    },
    ...plane,
  ];
}

/** By how much each window of an axis is longer than what of it lies inside the image. */
function excess({ size, before, outputs, stride, window }: Axis): number[] {
  return Array.from({ length: outputs }, (_, i) => {
    const start = i * stride - before;
    return window / Math.max(Math.min(start + window, size) - Math.max(start, 0), 1);
  });
}

/** Whether no window of an axis reaches beyond the image. */
function isInside({ size, before, after, outputs, stride, window }: Axis): boolean {
  return before <= 0 && after <= 0 && (outputs - 1) * stride + window <= size;
}

type PoolAttrs = tf.AvgPoolAttrs & tf.AvgPool3DAttrs;

function geometry(shape: number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttrs): Info {
  const given = [shape, filterSize, strides, 1, pad, dimRoundingMode];
  if (shape.length === 5)
    return tf.backend_util.computePool3DInfo(...(given as Parameters<typeof tf.backend_util.computePool3DInfo>));
  return tf.backend_util.computePool2DInfo(...(given as Parameters<typeof tf.backend_util.computePool2DInfo>));
}

/**
 * The gradient of average pooling. tfjs divides by the full window where padding cuts it off; so dy is scaled by full
 * window over true window, and the plain gradient is taken on the padded image and cut out.
 */
function averagePoolGradient(kernelName: string, gradientName: string): tf.GradConfig {
  return gradient<PoolAttrs>({ kernelName, inputsToSave: ['x'] }, ({ dy, saved, attrs }) => {
    const x = savedTensor(saved, 0);
    const { filterSize, strides } = attrs;
    const plain = (gradientOfY: tf.Tensor, input: tf.Tensor): tf.Tensor =>
      savedTensor(runKernel(gradientName, { dy: gradientOfY, input }, { filterSize, strides, pad: 'valid' }), 0);
    return {
      x: () => {
        if (hasKernel('AveragePoolGradient'))
          return savedTensor(runKernel('AveragePoolGradient', { dy, input: x }, attrs), 0);
        const axes = axesOf(geometry(x.shape, attrs));
        if (axes.every(isInside)) return plain(dy, x);
        const scaled = axes.reduce<tf.Tensor>((scaledSoFar, axis, i) => {
          const shape = dy.shape.map((_, a) => (a === i + 1 ? axis.outputs : 1));
          return tf.mul(scaledSoFar, tf.tensor(excess(axis), shape));
        }, dy);
        const padded = axes.map(({ size, before, after, outputs, stride, window }) =>
          Math.max(size + before + after, (outputs - 1) * stride + window),
        );
        const wide = plain(scaled, tf.zeros([x.shape[0], ...padded, x.shape.at(-1) ?? 1]));
        return tf.slice(wide, [0, ...axes.map(({ before }) => before), 0], x.shape);
      },
    };
  });
}

export const poolingGradients: readonly tf.GradConfig[] = [
  averagePoolGradient('AvgPool', 'AvgPoolGrad'),
  averagePoolGradient('AvgPool3D', 'AvgPool3DGrad'),
];
