import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Values } from '../heap.ts';
import type { Kernel, KernelTable } from '../kernel.ts';

/** What of a browser's canvas it takes. */
interface Canvas {
  width: number;
  height: number;
  getContext(type: '2d', attributes: object): { putImageData(image: object, x: number, y: number): void } | null;
}

interface DrawAttrs {
  canvas: Canvas;
  options?: {
    imageOptions?: { alpha?: number };
    contextOptions?: { contextType?: string; contextAttributes?: object };
  };
}

/** The pixels of an image [height, width, 1, 3 or 4 channels]: floats in 0..1, whole numbers in 0..255. */
function pixelsOf(values: Values, { dtype, shape }: TensorInfo, alpha: number): Uint8ClampedArray<ArrayBuffer> {
  const [height = 0, width = 0, channels = 1] = shape;
  const top = dtype === 'float32' ? 1 : 255;
  const wrong = values.find((value) => !(value >= 0 && value <= top));
  if (wrong !== undefined) throw new Error(`Draw: expected ${dtype} values in 0..${top}. Received: ${wrong}`);
  const pixels = new Uint8ClampedArray(height * width * 4).fill(255 * alpha);
  for (let i = 0; i < height * width; i++) {
    for (let channel = 0; channel < Math.max(channels, 3); channel++) {
      const value = values[i * channels + (channels === 1 ? 0 : channel)] ?? 0;
      pixels[4 * i + channel] = Math.round(value * (255 / top));
    }
  }
  return pixels;
}

/** Draws an image on a canvas, which takes its size. */
const draw: Kernel<{ image: TensorInfo }, DrawAttrs> = ({ inputs: { image }, attrs: { canvas, options }, heap }) => {
  if (image.dtype !== 'float32' && image.dtype !== 'int32') return undefined;
  const { contextType = '2d', contextAttributes = {} } = options?.contextOptions ?? {};
  const context = contextType === '2d' ? canvas.getContext('2d', contextAttributes) : null;
  if (context === null)
    throw new Error(`Draw: expected a canvas with a context of the type '2d'. Received: contextType='${contextType}'`);
  const [height = 0, width = 0] = image.shape;
  const pixels = pixelsOf(heap.read(image), image, options?.imageOptions?.alpha ?? 1);
  Object.assign(canvas, { width, height });
  context.putImageData(new ImageData(pixels, width, height), 0, 0);
  return image;
};

/** Kernels that need a browser. */
export const canvasKernels: KernelTable = { Draw: draw };
