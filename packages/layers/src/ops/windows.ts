import { formatShape, ShapeError, type Shape } from '@argali/core';

/** How a window moves along the spatial axes; every array has one entry for each of them. */
export interface Windows {
  size: readonly number[];
  strides: readonly number[];
  dilations: readonly number[];
  padding: 'valid' | 'same' | 'causal';
}

/** How many places the window takes along one axis of the given length; `null` if that is unknown. */
export function windowCount(length: number | null, windows: Windows, axis: number): number | null {
  if (length === null) return null;
  const stride = windows.strides[axis] ?? 1;
  if (windows.padding !== 'valid') return Math.ceil(length / stride);
  return Math.floor((length - windowReach(windows, axis)) / stride) + 1;
}

/** How many entries a window spans along one axis, gaps included. */
export function windowReach({ size, dilations }: Windows, axis: number): number {
  return ((size[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
}

/** The spatial sizes of the output. Throws a `ShapeError`, naming `layer`, where no window fits. */
export function windowedSizes(spatial: Shape, windows: Windows, layer: string): (number | null)[] {
  const sizes = spatial.map((length, axis) => windowCount(length, windows, axis));
  if (sizes.some((size) => size !== null && size <= 0))
    throw new ShapeError(
      `${layer}: expected spatial sizes of at least ${formatShape(spatial.map((_, axis) => windowReach(windows, axis)))}, the reach of its window. Received: ${formatShape(spatial)}`,
    );
  return sizes;
}
