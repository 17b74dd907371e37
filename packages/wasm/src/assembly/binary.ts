// Functions of two arrays, element by element, with broadcasting.
import { A, B, Broadcast, extent, innerStride, nextRow, offset, startWalk } from './broadcast';
import { loadPart, storePart } from './vector';

const ADD: i32 = 0;
const SUBTRACT: i32 = 1;
const MULTIPLY: i32 = 2;
const DIVIDE: i32 = 3;
const MAXIMUM: i32 = 4;
const MINIMUM: i32 = 5;
const SQUARED_DIFFERENCE: i32 = 6;
const PRELU: i32 = 7;

@inline
function apply(kind: i32, a: v128, b: v128): v128 {
  if (kind == ADD) return f32x4.add(a, b);
  if (kind == SUBTRACT) return f32x4.sub(a, b);
  if (kind == MULTIPLY) return f32x4.mul(a, b);
  if (kind == DIVIDE) return f32x4.div(a, b);
  if (kind == MAXIMUM) return f32x4.max(a, b);
  if (kind == MINIMUM) return f32x4.min(a, b);
  if (kind == SQUARED_DIFFERENCE) return f32x4.mul(f32x4.sub(a, b), f32x4.sub(a, b));
  // Of prelu: a where it is not negative, otherwise a · b.
  return v128.bitselect(f32x4.mul(a, b), a, f32x4.lt(a, f32x4.splat(0)));
}

/** One row: an argument with stride 0 is a single number. */
@inline
function row(kind: i32, a: usize, b: usize, to: usize, count: i32, aStride: usize, bStride: usize): void {
  const end = to + (<usize>(count & ~3) << 2), rest = count & 3;
  if (!bStride) {
    const fixed = v128.load32_splat(b);
    for (; to < end; to += 16, a += 16) v128.store(to, apply(kind, v128.load(a), fixed));
    if (rest) storePart(to, apply(kind, loadPart(a, rest), fixed), rest);
  } else if (!aStride) {
    const fixed = v128.load32_splat(a);
    for (; to < end; to += 16, b += 16) v128.store(to, apply(kind, fixed, v128.load(b)));
    if (rest) storePart(to, apply(kind, fixed, loadPart(b, rest)), rest);
  } else {
    for (; to < end; to += 16, a += 16, b += 16) v128.store(to, apply(kind, v128.load(a), v128.load(b)));
    if (rest) storePart(to, apply(kind, loadPart(a, rest), loadPart(b, rest)), rest);
  }
}

@inline
function broadcast(kind: i32, shape: Broadcast, a: usize, b: usize, to: usize): void {
  const count = extent(shape, 0), aStride = innerStride(shape, A), bStride = innerStride(shape, B);
  startWalk(shape);
  do {
    row(kind, a + offset(shape, A), b + offset(shape, B), to, count, aStride, bStride);
    to += <usize>count << 2;
  } while (nextRow(shape));
}

export function add(shape: Broadcast, a: usize, b: usize, to: usize): void { broadcast(ADD, shape, a, b, to); }
export function subtract(shape: Broadcast, a: usize, b: usize, to: usize): void { broadcast(SUBTRACT, shape, a, b, to); }
export function multiply(shape: Broadcast, a: usize, b: usize, to: usize): void { broadcast(MULTIPLY, shape, a, b, to); }
export function divide(shape: Broadcast, a: usize, b: usize, to: usize): void { broadcast(DIVIDE, shape, a, b, to); }
export function maximum(shape: Broadcast, a: usize, b: usize, to: usize): void { broadcast(MAXIMUM, shape, a, b, to); }
export function minimum(shape: Broadcast, a: usize, b: usize, to: usize): void { broadcast(MINIMUM, shape, a, b, to); }
export function squaredDifference(shape: Broadcast, a: usize, b: usize, to: usize): void {
  broadcast(SQUARED_DIFFERENCE, shape, a, b, to);
}
/** a where a ≥ 0, otherwise a · b. */
export function prelu(shape: Broadcast, a: usize, b: usize, to: usize): void { broadcast(PRELU, shape, a, b, to); }
