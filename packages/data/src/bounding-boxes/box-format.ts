import {
  checkFinite,
  checkOneOf,
  invalidArgument,
  ShapeError,
  show,
  snakeCaseKey,
  toTensor,
  type TensorLike,
} from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * What the four numbers of a box are: two corners (`xyxy`: left, top, right, bottom), a corner and the size (`xywh`), or the
 * centre and the size. `rel…` formats count in shares of the image.
 */
export type BoxFormat =
  'xyxy' | 'yxyx' | 'xywh' | 'centerXywh' | 'centerYxhw' | 'relXyxy' | 'relYxyx' | 'relXywh' | 'relCenterXywh';

/** The size of the image, in pixels; relative formats need it. */
export interface ImageSize {
  height?: number | null;
  width?: number | null;
}

/** Four rows of four numbers. */
export type Matrix = readonly (readonly number[])[];

/** Each format as a linear map to `xyxy` and back: a box is a row that is multiplied by the matrix. */
const maps: Readonly<Record<string, { toCorners: Matrix; fromCorners: Matrix }>> = {
  xyxy: {
    toCorners: [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ],
    fromCorners: [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ],
  },
  yxyx: {
    toCorners: [
      [0, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 1, 0],
    ],
    fromCorners: [
      [0, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 1, 0],
    ],
  },
  xywh: {
    toCorners: [
      [1, 0, 1, 0],
      [0, 1, 0, 1],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ],
    fromCorners: [
      [1, 0, -1, 0],
      [0, 1, 0, -1],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ],
  },
  center_xywh: {
    toCorners: [
      [1, 0, 1, 0],
      [0, 1, 0, 1],
      [-0.5, 0, 0.5, 0],
      [0, -0.5, 0, 0.5],
    ],
    fromCorners: [
      [0.5, 0, -1, 0],
      [0, 0.5, 0, -1],
      [0.5, 0, 1, 0],
      [0, 0.5, 0, 1],
    ],
  },
  center_yxhw: {
    toCorners: [
      [0, 1, 0, 1],
      [1, 0, 1, 0],
      [0, -0.5, 0, 0.5],
      [-0.5, 0, 0.5, 0],
    ],
    fromCorners: [
      [0, 0.5, 0, -1],
      [0.5, 0, -1, 0],
      [0, 0.5, 0, 1],
      [0.5, 0, 1, 0],
    ],
  },
};

const formats: readonly string[] = [...Object.keys(maps), 'rel_xyxy', 'rel_yxyx', 'rel_xywh', 'rel_center_xywh'];

export interface KnownFormat {
  toCorners: Matrix;
  fromCorners: Matrix;
  isRelative: boolean;
}

/** A format under either spelling, `centerXywh` or `center_xywh`. Throws ArgumentError for an unknown one. */
export function readFormat(format: unknown, of: { owner: string; name: string }): KnownFormat {
  const name = typeof format === 'string' ? snakeCaseKey(format) : format;
  const known = checkOneOf(name, { ...of, choices: formats });
  const map = maps[known.replace('rel_', '')];
  if (map === undefined) throw invalidArgument(of, 'a format of boxes', format);
  return { ...map, isRelative: known.startsWith('rel_') };
}

/** The width and the height of the image. Throws ArgumentError unless both are positive. */
export function readSize({ height, width }: ImageSize, owner: string): [width: number, height: number] {
  const read = (name: string, value: number | null | undefined): number => {
    if (checkFinite(value, { owner, name }) > 0) return Number(value);
    throw invalidArgument({ owner, name }, 'a positive number', value);
  };
  return [read('width', width), read('height', height)];
}

/** Boxes `[…, 4]` as a float32 tensor, to be called in a tidy. Throws ShapeError for another last axis. */
export function readBoxes(boxes: TensorLike, owner: string, name: string = 'boxes'): Tensor {
  const tensor = toTensor(boxes, { name: `${owner}: ${name}`, dtype: 'float32' });
  if (tensor.rank > 0 && tensor.shape.at(-1) === 4) return tensor;
  throw new ShapeError(`${owner}: expected \`${name}\` of shape […, 4]. Received: ${name}.shape=${show(tensor.shape)}`);
}
