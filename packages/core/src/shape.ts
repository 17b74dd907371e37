/** A tensor shape with its batch axis; `null` stands for a size that is not known yet, as Keras's `None`. */
export type Shape = readonly (number | null)[];

/** `[null, 28, 28, 1]` reads `(None, 28, 28, 1)`, as Keras prints it. */
export function formatShape(shape: Shape): string {
  const sizes = shape.map((size) => size ?? 'None').join(', ');
  return shape.length === 1 ? `(${sizes},)` : `(${sizes})`;
}

/** The number of elements of a fully known shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** True when both shapes have one rank and every pair of known sizes agrees. */
export function shapesMatch(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === null || b[i] === null || size === b[i]);
}

/** `axis` counted from the front: `-1` of a rank-4 tensor is `3`. */
export function positiveAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
