// Normalisation over rows (layer, RMS) and over columns (batch), forward and backward.
import {
  BLOCK_ROWS, addBlock, addColumnSquares, addColumns, squaresHere, storeTotals, storeVariances, sumHere,
} from './sums';
import { loadPart, madd, storePart, sumLanes } from './vector';

@inline
function zero(): v128 {
  return f32x4.splat(0);
}

// ---- over the columns of each row: y = gamma (x - mean) scale + beta, scale = 1 / √(variance + epsilon) ----

@inline
function at(pointer: usize, offset: usize, missing: f32, rest: i32): v128 {
  if (!pointer) return f32x4.splat(missing);
  return rest ? loadPart(pointer + offset, rest) : v128.load(pointer + offset);
}

/** Also writes each row's mean and scale for the way back. gamma and beta may be missing (0). */
export function normalizeRows(
  x: usize, rows: i32, count: i32, gamma: usize, beta: usize, epsilon: f32, rms: i32, y: usize, means: usize, scales: usize,
): void {
  const whole = <usize>(count & ~3) << 2, rest = count & 3, bytes = <usize>count << 2, parts = 1 / <f64>count;
  for (let row = 0; row < rows; row++) {
    const exact = rms ? 0 : sumHere(x, count) * parts, mean = <f32>exact, error = exact - <f64>mean;
    const variance = <f32>max(squaresHere(x, count, mean) * parts - error * error, 0), scale: f32 = 1 / sqrt(variance + epsilon);
    const mean4 = f32x4.splat(mean), scale4 = f32x4.splat(scale);
    for (let i: usize = 0; i < whole; i += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + i), mean4), scale4);
      v128.store(y + i, madd(normal, at(gamma, i, 1, 0), at(beta, i, 0, 0)));
    }
    if (rest) {
      const normal = f32x4.mul(f32x4.sub(loadPart(x + whole, rest), mean4), scale4);
      storePart(y + whole, madd(normal, at(gamma, whole, 1, rest), at(beta, whole, 0, rest)), rest);
    }
    store<f32>(means, mean);
    store<f32>(scales, scale);
    x += bytes;
    y += bytes;
    means += 4;
    scales += 4;
  }
}

/** Bytes of a row whose sums are made in single precision. */
const PART: usize = 1024;

/**
 * dX = scale (g - mean g - n · mean (g n)) with g = dY gamma, n = (x - mean) scale; dGamma = Σ dY n, dBeta = Σ dY. `scratch`
 * holds 2 · count doubles and as many floats.
 */
export function normalizeRowsGradient(
  dy: usize, x: usize, rows: i32, count: i32, gamma: usize, means: usize, scales: usize, rms: i32,
  dx: usize, dGamma: usize, dBeta: usize, scratch: usize,
): void {
  const bytes = <usize>count << 2, parts = 1 / <f64>count, isLong = rows > BLOCK_ROWS;
  const gammaAt = isLong ? scratch + 4 * bytes : dGamma, betaAt = isLong ? gammaAt + bytes : dBeta;
  if (isLong) memory.fill(scratch, 0, 6 * bytes);
  memory.fill(dGamma, 0, bytes);
  memory.fill(dBeta, 0, bytes);
  for (let row = 0; row < rows; row++) {
    const mean = f32x4.splat(load<f32>(means)), scale = f32x4.splat(load<f32>(scales));
    let sum: f64 = 0, dot: f64 = 0;
    for (let i: usize = 0; i < bytes;) {
      let sums = zero(), dots = zero();
      for (const stop = min(i + PART, bytes); i < stop; i += 16) {
        const rest = partOf(bytes, i), gradient = at(dy, i, 0, rest), g = f32x4.mul(gradient, at(gamma, i, 1, rest));
        const normal = f32x4.mul(f32x4.sub(at(x, i, 0, rest), mean), scale), product = f32x4.mul(g, normal);
        sums = f32x4.add(sums, rest ? firstLanes(g, rest) : g);
        dots = f32x4.add(dots, rest ? firstLanes(product, rest) : product);
        put(gammaAt + i, madd(gradient, normal, at(gammaAt, i, 0, rest)), rest);
        put(betaAt + i, f32x4.add(gradient, at(betaAt, i, 0, rest)), rest);
      }
      sum += <f64>sumLanes(sums);
      dot += <f64>sumLanes(dots);
    }
    const meanG = f32x4.splat(rms ? 0 : <f32>(sum * parts)), meanDot = f32x4.splat(<f32>(dot * parts));
    for (let i: usize = 0; i < bytes; i += 16) {
      const rest = partOf(bytes, i), g = f32x4.mul(at(dy, i, 0, rest), at(gamma, i, 1, rest));
      const normal = f32x4.mul(f32x4.sub(at(x, i, 0, rest), mean), scale);
      put(dx + i, f32x4.mul(scale, f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(normal, meanDot))), rest);
    }
    if (isLong && (row + 1) % BLOCK_ROWS == 0) addPair(scratch, gammaAt, bytes);
    dy += bytes;
    x += bytes;
    dx += bytes;
    means += 4;
    scales += 4;
  }
  if (isLong) storePair(scratch, gammaAt, bytes, dGamma, dBeta);
}

