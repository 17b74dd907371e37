import { util } from '@tensorflow/tfjs-core';

/** Axes that the kernels can walk (`AXES` in src/assembly/binary.ts). */
const MAX_AXES = 8;

interface Axis {
  size: number;
  aStride: number;
  bStride: number;
}

/**
 * How to walk two arrays of shapes `a` and `b` broadcast to `shape`, as the integers of `Broadcast` in
 * src/assembly/binary.ts; `undefined` when it takes more than eight axes. Axes of size 1 are left out, and neighbours that
 * one stride can walk are joined, so that most calls have one or two.
 */
export function broadcastPlan(a: number[], b: number[], shape: number[]): number[] | undefined {
  if (util.arraysEqual(a, b)) return integersOf([{ size: util.sizeFromShape(shape), aStride: 4, bStride: 4 }]);
  const axes: Axis[] = [];
  let aSize = 1;
  let bSize = 1;
  for (let axis = 1; axis <= shape.length; axis++) {
    const size = shape[shape.length - axis] ?? 1;
    const aRepeats = (a[a.length - axis] ?? 1) === 1;
    const bRepeats = (b[b.length - axis] ?? 1) === 1;
    if (size === 1) continue;
    const next = { size, aStride: aRepeats ? 0 : aSize * 4, bStride: bRepeats ? 0 : bSize * 4 };
    const last = axes.at(-1);
    if (last && continues(last.aStride, next.aStride, last.size) && continues(last.bStride, next.bStride, last.size)) {
      last.size *= size;
    } else axes.push(next);
    if (!aRepeats) aSize *= size;
    if (!bRepeats) bSize *= size;
  }
  if (axes.length === 0) axes.push({ size: 1, aStride: 4, bStride: 4 });
  return axes.length > MAX_AXES ? undefined : integersOf(axes);
}

/** True when an outer axis goes on where the inner one ends (or both stand still). */
function continues(innerStride: number, outerStride: number, innerSize: number): boolean {
  return outerStride === innerStride * innerSize;
}

/** The number of axes, then all sizes, all strides of a and all strides of b. */
function integersOf(axes: Axis[]): number[] {
  const plan = new Array<number>(1 + 3 * MAX_AXES).fill(0);
  plan[0] = axes.length;
  axes.forEach(({ size, aStride, bStride }, i) => {
    plan[1 + i] = size;
    plan[1 + MAX_AXES + i] = aStride;
    plan[1 + 2 * MAX_AXES + i] = bStride;
  });
  return plan;
}
