import { hasKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { rectifiedMaxPool, type ImageWindows } from './rectified-max-pool.ts';
import { isRectified } from './rectified.ts';
import type { Windows } from './windows.ts';

/** The largest entry of each window: `[batch, …, channels]` → `[batch, …, channels]`. */
export function maxPool(x: Tensor, windows: Windows): Tensor {
  return asImages(x, windows, (images, imageWindows) => {
    if (isRectified(images) && hasKernel('RectifiedMaxPool')) return rectifiedMaxPool(images, imageWindows);
    const { size, strides, padding } = imageWindows;
    return tf.maxPool(images, size as Pair, strides as Pair, padding);
  });
}

/** The mean of each window; what lies in the padding does not count. `[batch, …, channels]` → `[batch, …, channels]`. */
export function averagePool(x: Tensor, windows: Windows): Tensor {
  return asImages(x, windows, (images, { size, strides, padding }) =>
    tf.avgPool(images, size as Pair, strides as Pair, padding),
  );
}

type Pair = [number, number];

/**
 * Pools sequences and volumes by a pooling of images: a sequence is an image one row high; of a volume its planes are
 * pooled first, then what they leave along the depth, as maxima and means of whole windows allow.
 */
function asImages(x: Tensor, windows: Windows, pool: (images: Tensor4D, windows: ImageWindows) => Tensor): Tensor {
  const padding = windows.padding === 'same' ? 'same' : 'valid';
  const { size, strides } = windows;
  if (x.rank === 3)
    return tf.squeeze(pool(tf.expandDims(x, 1), { size: [1, ...size], strides: [1, ...strides], padding }), [1]);
  if (x.rank === 4) return pool(x as Tensor4D, { size, strides, padding });
  const [batch = 1, depth = 1, height = 1, width = 1, channels = 1] = x.shape;
  const planes = pool(tf.reshape(x, [batch * depth, height, width, channels]), {
    size: size.slice(1),
    strides: strides.slice(1),
    padding,
  });
  const [, rows = 1, columns = 1] = planes.shape;
  const columnsOfPlanes = pool(tf.reshape(planes, [batch, depth, rows * columns, channels]), {
    size: [size[0] ?? 1, 1],
    strides: [strides[0] ?? 1, 1],
    padding,
  });
  return tf.reshape(columnsOfPlanes, [batch, columnsOfPlanes.shape[1] ?? 1, rows, columns, channels]);
}