/** Adds the sums of a block, two for each column, to their totals. */
function addPair(totals: usize, sums: usize, bytes: usize): void {
  addBlock(totals, sums, bytes);
  addBlock(totals + 2 * bytes, sums + bytes, bytes);
}

/** Adds the last block, and stores both totals of each column. */
function storePair(totals: usize, sums: usize, bytes: usize, first: usize, second: usize): void {
  addPair(totals, sums, bytes);
  storeTotals(totals, 1, first, bytes);
  storeTotals(totals + 2 * bytes, 1, second, bytes);
}

/** 0 for a whole vector at this offset, otherwise the number of floats left (1 to 3). */
@inline
function partOf(bytes: usize, offset: usize): i32 {
  const left = bytes - offset;
  return left < 16 ? <i32>(left >> 2) : 0;
}

@inline
function put(to: usize, value: v128, rest: i32): void {
  if (rest) storePart(to, value, rest);
  else v128.store(to, value);
}

/** The first lanes; the others become zero. */
@inline
function firstLanes(value: v128, count: i32): v128 {
  return v128.and(value, i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3)));
}

// ---- over the rows of each column ----

/** Mean and variance of each column; `scratch` holds 2 · count doubles. */
export function columnMoments(x: usize, rows: i32, count: i32, means: usize, variances: usize, scratch: usize): void {
  const bytes = <usize>count << 2, squares = scratch + 2 * bytes, parts = 1 / <f64>max(rows, 1);
  memory.fill(scratch, 0, 4 * bytes);
  addColumns(x, rows, bytes, scratch);
  storeTotals(scratch, parts, means, bytes);
  addColumnSquares(x, rows, bytes, means, squares);
  storeVariances(squares, scratch, parts, means, variances, bytes);
}

/** factor = gamma / √(variance + epsilon) and offset = beta for each column; gamma and beta may be missing (0). */
export function batchFactors(
  count: i32, variances: usize, gamma: usize, beta: usize, epsilon: f32, factors: usize, offsets: usize,
): void {
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    store<f32>(factors + i, (gamma ? load<f32>(gamma + i) : 1) / sqrt(load<f32>(variances + i) + epsilon));
    store<f32>(offsets + i, beta ? load<f32>(beta + i) : 0);
  }
}

/**
 * y = (x - mean) factor + offset, with one of each a column. The mean is taken off first, so that columns that lie far from
 * zero keep their digits.
 */
export function scaleColumns(x: usize, rows: i32, count: i32, means: usize, factors: usize, offsets: usize, y: usize): void {
  const bytes = <usize>count << 2, whole = bytes & ~15;
  for (let row = 0; row < rows; row++) {
    for (let i: usize = 0; i < whole; i += 16) {
      const centered = f32x4.sub(v128.load(x + i), v128.load(means + i));
      v128.store(y + i, madd(centered, v128.load(factors + i), v128.load(offsets + i)));
    }
    for (let i = whole; i < bytes; i += 4) {
      store<f32>(y + i, (load<f32>(x + i) - load<f32>(means + i)) * load<f32>(factors + i) + load<f32>(offsets + i));
    }
    x += bytes;
    y += bytes;
  }
}

/**
 * dBeta = Σ dY and dGamma = Σ dY n, n = (x - mean) / √(variance + epsilon), for each column. `scratch` holds 2 · count doubles
 * and as many floats.
 */
export function batchSums(
  dy: usize, x: usize, rows: i32, count: i32, means: usize, variances: usize, epsilon: f32, dGamma: usize, dBeta: usize,
  scratch: usize,
): void {
  const bytes = <usize>count << 2;
  columnProducts(dy, x, rows, bytes, means, dGamma, dBeta, scratch);
  for (let i: usize = 0; i < bytes; i += 4) {
    store<f32>(dGamma + i, load<f32>(dGamma + i) / sqrt(load<f32>(variances + i) + epsilon));
  }
}

