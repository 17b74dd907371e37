// Arithmetic of complex numbers (pairs of floats), one by one with broadcasting, in double precision.
import { A, B, Broadcast, extent, innerStride, nextRow, offset, startWalk } from './broadcast';
import { demote, promote, times } from './fourier';

const ADD: i32 = 0;
const SUBTRACT: i32 = 1;
const MULTIPLY: i32 = 2;

const BYTES: usize = 8;

@inline
function apply(kind: i32, a: v128, b: v128): v128 {
  if (kind == ADD) return f64x2.add(a, b);
  return kind == SUBTRACT ? f64x2.sub(a, b) : times(a, b);
}

/** Strides of the walk are those of 4-byte numbers. */
@inline
function walk(kind: i32, shape: Broadcast, a: usize, b: usize, to: usize): void {
  const count = extent(shape, 0), aStep = innerStride(shape, A) << 1, bStep = innerStride(shape, B) << 1;
  startWalk(shape);
  do {
    let from = a + (offset(shape, A) << 1), other = b + (offset(shape, B) << 1);
    for (const end = to + <usize>count * BYTES; to < end; to += BYTES) {
      demote(to, apply(kind, promote(from, 0), promote(other, 0)), 0);
      from += aStep;
      other += bStep;
    }
  } while (nextRow(shape));
}

export function complexAdd(shape: Broadcast, a: usize, b: usize, to: usize): void { walk(ADD, shape, a, b, to); }
export function complexSubtract(shape: Broadcast, a: usize, b: usize, to: usize): void { walk(SUBTRACT, shape, a, b, to); }
export function complexMultiply(shape: Broadcast, a: usize, b: usize, to: usize): void { walk(MULTIPLY, shape, a, b, to); }
