// Normalisation over rows (layer, RMS) and over columns (batch), forward and backward.
import { loadPart, madd, storePart, sumLanes } from './vector';

@inline
function zero(): v128 {
  return f32x4.splat(0);
}

// ---- over the columns of each row: y = gamma (x - mean) scale + beta, scale = 1 / √(variance + epsilon) ----

/** Mean of a row; 0 with `rms`, which leaves the mean in. */
@inline
function rowMean(x: usize, count: i32, rms: i32): f32 {
  if (rms) return 0;
  let sums = zero(), sum: f32 = 0;
  const whole = <usize>(count & ~3) << 2, end = <usize>count << 2;
  for (let i: usize = 0; i < whole; i += 16) sums = f32x4.add(sums, v128.load(x + i));
  for (let i = whole; i < end; i += 4) sum += load<f32>(x + i);
  return (sum + sumLanes(sums)) / <f32>count;
}

@inline
function rowVariance(x: usize, count: i32, mean: f32): f32 {
  let sums = zero(), sum: f32 = 0;
  const whole = <usize>(count & ~3) << 2, end = <usize>count << 2, mean4 = f32x4.splat(mean);
  for (let i: usize = 0; i < whole; i += 16) {
    const d = f32x4.sub(v128.load(x + i), mean4);
    sums = madd(d, d, sums);
  }
  for (let i = whole; i < end; i += 4) {
    const d = load<f32>(x + i) - mean;
    sum += d * d;
  }
  return (sum + sumLanes(sums)) / <f32>count;
}

@inline
function at(pointer: usize, offset: usize, missing: f32, rest: i32): v128 {
  if (!pointer) return f32x4.splat(missing);
  return rest ? loadPart(pointer + offset, rest) : v128.load(pointer + offset);
}

/** Also writes each row's mean and scale for the way back. gamma and beta may be missing (0). */
export function normalizeRows(
  x: usize, rows: i32, count: i32, gamma: usize, beta: usize, epsilon: f32, rms: i32, y: usize, means: usize, scales: usize,
): void {
  const whole = <usize>(count & ~3) << 2, rest = count & 3, bytes = <usize>count << 2;
  for (let row = 0; row < rows; row++) {
    const mean = rowMean(x, count, rms), scale: f32 = 1 / sqrt(rowVariance(x, count, mean) + epsilon);
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

/** dX = scale (g - mean g - n · mean (g n)) with g = dY gamma, n = (x - mean) scale; dGamma = Σ dY n, dBeta = Σ dY. */
export function normalizeRowsGradient(
  dy: usize, x: usize, rows: i32, count: i32, gamma: usize, means: usize, scales: usize, rms: i32,
  dx: usize, dGamma: usize, dBeta: usize,
): void {
  const bytes = <usize>count << 2;
  memory.fill(dGamma, 0, bytes);
  memory.fill(dBeta, 0, bytes);
  for (let row = 0; row < rows; row++) {
    const mean = f32x4.splat(load<f32>(means)), scale = f32x4.splat(load<f32>(scales));
    let sums = zero(), dots = zero();
    for (let i: usize = 0; i < bytes; i += 16) {
      const rest = partOf(bytes, i), gradient = at(dy, i, 0, rest), g = f32x4.mul(gradient, at(gamma, i, 1, rest));
      const normal = f32x4.mul(f32x4.sub(at(x, i, 0, rest), mean), scale), product = f32x4.mul(g, normal);
      sums = f32x4.add(sums, rest ? firstLanes(g, rest) : g);
      dots = f32x4.add(dots, rest ? firstLanes(product, rest) : product);
      put(dGamma + i, madd(gradient, normal, at(dGamma, i, 0, rest)), rest);
      put(dBeta + i, f32x4.add(gradient, at(dBeta, i, 0, rest)), rest);
    }
    const meanG = f32x4.splat(rms ? 0 : sumLanes(sums) / <f32>count), meanDot = f32x4.splat(sumLanes(dots) / <f32>count);
    for (let i: usize = 0; i < bytes; i += 16) {
      const rest = partOf(bytes, i), g = f32x4.mul(at(dy, i, 0, rest), at(gamma, i, 1, rest));
      const normal = f32x4.mul(f32x4.sub(at(x, i, 0, rest), mean), scale);
      put(dx + i, f32x4.mul(scale, f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(normal, meanDot))), rest);
    }
    dy += bytes;
    x += bytes;
    dx += bytes;
    means += 4;
    scales += 4;
  }
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

/** Mean and variance of each column. */
export function columnMoments(x: usize, rows: i32, count: i32, means: usize, variances: usize): void {
  const bytes = <usize>count << 2, parts: f32 = 1 / <f32>max(rows, 1);
  memory.fill(means, 0, bytes);
  memory.fill(variances, 0, bytes);
  for (let row = 0, from = x; row < rows; row++, from += bytes) addRow(means, from, 0, bytes);
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(means + i, load<f32>(means + i) * parts);
  for (let row = 0, from = x; row < rows; row++, from += bytes) addRow(variances, from, means, bytes);
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(variances + i, load<f32>(variances + i) * parts);
}

/** to += x, or with `means` to += (x - mean)². */
@inline
export function addRow(to: usize, x: usize, means: usize, bytes: usize): void {
  const whole = bytes & ~15;
  for (let i: usize = 0; i < whole; i += 16) {
    let value = v128.load(x + i);
    if (means) {
      value = f32x4.sub(value, v128.load(means + i));
      value = f32x4.mul(value, value);
    }
    v128.store(to + i, f32x4.add(v128.load(to + i), value));
  }
  for (let i = whole; i < bytes; i += 4) {
    let value = load<f32>(x + i);
    if (means) {
      value -= load<f32>(means + i);
      value *= value;
    }
    store<f32>(to + i, load<f32>(to + i) + value);
  }
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

/** dBeta = Σ dY and dGamma = Σ dY n, n = (x - mean) / √(variance + epsilon), for each column. */
export function batchSums(
  dy: usize, x: usize, rows: i32, count: i32, means: usize, variances: usize, epsilon: f32, dGamma: usize, dBeta: usize,
): void {
  const bytes = <usize>count << 2, whole = bytes & ~15;
  memory.fill(dGamma, 0, bytes);
  memory.fill(dBeta, 0, bytes);
  for (let row = 0; row < rows; row++) {
    for (let i: usize = 0; i < whole; i += 16) {
      const g = v128.load(dy + i), d = f32x4.sub(v128.load(x + i), v128.load(means + i));
      v128.store(dBeta + i, f32x4.add(v128.load(dBeta + i), g));
      v128.store(dGamma + i, madd(g, d, v128.load(dGamma + i)));
    }
    for (let i = whole; i < bytes; i += 4) {
      const g = load<f32>(dy + i);
      store<f32>(dBeta + i, load<f32>(dBeta + i) + g);
      store<f32>(dGamma + i, load<f32>(dGamma + i) + g * (load<f32>(x + i) - load<f32>(means + i)));
    }
    dy += bytes;
    x += bytes;
  }
  for (let i: usize = 0; i < bytes; i += 4) {
    store<f32>(dGamma + i, load<f32>(dGamma + i) / sqrt(load<f32>(variances + i) + epsilon));
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
