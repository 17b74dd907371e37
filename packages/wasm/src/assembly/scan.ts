// Running sums and products along the middle axis of [outer, count, inner].
import { addBlock, storeTotals } from './sums';

@inline
function one<T>(product: bool): T {
  return <T>(product ? 1 : 0);
}

@inline
function join<T>(product: bool, a: T, b: T): T {
  return <T>(product ? a * b : a + b);
}

/** Four lanes of `join`. */
@inline
function join4<T>(product: bool, a: v128, b: v128): v128 {
  return product ? v128.mul<T>(a, b) : v128.add<T>(a, b);
}

/** Where inner is 1: element by element, `step` bytes apart, a number in a register. */
@inline
function scanRow<T>(product: bool, x: usize, count: i32, exclusive: i32, step: isize, to: usize): void {
  let value = one<T>(product);
  for (let i = 0; i < count; i++) {
    const next = join<T>(product, value, load<T>(x));
    store<T>(to, exclusive ? value : next);
    value = next;
    x += step;
    to += step;
  }
}

/**
 * Where inner is more: row after row, each from the one before it. `step` bytes lie between rows. What is joined is the
 * row of x itself, or with `exclusive` the one before.
 */
@inline
function scanRows<T>(product: bool, x: usize, count: i32, inner: i32, exclusive: i32, step: isize, to: usize): void {
  const bytes = <usize>inner << 2, whole = bytes & ~15;
  for (let i: usize = 0; i < bytes; i += 4) store<T>(to + i, exclusive ? one<T>(product) : load<T>(x + i));
  let from = exclusive ? x : x + step;
  for (let row = 1; row < count; row++) {
    const next = to + step;
    for (let i: usize = 0; i < whole; i += 16) v128.store(next + i, join4<T>(product, v128.load(to + i), v128.load(from + i)));
    for (let i = whole; i < bytes; i += 4) store<T>(next + i, join<T>(product, load<T>(to + i), load<T>(from + i)));
    to = next;
    from += step;
  }
}

@inline
function scan<T>(product: bool, x: usize, outer: i32, count: i32, inner: i32, exclusive: i32, reverse: i32, to: usize): void {
  if (count == 0) return;
  const bytes = <usize>inner << 2, block = <usize>count * bytes, first = reverse ? block - bytes : 0;
  const step = reverse ? -<isize>bytes : <isize>bytes;
  for (let i = 0; i < outer; i++) {
    if (inner == 1) scanRow<T>(product, x + first, count, exclusive, step, to + first);
    else scanRows<T>(product, x + first, count, inner, exclusive, step, to + first);
    x += block;
    to += block;
  }
}

/** Up to this many rows the sums are made in single precision. */
const BLOCK_ROWS: i32 = 128;

/** Many floats, where inner is 1: in double precision. */
@inline
function sumRow(x: usize, count: i32, exclusive: i32, step: isize, to: usize): void {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++, x += step, to += step) {
    const next = sum + <f64>load<f32>(x);
    store<f32>(to, <f32>(exclusive ? sum : next));
    sum = next;
  }
}

/** Many rows of floats: those of a block in single precision, on top of the sum of all blocks before. */
function sumRows(x: usize, count: i32, bytes: usize, exclusive: i32, step: isize, to: usize, scratch: usize): void {
  const base = scratch + 2 * bytes, sums = base + bytes, whole = bytes & ~15;
  memory.fill(scratch, 0, 4 * bytes);
  for (let row = 1; row <= count; row++, x += step, to += step) {
    for (let i: usize = 0; i < whole; i += 16) {
      const before = v128.load(sums + i), after = f32x4.add(before, v128.load(x + i));
      v128.store(to + i, f32x4.add(v128.load(base + i), exclusive ? before : after));
      v128.store(sums + i, after);
    }
    for (let i = whole; i < bytes; i += 4) {
      const before = load<f32>(sums + i), after = before + load<f32>(x + i);
      store<f32>(to + i, load<f32>(base + i) + (exclusive ? before : after));
      store<f32>(sums + i, after);
    }
    if (row % BLOCK_ROWS != 0) continue;
    addBlock(scratch, sums, bytes);
    storeTotals(scratch, 1, base, bytes);
  }
}

function sumMany(
  x: usize, outer: i32, count: i32, inner: i32, exclusive: i32, reverse: i32, to: usize, scratch: usize,
): void {
  const bytes = <usize>inner << 2, block = <usize>count * bytes, first = reverse ? block - bytes : 0;
  const step = reverse ? -<isize>bytes : <isize>bytes;
  for (let i = 0; i < outer; i++, x += block, to += block) {
    if (inner == 1) sumRow(x + first, count, exclusive, step, to + first);
    else sumRows(x + first, count, bytes, exclusive, step, to + first, scratch);
  }
}

/** Bytes of scratch for {@link runningSum}. */
export function runningSumScratch(inner: i32): usize {
  return <usize>inner << 4;
}

/** y[i] = Σ x[j] over j ≤ i, or j < i with `exclusive`; from the end with `reverse`. */
export function runningSum(
  x: usize, isInteger: i32, outer: i32, count: i32, inner: i32, exclusive: i32, reverse: i32, to: usize, scratch: usize,
): void {
  if (isInteger) scan<i32>(false, x, outer, count, inner, exclusive, reverse, to);
  else if (count > BLOCK_ROWS) sumMany(x, outer, count, inner, exclusive, reverse, to, scratch);
  else scan<f32>(false, x, outer, count, inner, exclusive, reverse, to);
}

/** The same with products. */
export function runningProduct(
  x: usize, isInteger: i32, outer: i32, count: i32, inner: i32, exclusive: i32, reverse: i32, to: usize,
): void {
  if (isInteger) scan<i32>(true, x, outer, count, inner, exclusive, reverse, to);
  else scan<f32>(true, x, outer, count, inner, exclusive, reverse, to);
}
