// Running sums and products along the middle axis of [outer, count, inner].

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

/** y[i] = Σ x[j] over j ≤ i, or j < i with `exclusive`; from the end with `reverse`. */
export function runningSum(
  x: usize, isInteger: i32, outer: i32, count: i32, inner: i32, exclusive: i32, reverse: i32, to: usize,
): void {
  if (isInteger) scan<i32>(false, x, outer, count, inner, exclusive, reverse, to);
  else scan<f32>(false, x, outer, count, inner, exclusive, reverse, to);
}

/** The same with products. */
export function runningProduct(
  x: usize, isInteger: i32, outer: i32, count: i32, inner: i32, exclusive: i32, reverse: i32, to: usize,
): void {
  if (isInteger) scan<i32>(true, x, outer, count, inner, exclusive, reverse, to);
  else scan<f32>(true, x, outer, count, inner, exclusive, reverse, to);
}
