/** Axes that the kernel can walk (`AXES` in src/assembly/copy.ts). */
const MAX_AXES = 8;

/** Which elements of two arrays belong together: extents and strides (in elements) of each axis, outermost first. */
export interface StridedView {
  extents: readonly number[];
  from: readonly number[];
  to: readonly number[];
  /** Size of an element. */
  bytes: number;
}

interface Axis {
  size: number;
  from: number;
  to: number;
}

/** Distance in elements between neighbours of each axis of a contiguous array. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}

/**
 * The integers of `StridedCopy` in src/assembly/copy.ts; `undefined` when it takes more than eight axes. Axes of size 1
 * are left out, neighbours that one stride can walk are joined, and of the remaining axes the one that is contiguous in
 * the source comes second, since the kernel then copies whole planes.
 */
export function copyPlan({ extents, from, to, bytes }: StridedView): number[] | undefined {
  const axes: Axis[] = [];
  for (let axis = extents.length - 1; axis >= 0; axis--) {
    const next = { size: extents[axis] ?? 1, from: from[axis] ?? 0, to: to[axis] ?? 0 };
    const last = axes.at(-1);
    if (next.size === 1) continue;
    if (last && next.from === last.from * last.size && next.to === last.to * last.size) last.size *= next.size;
    else axes.push(next);
  }
  if (axes.length === 0) axes.push({ size: 1, from: 1, to: 1 });
  if (axes.length > MAX_AXES) return undefined;
  const across = axes.findIndex((axis, i) => i > 0 && axis.from === 1);
  if (across > 1) axes.splice(1, 0, ...axes.splice(across, 1));
  return integersOf(axes, bytes);
}

/** The number of axes, then all sizes, all source strides and all target strides in bytes. */
function integersOf(axes: Axis[], bytes: number): number[] {
  const plan = new Array<number>(1 + 3 * MAX_AXES).fill(0);
  plan[0] = axes.length;
  axes.forEach(({ size, from, to }, i) => {
    plan[1 + i] = size;
    plan[1 + MAX_AXES + i] = from * bytes;
    plan[1 + 2 * MAX_AXES + i] = to * bytes;
  });
  return plan;
}
