import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** How values between pixels are made. */
export type Interpolation = 'bilinear' | 'bicubic' | 'lanczos3' | 'lanczos5';

/**
 * Images of another size: `[batch, height, width, channels]` → `[batch, …size, channels]`. Pixels are squares whose centres
 * are sampled; each axis is a product with a matrix of weights, so gradients come of themselves.
 */
export function resize(x: Tensor, size: readonly [number, number], interpolation: Interpolation): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const [rows, columns] = size;
  const tall = tf.matMul(weights(height, rows, interpolation), tf.reshape(x, [batch, height, width * channels]));
  const wide = tf.matMul(weights(width, columns, interpolation), tf.reshape(tall, [batch * rows, width, channels]));
  return tf.reshape(wide, [batch, rows, columns, channels]);
}

/** How much each of `from` entries counts in each of `to` samples: `[1, to, from]`; every row sums to 1. */
function weights(from: number, to: number, interpolation: Interpolation): Tensor {
  const kernel = kernels[interpolation];
  const rows = Array.from({ length: to }, (_, sample) => {
    const center = ((sample + 0.5) * from) / to - 0.5;
    const row = Array.from({ length: from }, (_, entry) => kernel(Math.abs(center - entry)));
    const total = row.reduce((sum, weight) => sum + weight, 0);
    return row.map((weight) => weight / total);
  });
  return tf.tensor([rows]);
}

/** Weight of an entry at a distance from the sample. */
const kernels: Record<Interpolation, (distance: number) => number> = {
  bilinear: (distance) => Math.max(0, 1 - distance),
  bicubic: (distance) => {
    if (distance < 1) return (1.5 * distance - 2.5) * distance ** 2 + 1;
    return distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0;
  },
  lanczos3: (distance) => lanczos(distance, 3),
  lanczos5: (distance) => lanczos(distance, 5),
};

function lanczos(distance: number, radius: number): number {
  if (distance > radius) return 0;
  if (distance < 1e-3) return 1;
  const angle = Math.PI * distance;
  return (radius * Math.sin(angle) * Math.sin(angle / radius)) / angle ** 2;
}
