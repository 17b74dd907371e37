// Windows of a pooling: `run` of them, whose first voxels lie `step` bytes apart; `taps` are the byte offsets of the
// `count` voxels of a window, `bytes` the size of a voxel. Four channels at a time. Inlined in the loop over the rows, they
// read images that are not in the cache twice as fast.
import { loadPart, storePart } from './vector';

/** Voxels of a window that are added up in one go. */
const MANY_TAPS: i32 = 256;

@inline
function tapOffset(taps: usize, tap: i32): usize {
  return <usize>load<u32>(taps + (<usize>tap << 2));
}

@inline
export function maxWindows(run: i32, step: usize, x: usize, y: usize, taps: usize, count: i32, bytes: usize): void {
  const whole = bytes & ~15, rest = <i32>((bytes & 15) >> 2);
  if (count == 4 && !rest && maxOfFour(run, step, x, y, taps, bytes)) return;
  for (; run > 0; run--, x += step, y += bytes) {
    for (let c: usize = 0; c < whole; c += 16) {
      let best = f32x4.splat(-Infinity);
      for (let tap = 0; tap < count; tap++) best = f32x4.max(best, v128.load(x + tapOffset(taps, tap) + c));
      v128.store(y + c, best);
    }
    if (!rest) continue;
    let best = f32x4.splat(-Infinity);
    for (let tap = 0; tap < count; tap++) best = f32x4.max(best, loadPart(x + tapOffset(taps, tap) + whole, rest));
    storePart(y + whole, best, rest);
  }
}

/** Windows of four voxels are the usual ones. The quick maximum drops a NaN, of which the sum of all values tells. */
@inline
function maxOfFour(run: i32, step: usize, x: usize, y: usize, taps: usize, bytes: usize): bool {
  let sum = f32x4.splat(0);
  for (; run > 0; run--, x += step, y += bytes) {
    const a = x + tapOffset(taps, 0), b = x + tapOffset(taps, 1), c = x + tapOffset(taps, 2), d = x + tapOffset(taps, 3);
    for (let i: usize = 0; i < bytes; i += 16) {
      const inA = v128.load(a + i), inB = v128.load(b + i), inC = v128.load(c + i), inD = v128.load(d + i);
      v128.store(y + i, f32x4.pmax(f32x4.pmax(inA, inB), f32x4.pmax(inC, inD)));
      sum = f32x4.add(sum, f32x4.add(f32x4.add(inA, inB), f32x4.add(inC, inD)));
    }
  }
  return !v128.any_true(f32x4.ne(sum, sum));
}

/** Of a large window, part after part. Four channels, or the `rest`. */
@inline
function sumOfTaps(x: usize, taps: usize, count: i32, rest: i32): v128 {
  let total = f32x4.splat(0);
  for (let tap = 0; tap < count;) {
    let sum = f32x4.splat(0);
    for (const stop = min(tap + MANY_TAPS, count); tap < stop; tap++) {
      const at = x + tapOffset(taps, tap);
      sum = f32x4.add(sum, rest ? loadPart(at, rest) : v128.load(at));
    }
    total = f32x4.add(total, sum);
  }
  return total;
}

@inline
export function averageWindows(run: i32, step: usize, x: usize, y: usize, taps: usize, count: i32, bytes: usize): void {
  const whole = bytes & ~15, rest = <i32>((bytes & 15) >> 2), divisor = f32x4.splat(<f32>max(count, 1));
  if (count == 4 && !rest) {
    averageOfFour(run, step, x, y, taps, bytes);
    return;
  }
  for (; run > 0; run--, x += step, y += bytes) {
    for (let c: usize = 0; c < whole; c += 16) {
      v128.store(y + c, f32x4.div(sumOfTaps(x + c, taps, count, 0), divisor));
    }
    if (rest) storePart(y + whole, f32x4.div(sumOfTaps(x + whole, taps, count, rest), divisor), rest);
  }
}

@inline
function averageOfFour(run: i32, step: usize, x: usize, y: usize, taps: usize, bytes: usize): void {
  const quarter = f32x4.splat(0.25);
  for (; run > 0; run--, x += step, y += bytes) {
    const a = x + tapOffset(taps, 0), b = x + tapOffset(taps, 1), c = x + tapOffset(taps, 2), d = x + tapOffset(taps, 3);
    for (let i: usize = 0; i < bytes; i += 16) {
      const ab = f32x4.add(v128.load(a + i), v128.load(b + i)), cd = f32x4.add(v128.load(c + i), v128.load(d + i));
      v128.store(y + i, f32x4.mul(f32x4.add(ab, cd), quarter));
    }
  }
}

