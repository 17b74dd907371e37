// Philox4x32-10: block number i of a stream is a function of i, the seed and the step alone (Salmon et al., "Parallel
// random numbers: as easy as 1, 2, 3", SC11). Four blocks at a time, one a lane.
import { loadPart, storePart, storeTransposed } from './vector';

const MULTIPLIER_0: i32 = <i32>0xd2511f53;
const MULTIPLIER_1: i32 = <i32>0xcd9e8d57;
const KEY_STEP_0: i32 = <i32>0x9e3779b9;
const KEY_STEP_1: i32 = <i32>0xbb67ae85;

/** Upper halves of the 64-bit products of unsigned lanes. */
@inline
function multiplyHigh(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b), 1, 3, 5, 7);
}

/** Writes the sixteen words of the blocks `first`..`first + 3` in order. The key is the seed, the counter block and step. */
function fillBlocks(first: i32, seed: i32, step: i32, to: usize): void {
  const m0 = i32x4.splat(MULTIPLIER_0), m1 = i32x4.splat(MULTIPLIER_1);
  let c0 = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3)), c1 = i32x4.splat(0);
  let c2 = i32x4.splat(step), c3 = i32x4.splat(0), k0 = seed, k1 = 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(c0, m0), high1 = multiplyHigh(c2, m1), low0 = i32x4.mul(c0, m0), low1 = i32x4.mul(c2, m1);
    c0 = v128.xor(v128.xor(high1, c1), i32x4.splat(k0));
    c1 = low1;
    c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(k1));
    c3 = low0;
    k0 += KEY_STEP_0;
    k1 += KEY_STEP_1;
  }
  storeTransposed(c0, c1, c2, c3, to, 16);
}

/**
 * to = x · low where the random word lies below `limit`, otherwise x · high; without x (0) low and high themselves.
 * `scratch` takes 64 bytes.
 */
export function randomChoice(
  x: usize, count: i32, seed: i32, step: i32, limit: i32, low: f32, high: f32, to: usize, scratch: usize,
): void {
  const limit4 = i32x4.splat(limit), low4 = f32x4.splat(low), high4 = f32x4.splat(high);
  for (let start = 0; start < count; start += 16) {
    fillBlocks(start >> 2, seed, step, scratch);
    const end = min(count - start, 16);
    for (let i = 0; i < end; i += 4) {
      const at = <usize>(start + i) << 2, rest = end - i;
      let value = v128.bitselect(low4, high4, i32x4.lt_u(v128.load(scratch + (<usize>i << 2)), limit4));
      if (x) value = f32x4.mul(value, rest < 4 ? loadPart(x + at, rest) : v128.load(x + at));
      if (rest < 4) storePart(to + at, value, rest);
      else v128.store(to + at, value);
    }
  }
}
