// Copies between strided arrays of 4-byte numbers or of bytes: slices, transposes, concatenation, padding, tiling, reversal.
import { storeTransposed } from './vector';

/** Axes of {@link StridedCopy}. */
const AXES: i32 = 8;

const LINE: i32 = 0;
const PLANE: i32 = 1;
const BYTES: i32 = 2;

/**
 * Extents, then byte strides of the source and of the target (eight of each), then eight counters for the walk. Axis 0 is
 * the one to walk fastest; a stride may be zero or negative.
 */
@unmanaged
export class StridedCopy {
  rank: i32;
}

@inline
function field(shape: StridedCopy, group: i32, axis: i32): usize {
  return changetype<usize>(shape) + 4 + (<usize>(group * AXES + axis) << 2);
}

@inline
function extent(shape: StridedCopy, axis: i32): i32 {
  return load<i32>(field(shape, 0, axis));
}

@inline
function fromStride(shape: StridedCopy, axis: i32): usize {
  return <usize>load<i32>(field(shape, 1, axis));
}

@inline
function toStride(shape: StridedCopy, axis: i32): usize {
  return <usize>load<i32>(field(shape, 2, axis));
}

/** Copies 4-byte numbers line after line or, where the source runs across the target, plane after plane. */
export function copyStrided(shape: StridedCopy, from: usize, to: usize): void {
  const isPlane = shape.rank > 1 && fromStride(shape, 0) != 4 && toStride(shape, 0) == 4 && fromStride(shape, 1) == 4;
  walk(shape, from, to, isPlane ? PLANE : LINE);
}

/** Copies bytes line after line. */
export function copyStridedBytes(shape: StridedCopy, from: usize, to: usize): void {
  walk(shape, from, to, BYTES);
}

function walk(shape: StridedCopy, from: usize, to: usize, kind: i32): void {
  const first = kind == PLANE ? 2 : 1, rank = max(shape.rank, first);
  for (let axis = first; axis < rank; axis++) store<i32>(field(shape, 3, axis), 0);
  while (true) {
    if (kind == PLANE) {
      transposePlane(from, fromStride(shape, 0), to, toStride(shape, 1), extent(shape, 0), extent(shape, 1));
    } else if (kind == BYTES) {
      copyByteLine(from, fromStride(shape, 0), to, toStride(shape, 0), extent(shape, 0));
    } else copyLine(from, fromStride(shape, 0), to, toStride(shape, 0), extent(shape, 0));
    let axis = first;
    for (; axis < rank; axis++) {
      const counter = field(shape, 3, axis), next = load<i32>(counter) + 1, last = extent(shape, axis);
      if (next < last) {
        store<i32>(counter, next);
        from += fromStride(shape, axis);
        to += toStride(shape, axis);
        break;
      }
      store<i32>(counter, 0);
      from -= fromStride(shape, axis) * <usize>(last - 1);
      to -= toStride(shape, axis) * <usize>(last - 1);
    }
    if (axis == rank) return;
  }
}

function copyLine(from: usize, step: usize, to: usize, toStep: usize, count: i32): void {
  if (step == 4 && toStep == 4) {
    copyContiguous(from, to, <usize>count << 2);
    return;
  }
  for (; count > 0; count--) {
    store<u32>(to, load<u32>(from));
    from += step;
    to += toStep;
  }
}

function copyByteLine(from: usize, step: usize, to: usize, toStep: usize, count: i32): void {
  if (step == 1 && toStep == 1) {
    memory.copy(to, from, count);
    return;
  }
  for (; count > 0; count--) {
    store<u8>(to, load<u8>(from));
    from += step;
    to += toStep;
  }
}

function copyContiguous(from: usize, to: usize, bytes: usize): void {
  if (bytes > 512) {
    memory.copy(to, from, bytes);
    return;
  }
  const end = to + (bytes & ~15);
  for (; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
  for (let i: usize = 0; i < (bytes & 15); i += 4) store<u32>(to + i, load<u32>(from + i));
}

/** Copies rows of `bytes` each, which lie as far apart as the strides say. */
export function copyRows(from: usize, fromStride: usize, to: usize, toStride: usize, rows: i32, bytes: usize): void {
  for (; rows > 0; rows--) {
    copyContiguous(from, to, bytes);
    from += fromStride;
    to += toStride;
  }
}

/** to [row, column] = from [column, row], in blocks of 4 × 4; `fromRow` and `toRow` are the strides of the rows. */
function transposePlane(from: usize, fromRow: usize, to: usize, toRow: usize, columns: i32, rows: i32): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let source = from + (<usize>row << 2), target = to + <usize>row * toRow, column = 0;
    for (; column + 4 <= columns; column += 4) {
      storeTransposed(
        v128.load(source), v128.load(source + fromRow), v128.load(source + 2 * fromRow), v128.load(source + 3 * fromRow),
        target, toRow,
      );
      source += fromRow << 2;
      target += 16;
    }
    for (; column < columns; column++) {
      for (let i: usize = 0; i < 4; i++) store<u32>(target + i * toRow, load<u32>(source + (i << 2)));
      source += fromRow;
      target += 4;
    }
  }
  for (; row < rows; row++) copyLine(from + (<usize>row << 2), fromRow, to + <usize>row * toRow, 4, columns);
}

/** Fills with one 4-byte value. */
export function fillWords(to: usize, count: i32, bits: i32): void {
  const value = i32x4.splat(bits), end = to + (<usize>(count & ~3) << 2);
  for (; to < end; to += 16) v128.store(to, value);
  for (let i: usize = 0; i < <usize>(count & 3) << 2; i += 4) store<i32>(to + i, bits);
}
