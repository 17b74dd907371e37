// What the optimizer updates share: four weights at a time. Sizes need not be multiples of four: the last part is computed
// like a whole vector and stored in part.
import { loadPart, storePart, sumLanes } from './vector';

/** Four floats, or as many as are left; the other lanes then repeat the first one. */
@inline
export function read(at: usize, rest: i32): v128 {
  return rest < 4 ? loadPart(at, rest) : v128.load(at);
}

/** Stores four floats, or as many as are left. */
@inline
export function write(at: usize, value: v128, rest: i32): void {
  if (rest < 4) storePart(at, value, rest);
  else v128.store(at, value);
}

/** a + (b - a) · part. */
@inline
export function mix(a: v128, b: v128, part: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), part));
}

/** The square of every lane that `read` filled from memory, 0 in those that repeat another. */
@inline
export function squares(value: v128, rest: i32): v128 {
  const square = f32x4.mul(value, value);
  return rest < 4 ? v128.and(square, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest))) : square;
}

/** How many values are summed in single precision, before the sum goes on in double precision. */
export const BLOCK: i32 = 1024;

/** The sum of squares. */
export function squaredNorm(x: usize, count: i32): f64 {
  let total: f64 = 0;
  while (count > 0) {
    let sum = f32x4.splat(0);
    for (let rest = min(count, BLOCK); rest > 0; rest -= 4) {
      sum = f32x4.add(sum, squares(read(x, rest), rest));
      x += 16;
    }
    total += sumLanes(sum);
    count -= BLOCK;
  }
  return total;
}