/** dots = Σ dY (x - mean) and sums = Σ dY of each column; `scratch` as above. */
export function columnProducts(
  dy: usize, x: usize, rows: i32, bytes: usize, means: usize, dots: usize, sums: usize, scratch: usize,
): void {
  const isLong = rows > BLOCK_ROWS, dotsAt = isLong ? scratch + 4 * bytes : dots, sumsAt = isLong ? dotsAt + bytes : sums;
  if (isLong) memory.fill(scratch, 0, 6 * bytes);
  memory.fill(dots, 0, bytes);
  memory.fill(sums, 0, bytes);
  while (rows > 0) {
    addProducts(dy, x, min(rows, BLOCK_ROWS), bytes, means, dotsAt, sumsAt);
    if (isLong) addPair(scratch, dotsAt, bytes);
    rows -= BLOCK_ROWS;
    dy += <usize>BLOCK_ROWS * bytes;
    x += <usize>BLOCK_ROWS * bytes;
  }
  if (isLong) storePair(scratch, dotsAt, bytes, dots, sums);
}

/** Up to this many bytes two rows at a time are faster than one: less traffic. Wider ones are not read ahead as well. */
const NARROW: usize = 1024;

function addProducts(dy: usize, x: usize, rows: i32, bytes: usize, means: usize, dots: usize, sums: usize): void {
  const whole = bytes & ~15;
  if (bytes <= NARROW) {
    for (; rows >= 2; rows -= 2, dy += bytes << 1, x += bytes << 1) {
      for (let i: usize = 0; i < whole; i += 16) {
        const mean = v128.load(means + i), from = x + i, at = dy + i, a = v128.load(at), b = v128.load(at + bytes);
        const dot = madd(a, f32x4.sub(v128.load(from), mean), v128.load(dots + i));
        v128.store(dots + i, madd(b, f32x4.sub(v128.load(from + bytes), mean), dot));
        v128.store(sums + i, f32x4.add(v128.load(sums + i), f32x4.add(a, b)));
      }
      for (let i = whole; i < bytes; i += 4) {
        const mean = load<f32>(means + i), from = x + i, at = dy + i, a = load<f32>(at), b = load<f32>(at + bytes);
        const dot = a * (load<f32>(from) - mean) + b * (load<f32>(from + bytes) - mean);
        store<f32>(dots + i, load<f32>(dots + i) + dot);
        store<f32>(sums + i, load<f32>(sums + i) + (a + b));
      }
    }
  }
  for (; rows > 0; rows--, dy += bytes, x += bytes) {
    for (let i: usize = 0; i < whole; i += 16) {
      const g = v128.load(dy + i), d = f32x4.sub(v128.load(x + i), v128.load(means + i));
      v128.store(sums + i, f32x4.add(v128.load(sums + i), g));
      v128.store(dots + i, madd(g, d, v128.load(dots + i)));
    }
    for (let i = whole; i < bytes; i += 4) {
      const g = load<f32>(dy + i);
      store<f32>(sums + i, load<f32>(sums + i) + g);
      store<f32>(dots + i, load<f32>(dots + i) + g * (load<f32>(x + i) - load<f32>(means + i)));
    }
  }
}

/**
 * dX = gamma / √(variance + epsilon) · (dY - dBeta / rows - n · dGamma / rows), written as p · dY + q · (x - mean) + r with three
 * numbers a column, which go to `scratch` (3 · count floats).
 */
export function batchInputGradient(
  dy: usize, x: usize, rows: i32, count: i32, means: usize, variances: usize, gamma: usize, epsilon: f32,
  dGamma: usize, dBeta: usize, dx: usize, scratch: usize,
): void {
  const bytes = <usize>count << 2, p = scratch, q = p + bytes, r = q + bytes, parts: f32 = 1 / <f32>max(rows, 1);
  for (let i: usize = 0; i < bytes; i += 4) {
    const scale: f32 = 1 / sqrt(load<f32>(variances + i) + epsilon), factor = gamma ? scale * load<f32>(gamma + i) : scale;
    store<f32>(p + i, factor);
    store<f32>(q + i, -factor * scale * load<f32>(dGamma + i) * parts);
    store<f32>(r + i, -factor * load<f32>(dBeta + i) * parts);
  }
  blendColumns(dy, x, rows, bytes, means, p, q, r, dx);
}

/** dX = p · dY + q · (x - mean) + r, with one of each number a column. */
export function blendColumns(
  dy: usize, x: usize, rows: i32, bytes: usize, means: usize, p: usize, q: usize, r: usize, dx: usize,
): void {
  const whole = bytes & ~15;
  for (let row = 0; row < rows; row++) {
    for (let i: usize = 0; i < whole; i += 16) {
      const centered = f32x4.sub(v128.load(x + i), v128.load(means + i));
      const straight = madd(centered, v128.load(q + i), v128.load(r + i));
      v128.store(dx + i, madd(v128.load(dy + i), v128.load(p + i), straight));
    }
    for (let i = whole; i < bytes; i += 4) {
      const straight = (load<f32>(x + i) - load<f32>(means + i)) * load<f32>(q + i) + load<f32>(r + i);
      store<f32>(dx + i, load<f32>(dy + i) * load<f32>(p + i) + straight);
    }
    dy += bytes;
    x += bytes;
    dx += bytes;
  }
}
