// Comparisons and logic of two arrays, element by element, with broadcasting. The answers are bytes.
import { A, B, Broadcast, extent, innerStride, nextRow, offset, startWalk } from './broadcast';

const EQUAL: i32 = 0;
const NOT_EQUAL: i32 = 1;
const LESS: i32 = 2;
const LESS_EQUAL: i32 = 3;
const GREATER: i32 = 4;
const GREATER_EQUAL: i32 = 5;
const AND: i32 = 6;
const OR: i32 = 7;
const XOR: i32 = 8;

const FLOATS: i32 = 0;
const INTEGERS: i32 = 1;

@inline
function holds<T>(question: i32, a: T, b: T): bool {
  if (question == EQUAL) return a == b;
  if (question == NOT_EQUAL) return a != b;
  if (question == LESS) return a < b;
  if (question == LESS_EQUAL) return a <= b;
  if (question == GREATER) return a > b;
  if (question == GREATER_EQUAL) return a >= b;
  const isA = a != <T>0, isB = b != <T>0;
  if (question == AND) return isA && isB;
  if (question == OR) return isA || isB;
  return isA != isB;
}

/** Strides of the walk are those of 4-byte numbers. */
@inline
function walk<T>(question: i32, shape: Broadcast, a: usize, b: usize, to: usize): void {
  const count = extent(shape, 0), narrow = <usize>(2 - alignof<T>());
  const aStep = innerStride(shape, A) >> narrow, bStep = innerStride(shape, B) >> narrow;
  startWalk(shape);
  do {
    let from = a + (offset(shape, A) >> narrow), other = b + (offset(shape, B) >> narrow);
    for (const end = to + <usize>count; to < end; to++) {
      store<u8>(to, <u8>holds<T>(question, load<T>(from), load<T>(other)));
      from += aStep;
      other += bStep;
    }
  } while (nextRow(shape));
}

@inline
function ask<T>(question: i32, shape: Broadcast, a: usize, b: usize, to: usize): void {
  if (question == EQUAL) walk<T>(EQUAL, shape, a, b, to);
  else if (question == NOT_EQUAL) walk<T>(NOT_EQUAL, shape, a, b, to);
  else if (question == LESS) walk<T>(LESS, shape, a, b, to);
  else if (question == LESS_EQUAL) walk<T>(LESS_EQUAL, shape, a, b, to);
  else if (question == GREATER) walk<T>(GREATER, shape, a, b, to);
  else if (question == GREATER_EQUAL) walk<T>(GREATER_EQUAL, shape, a, b, to);
  else if (question == AND) walk<T>(AND, shape, a, b, to);
  else if (question == OR) walk<T>(OR, shape, a, b, to);
  else walk<T>(XOR, shape, a, b, to);
}

/** `question` and `type` by their numbers in src/kernels/comparison.ts. */
export function compare(question: i32, type: i32, shape: Broadcast, a: usize, b: usize, to: usize): void {
  if (type == FLOATS) ask<f32>(question, shape, a, b, to);
  else if (type == INTEGERS) ask<i32>(question, shape, a, b, to);
  else ask<u8>(question, shape, a, b, to);
}

/** True where x is not. */
export function logicalNot(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i++) store<u8>(y + i, <u8>!load<u8>(x + i));
}
