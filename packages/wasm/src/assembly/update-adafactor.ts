// Adafactor: mean squares as they are, or as the product of means over rows and over columns.
import { BLOCK, read, squaredNorm, squares, write } from './update-parts';
import { sumLanes } from './vector';

@inline
function average(old: f64, next: f64, kept: f64): f32 {
  return <f32>(kept * old + (1 - kept) * next);
}

/** v = kept · v + (1 - kept)(g² + epsilon). */
export function adafactorSquares(v: usize, g: usize, count: i32, kept: f64, epsilon: f32): void {
  const kept4 = f32x4.splat(<f32>kept), part = f32x4.splat(<f32>(1 - kept)), epsilon4 = f32x4.splat(epsilon);
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g, rest), square = f32x4.add(f32x4.mul(gradient, gradient), epsilon4);
    write(v, f32x4.add(f32x4.mul(kept4, read(v, rest)), f32x4.mul(part, square)), rest);
    v += 16;
    g += 16;
  }
}

/** Rows whose squares are added up before they become part of the means of columns. */
const COLUMN_ROWS: i32 = 32;

/** columns += part · Σ (g² + epsilon) over a few rows. */
function addColumnSquares(columns: usize, g: usize, height: i32, width: i32, part: v128, epsilon: v128): void {
  const stride = <usize>width << 2;
  for (let rest = width; rest > 0; rest -= 4, columns += 16, g += 16) {
    let sum = f32x4.splat(0), from = g;
    for (let y = 0; y < height; y++, from += stride) {
      const gradient = read(from, rest);
      sum = f32x4.add(sum, f32x4.add(f32x4.mul(gradient, gradient), epsilon));
    }
    write(columns, f32x4.add(read(columns, rest), f32x4.mul(part, sum)), rest);
  }
}

/**
 * One matrix [height, width] of squares g² + epsilon: their means over each row and each column go into `rows` and `columns`,
 * of which `kept` stays, and v = rows / mean(rows) · columns; but a normal number at least, since a step of 0 is divided by its
 * root where row and column have seen no gradient.
 */
export function adafactorFactors(
  v: usize, rows: usize, columns: usize, g: usize, height: i32, width: i32, kept: f64, epsilon: f32,
): void {
  const stride = <usize>width << 2, part = f32x4.splat(<f32>((1 - kept) / height)), epsilon4 = f32x4.splat(epsilon);
  const smallest = f32x4.splat(1.17549435e-38);
  let mean: f64 = 0, from = g;
  for (let at: usize = 0; at < stride; at += 4) store<f32>(columns + at, <f32>kept * load<f32>(columns + at));
  for (let y = 0; y < height; y++) {
    if (y % COLUMN_ROWS == 0) addColumnSquares(columns, from, min(COLUMN_ROWS, height - y), width, part, epsilon4);
    const row = rows + (<usize>y << 2);
    const next = average(load<f32>(row), squaredNorm(from, width) / width + epsilon, kept);
    store<f32>(row, next);
    mean += <f64>next;
    from += stride;
  }
  mean /= <f64>height;
  for (let y = 0; y < height; y++) {
    const share = f32x4.splat(load<f32>(rows + (<usize>y << 2)) / <f32>mean);
    for (let at: usize = 0, rest = width; rest > 0; rest -= 4) {
      write(v + at, f32x4.max(f32x4.mul(share, read(columns + at, rest)), smallest), rest);
      at += 16;
    }
    v += stride;
  }
}

/** With the step s = g / √v: w -= rate · max(least, rms(w)) · s / max(1, rms(s) / limit). */
export function adafactorStep(w: usize, v: usize, g: usize, count: i32, rate: f32, least: f32, limit: f32): void {
  let total: f64 = 0, at: usize = 0;
  for (let left = count; left > 0; left -= BLOCK) {
    let sum = f32x4.splat(0);
    for (let rest = min(left, BLOCK); rest > 0; rest -= 4) {
      sum = f32x4.add(sum, squares(f32x4.div(read(g + at, rest), f32x4.sqrt(read(v + at, rest))), rest));
      at += 16;
    }
    total += sumLanes(sum);
  }
  const size = max(least, <f32>sqrt(squaredNorm(w, count) / count)), length = <f32>sqrt(total / count);
  const rate4 = f32x4.splat((rate * size) / max<f32>(1, length / limit));
  at = 0;
  for (let rest = count; rest > 0; rest -= 4) {
    const step = f32x4.div(read(g + at, rest), f32x4.sqrt(read(v + at, rest)));
    write(w + at, f32x4.sub(read(w + at, rest), f32x4.mul(rate4, step)), rest);
    at += 16;
  }
}
