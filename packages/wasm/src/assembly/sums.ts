// Sums of many values. A few of them are added up in single precision, and what they come to in double precision: so the
// error does not grow with their number, at no cost.
import { madd, sumLanes } from './vector';

/** Bytes of a row that are added up in single precision, in four vectors: thirty-two steps each. */
const PART: usize = 2048;

@inline
function zero(): v128 {
  return f32x4.splat(0);
}

@inline
function total4(a: v128, b: v128, c: v128, d: v128): f64 {
  return <f64>sumLanes(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

/** Where a row begins to be added up in one vector: what is left over of its parts, or all of a short one. */
@inline
function partsEnd(x: usize, count: i32): usize {
  return count < 64 ? x : x + (<usize>(count & ~15) << 2);
}

/** Σ x. */
export function sumOf(x: usize, count: i32): f64 {
  return sumHere(x, count);
}

/** The same for where rows are many and short, so that a call would show. */
@inline
export function sumHere(x: usize, count: i32): f64 {
  const end = x + (<usize>count << 2), whole = partsEnd(x, count);
  let total: f64 = 0;
  while (x < whole) {
    const stop = min(x + PART, whole);
    let a = zero(), b = zero(), c = zero(), d = zero();
    for (; x < stop; x += 64) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
      c = f32x4.add(c, v128.load(x, 32));
      d = f32x4.add(d, v128.load(x, 48));
    }
    total += total4(a, b, c, d);
  }
  let rest = zero(), last: f32 = 0;
  for (; x + 16 <= end; x += 16) rest = f32x4.add(rest, v128.load(x));
  for (; x < end; x += 4) last += load<f32>(x);
  return total + <f64>(sumLanes(rest) + last);
}

/** Σ (x - mean)². */
export function squaresOf(x: usize, count: i32, mean: f32): f64 {
  return squaresHere(x, count, mean);
}

@inline
export function squaresHere(x: usize, count: i32, mean: f32): f64 {
  const end = x + (<usize>count << 2), whole = partsEnd(x, count), mean4 = f32x4.splat(mean);
  let total: f64 = 0;
  while (x < whole) {
    const stop = min(x + PART, whole);
    let a = zero(), b = zero(), c = zero(), d = zero();
    for (; x < stop; x += 64) {
      a = addSquare(a, f32x4.sub(v128.load(x), mean4));
      b = addSquare(b, f32x4.sub(v128.load(x, 16), mean4));
      c = addSquare(c, f32x4.sub(v128.load(x, 32), mean4));
      d = addSquare(d, f32x4.sub(v128.load(x, 48), mean4));
    }
    total += total4(a, b, c, d);
  }
  let rest = zero(), last: f32 = 0;
  for (; x + 16 <= end; x += 16) rest = addSquare(rest, f32x4.sub(v128.load(x), mean4));
  for (; x < end; x += 4) {
    const d = load<f32>(x) - mean;
    last += d * d;
  }
  return total + <f64>(sumLanes(rest) + last);
}

@inline
function addSquare(sum: v128, value: v128): v128 {
  return madd(value, value, sum);
}

/** Σ a · b. */
export function dotOf(a: usize, b: usize, count: i32): f64 {
  const end = a + (<usize>count << 2), whole = partsEnd(a, count);
  let total: f64 = 0;
  while (a < whole) {
    const stop = min(a + PART, whole);
    let p = zero(), q = zero(), r = zero(), s = zero();
    for (; a < stop; a += 64, b += 64) {
      p = madd(v128.load(a), v128.load(b), p);
      q = madd(v128.load(a, 16), v128.load(b, 16), q);
      r = madd(v128.load(a, 32), v128.load(b, 32), r);
      s = madd(v128.load(a, 48), v128.load(b, 48), s);
    }
    total += total4(p, q, r, s);
  }
  let rest = zero(), last: f32 = 0;
  for (; a + 16 <= end; a += 16, b += 16) rest = madd(v128.load(a), v128.load(b), rest);
  for (; a < end; a += 4, b += 4) last += load<f32>(a) * load<f32>(b);
  return total + <f64>(sumLanes(rest) + last);
}

// ---- over columns: totals in double precision, one for each ----

/** The first or the last two lanes in double precision. */
@inline
export function lowLanes(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

@inline
export function highLanes(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

/** Four totals as floats. */
@inline
export function toFloats(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** Adds four floats to four totals. */
@inline
export function addTo4(totals: usize, v: v128): void {
  v128.store(totals, f64x2.add(v128.load(totals), lowLanes(v)));
  v128.store(totals, f64x2.add(v128.load(totals, 16), highLanes(v)), 16);
}

@inline
export function addTo(totals: usize, value: f32): void {
  store<f64>(totals, load<f64>(totals) + <f64>value);
}

/** The value itself, or the square of its distance to the mean. */
@inline
function term4(at: usize, mean: v128, isCentered: bool): v128 {
  if (!isCentered) return v128.load(at);
  const d = f32x4.sub(v128.load(at), mean);
  return f32x4.mul(d, d);
}

@inline
function term(at: usize, mean: f32, isCentered: bool): f32 {
  const value = load<f32>(at) - mean;
  return isCentered ? value * value : value;
}

/** Eight rows at a time, pairwise: less traffic than row after row. */
@inline
function addRows(isCentered: bool, x: usize, rows: i32, bytes: usize, means: usize, totals: usize): void {
  const whole = bytes & ~15, two = bytes << 1, three = two + bytes, four = bytes << 2;
  for (; rows >= 8; rows -= 8, x += four + four) {
    for (let i: usize = 0; i < whole; i += 16) {
      const mean = isCentered ? v128.load(means + i) : zero(), at = x + i, later = at + four;
      const a = f32x4.add(term4(at, mean, isCentered), term4(at + bytes, mean, isCentered));
      const b = f32x4.add(term4(at + two, mean, isCentered), term4(at + three, mean, isCentered));
      const c = f32x4.add(term4(later, mean, isCentered), term4(later + bytes, mean, isCentered));
      const d = f32x4.add(term4(later + two, mean, isCentered), term4(later + three, mean, isCentered));
      addTo4(totals + (i << 1), f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
    }
    for (let i = whole; i < bytes; i += 4) {
      const mean: f32 = isCentered ? load<f32>(means + i) : 0, at = x + i, later = at + four;
      const a = term(at, mean, isCentered) + term(at + bytes, mean, isCentered);
      const b = term(at + two, mean, isCentered) + term(at + three, mean, isCentered);
      const c = term(later, mean, isCentered) + term(later + bytes, mean, isCentered);
      const d = term(later + two, mean, isCentered) + term(later + three, mean, isCentered);
      addTo(totals + (i << 1), a + b + (c + d));
    }
  }
  for (; rows > 0; rows--, x += bytes) {
    for (let i: usize = 0; i < whole; i += 16) {
      addTo4(totals + (i << 1), term4(x + i, isCentered ? v128.load(means + i) : zero(), isCentered));
    }
    for (let i = whole; i < bytes; i += 4) {
      addTo(totals + (i << 1), term(x + i, isCentered ? load<f32>(means + i) : 0, isCentered));
    }
  }
}

/** totals += Σ x for each column of rows of `bytes`. */
export function addColumns(x: usize, rows: i32, bytes: usize, totals: usize): void {
  if (bytes == 4) store<f64>(totals, load<f64>(totals) + sumOf(x, rows));
  else addRows(false, x, rows, bytes, 0, totals);
}

/** totals += Σ (x - mean)² for each column. */
export function addColumnSquares(x: usize, rows: i32, bytes: usize, means: usize, totals: usize): void {
  if (bytes == 4) store<f64>(totals, load<f64>(totals) + squaresOf(x, rows, load<f32>(means)));
  else addRows(true, x, rows, bytes, means, totals);
}

/** Rows whose sums, made in single precision as other work passes over them, are then handed to {@link addBlock}. */
export const BLOCK_ROWS: i32 = 128;

/** totals += block, a float for each; the block is set to zero. */
export function addBlock(totals: usize, block: usize, bytes: usize): void {
  const whole = bytes & ~15;
  for (let i: usize = 0; i < whole; i += 16) {
    addTo4(totals + (i << 1), v128.load(block + i));
    v128.store(block + i, zero());
  }
  for (let i = whole; i < bytes; i += 4) {
    addTo(totals + (i << 1), load<f32>(block + i));
    store<f32>(block + i, 0);
  }
}

/** to = totals · factor, as `bytes` of floats. */
export function storeTotals(totals: usize, factor: f64, to: usize, bytes: usize): void {
  const whole = bytes & ~15, factor2 = f64x2.splat(factor);
  for (let i: usize = 0; i < whole; i += 16) {
    const low = f64x2.mul(v128.load(totals + (i << 1)), factor2), high = f64x2.mul(v128.load(totals + (i << 1), 16), factor2);
    v128.store(to + i, toFloats(low, high));
  }
  for (let i = whole; i < bytes; i += 4) store<f32>(to + i, <f32>(load<f64>(totals + (i << 1)) * factor));
}

/** variance = squares · factor, less the square of what rounding took off the mean. */
export function storeVariances(squares: usize, totals: usize, factor: f64, means: usize, to: usize, bytes: usize): void {
  const whole = bytes & ~15, factor2 = f64x2.splat(factor);
  for (let i: usize = 0; i < whole; i += 16) {
    const at = i << 1, mean = v128.load(means + i);
    const low = variance2(squares + at, totals + at, factor2, lowLanes(mean));
    const high = variance2(squares + at + 16, totals + at + 16, factor2, highLanes(mean));
    v128.store(to + i, toFloats(low, high));
  }
  for (let i = whole; i < bytes; i += 4) {
    const at = i << 1, error = load<f64>(totals + at) * factor - <f64>load<f32>(means + i);
    store<f32>(to + i, <f32>max(load<f64>(squares + at) * factor - error * error, 0));
  }
}

@inline
function variance2(squares: usize, totals: usize, factor: v128, mean: v128): v128 {
  const error = f64x2.sub(f64x2.mul(v128.load(totals), factor), mean);
  return f64x2.max(f64x2.sub(f64x2.mul(v128.load(squares), factor), f64x2.mul(error, error)), f64x2.splat(0));
}