/**
 * Where windows are disjoint there is nothing yet to add to. With `sums` only maxima above zero pass their gradient on,
 * and what they pass on is added to `sums`, one for each channel.
 */
@inline
export function maxGradientWindows(
  run: i32, step: usize, x: usize, y: usize, dy: usize, dx: usize, taps: usize, count: i32, bytes: usize,
  isDisjoint: bool, sums: usize,
): void {
  if (count == 4 && isDisjoint && !(bytes & 15)) {
    gradientOfFour(run, step, x, y, dy, dx, taps, bytes, sums);
    return;
  }
  for (; run > 0; run--, x += step, dx += step, y += bytes, dy += bytes) {
    maxGradientWindow(x, y, dy, dx, taps, count, bytes, isDisjoint, sums);
  }
}

/** dY [c], or zero where a relu lets nothing through; added to `sums`. */
@inline
function passedOn(y: v128, dy: v128, sums: usize): v128 {
  if (!sums) return dy;
  const gradient = v128.and(dy, f32x4.gt(y, f32x4.splat(0)));
  v128.store(sums, f32x4.add(v128.load(sums), gradient));
  return gradient;
}

function maxGradientWindow(
  x: usize, y: usize, dy: usize, dx: usize, taps: usize, count: i32, bytes: usize, isDisjoint: bool, sums: usize,
): void {
  const whole = bytes & ~15;
  for (let c: usize = 0; c < whole; c += 16) {
    const best = v128.load(y + c);
    let gradient = passedOn(best, v128.load(dy + c), sums ? sums + c : 0);
    for (let tap = 0; tap < count; tap++) {
      const at = tapOffset(taps, tap) + c, isBest = f32x4.eq(v128.load(x + at), best);
      const share = v128.and(gradient, isBest);
      v128.store(dx + at, isDisjoint ? share : f32x4.add(v128.load(dx + at), share));
      gradient = v128.andnot(gradient, isBest);
    }
  }
  for (let c = whole; c < bytes; c += 4) {
    const best = load<f32>(y + c), gradient = load<f32>(dy + c);
    if (sums) {
      if (!(best > 0)) continue;
      store<f32>(sums + c, load<f32>(sums + c) + gradient);
    }
    for (let tap = 0; tap < count; tap++) {
      const at = tapOffset(taps, tap) + c;
      if (load<f32>(x + at) != best) continue;
      store<f32>(dx + at, load<f32>(dx + at) + gradient);
      break;
    }
  }
}

@inline
function gradientOfFour(
  run: i32, step: usize, x: usize, y: usize, dy: usize, dx: usize, taps: usize, bytes: usize, sums: usize,
): void {
  const a = tapOffset(taps, 0), b = tapOffset(taps, 1), c = tapOffset(taps, 2), d = tapOffset(taps, 3);
  for (; run > 0; run--, x += step, dx += step, y += bytes, dy += bytes) {
    for (let i: usize = 0; i < bytes; i += 16) {
      const best = v128.load(y + i), from = x + i, to = dx + i;
      const gradient = passedOn(best, v128.load(dy + i), sums ? sums + i : 0);
      const isA = f32x4.eq(v128.load(from + a), best), isB = f32x4.eq(v128.load(from + b), best);
      const isC = f32x4.eq(v128.load(from + c), best), isD = f32x4.eq(v128.load(from + d), best);
      const afterA = v128.andnot(gradient, isA), afterB = v128.andnot(afterA, isB), afterC = v128.andnot(afterB, isC);
      v128.store(to + a, v128.and(gradient, isA));
      v128.store(to + b, v128.and(afterA, isB));
      v128.store(to + c, v128.and(afterB, isC));
      v128.store(to + d, v128.and(afterC, isD));
    }
  }
}

@inline
export function averageGradientWindows(
  run: i32, step: usize, dy: usize, dx: usize, taps: usize, count: i32, bytes: usize,
): void {
  const whole = bytes & ~15, divisor = <f32>max(count, 1);
  for (; run > 0; run--, dy += bytes, dx += step) {
    for (let tap = 0; tap < count; tap++) {
      const to = dx + tapOffset(taps, tap);
      for (let c: usize = 0; c < whole; c += 16) {
        v128.store(to + c, f32x4.add(v128.load(to + c), f32x4.div(v128.load(dy + c), f32x4.splat(divisor))));
      }
      for (let c = whole; c < bytes; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(dy + c) / divisor);
    }
  }
}
