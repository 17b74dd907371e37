import type { Tensor } from '@tensorflow/tfjs-core';
import { multiplyAlong } from './along-axis.ts';

/** How values between pixels are made. */
export type Interpolation = 'bilinear' | 'bicubic' | 'lanczos3' | 'lanczos5';

export interface ResizeOptions {
  interpolation: Interpolation | 'nearest';
  /** Whether all pixels have a share in a smaller image, not only those near the samples. Default: false. */
  antialias?: boolean;
}

/**
 * Images of another size: `[batch, height, width, channels]` → `[batch, …size, channels]`. Pixels are squares whose centres
 * are sampled; each axis is a product with a matrix of weights, so gradients come of themselves.
 */
export function resize(x: Tensor, [height, width]: readonly [number, number], options: ResizeOptions): Tensor {
  const [, rows = 1, columns = 1] = x.shape;
  const tall = multiplyAlong(x, weights(rows, height, options), 1);
  return multiplyAlong(tall, weights(columns, width, options), 2);
}

/** How much each of `from` entries counts in each of `to` samples; every row sums to 1. */
function weights(from: number, to: number, { interpolation, antialias = false }: ResizeOptions): number[][] {
  const spread = antialias ? Math.max(1, from / to) : 1;
  return Array.from({ length: to }, (_, sample) => {
    const center = ((sample + 0.5) * from) / to - 0.5;
    const row = Array.from({ length: from }, (_, entry) => {
      if (interpolation === 'nearest') return entry === Math.floor(center + 0.5) ? 1 : 0;
      return kernels[interpolation](Math.abs(center - entry) / spread);
    });
    const total = row.reduce((sum, weight) => sum + weight, 0);
    return row.map((weight) => weight / total);
  });
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
