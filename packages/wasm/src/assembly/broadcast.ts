// The walk over two arrays that are broadcast to one shape: row after row of the result, counted like an odometer.

/** Axes of {@link Broadcast}, the innermost first. */
const AXES: i32 = 8;

/** The two arrays. */
export const A: i32 = 0;
export const B: i32 = 1;

/**
 * Extents of the result and byte strides of both arrays (0 where an array is repeated; of 4-byte numbers), innermost axis
 * first, eight of each. Behind them lie eight counters and the offsets of both arrays, which the walk moves on.
 */
@unmanaged
export class Broadcast {
  rank: i32;
}

@inline
function field(shape: Broadcast, group: i32, axis: i32): usize {
  return changetype<usize>(shape) + 4 + (<usize>(group * AXES + axis) << 2);
}

@inline
function counter(shape: Broadcast, axis: i32): usize {
  return field(shape, 3, axis);
}

@inline
function offsetField(shape: Broadcast, array: i32): usize {
  return field(shape, 4, array);
}

@inline
function stride(shape: Broadcast, array: i32, axis: i32): i32 {
  return load<i32>(field(shape, 1 + array, axis));
}

@inline
export function extent(shape: Broadcast, axis: i32): i32 {
  return load<i32>(field(shape, 0, axis));
}

/** Stride of an array along the innermost axis: 4 or 0. */
@inline
export function innerStride(shape: Broadcast, array: i32): usize {
  return <usize>stride(shape, array, 0);
}

/** Where the row of an array starts that belongs to the row of the result. */
@inline
export function offset(shape: Broadcast, array: i32): usize {
  return <usize>load<i32>(offsetField(shape, array));
}

@inline
function move(shape: Broadcast, array: i32, axis: i32, steps: i32): void {
  const at = offsetField(shape, array);
  store<i32>(at, load<i32>(at) + steps * stride(shape, array, axis));
}

/** Goes to the first row. */
export function startWalk(shape: Broadcast): void {
  for (let axis = 1; axis < shape.rank; axis++) store<i32>(counter(shape, axis), 0);
  store<i32>(offsetField(shape, A), 0);
  store<i32>(offsetField(shape, B), 0);
}

/** Goes to the next row; false after the last one. */
export function nextRow(shape: Broadcast): bool {
  for (let axis = 1; axis < shape.rank; axis++) {
    const at = counter(shape, axis), next = load<i32>(at) + 1, size = extent(shape, axis);
    const isEnd = next == size, steps = isEnd ? 1 - size : 1;
    store<i32>(at, isEnd ? 0 : next);
    move(shape, A, axis, steps);
    move(shape, B, axis, steps);
    if (!isEnd) return true;
  }
  return false;
}
