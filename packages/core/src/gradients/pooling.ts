import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../kernels.ts';
import { gradient, savedTensor } from './tape.ts';

/** Number of voxels of each window that lie inside the image, along one axis. */
function windowSizes(
  size: number,
  options: { before: number; outputs: number; stride: number; window: number },
): number[] {
  const { before, outputs, stride, window } = options;
  return Array.from({ length: outputs }, (_, i) => {
    const start = i * stride - before;
    return Math.max(Math.min(start + window, size) - Math.max(start, 0), 1);
  });
}

/**
 * The gradient of average pooling. tfjs divides by the full window where padding cuts it off; so dy is scaled by full
 * window over true window, and the plain gradient is taken on the padded image and cut out.
 */
const averagePool = gradient<tf.AvgPoolAttrs>(
  { kernelName: 'AvgPool', inputsToSave: ['x'] },
  ({ dy, saved, attrs }) => {
    const x = savedTensor(saved, 0);
    const { filterSize, strides, pad, dimRoundingMode } = attrs;
    const shape = x.shape as [number, number, number, number];
    const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const { top, bottom, left, right } = info.padInfo;
    const plain = (gradientOfY: tf.Tensor, input: tf.Tensor): tf.Tensor =>
      savedTensor(runKernel('AvgPoolGrad', { dy: gradientOfY, input }, { filterSize, strides, pad: 'valid' }), 0);
    return {
      x: () => {
        if (hasKernel('AveragePoolGradient'))
          return savedTensor(runKernel('AveragePoolGradient', { dy, input: x }, attrs), 0);
        if (top + bottom + left + right === 0) return plain(dy, x);
        const rows = windowSizes(info.inHeight, {
          before: top,
          outputs: info.outHeight,
          stride: info.strideHeight,
          window: info.filterHeight,
        });
        const columns = windowSizes(info.inWidth, {
          before: left,
          outputs: info.outWidth,
          stride: info.strideWidth,
          window: info.filterWidth,
        });
        const full = info.filterHeight * info.filterWidth;
        const scale = tf.tensor(
          rows.flatMap((row) => columns.map((column) => full / (row * column))),
          [1, info.outHeight, info.outWidth, 1],
        );
        const height = Math.max(
          info.inHeight + top + bottom,
          (info.outHeight - 1) * info.strideHeight + info.filterHeight,
        );
        const width = Math.max(info.inWidth + left + right, (info.outWidth - 1) * info.strideWidth + info.filterWidth);
        const padded = tf.zeros([info.batchSize, height, width, info.inChannels]);
        return tf.slice(plain(tf.mul(dy, scale), padded), [0, top, left, 0], x.shape);
      },
    };
  },
);

export const poolingGradients: readonly tf.GradConfig[] = [averagePool];
