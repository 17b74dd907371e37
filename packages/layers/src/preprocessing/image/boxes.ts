import { tensor4d, type Tensor } from '@tensorflow/tfjs-core';
import type { ImageShape } from './base-image-layer.ts';

/** A part of an image: its upper left corner and its size, in pixels, with fractions. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Which pixels lie in the box of their image: bool, `[batch, height, width, 1]`. */
export function boxMask(boxes: readonly Box[], { height, width }: ImageShape): Tensor {
  const inside = new Uint8Array(boxes.length * height * width);
  boxes.forEach((box, image) => {
    for (let y = Math.max(0, Math.ceil(box.y)); y < Math.min(height, box.y + box.height); y++)
      for (let x = Math.max(0, Math.ceil(box.x)); x < Math.min(width, box.x + box.width); x++)
        inside[(image * height + y) * width + x] = 1;
  });
  return tensor4d(inside, [boxes.length, height, width, 1], 'bool');
}
