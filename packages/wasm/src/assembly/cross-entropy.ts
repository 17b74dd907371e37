// Softmax and cross-entropy of rows of logits, together: loss = log Σ exp(x) - Σ label · x, with the largest logit
// taken off first.
import { expNegative4, log4 } from './math';
import { dotOf, sumOf } from './sums';
import { loadPart, maxLanes, storePart, sumLanes } from './vector';

/** Bytes of a row whose sum is made in single precision. */
const PART: usize = 1024;

/** Writes exp(scale (x - max x)) and returns its sum; `peak` must be the row's largest value, `scale` positive. */
@inline
export function shareRow(x: usize, to: usize, count: i32, peak: f32, scale: f32): f32 {
  // Apart, so that the loop for short rows stays short.
  if (<usize>count << 2 > PART) return shareLongRow(x, to, count, peak, scale);
  return sharePart(x, to, count, f32x4.splat(peak), f32x4.splat(scale));
}

function shareLongRow(x: usize, to: usize, count: i32, peak: f32, scale: f32): f32 {
  const shift = f32x4.splat(peak), scale4 = f32x4.splat(scale), bytes = <usize>count << 2;
  let sum: f64 = 0;
  for (let i: usize = 0; i < bytes; i += PART) {
    sum += <f64>sharePart(x + i, to + i, <i32>(min(PART, bytes - i) >> 2), shift, scale4);
  }
  return <f32>sum;
}

@inline
function sharePart(x: usize, to: usize, count: i32, shift: v128, scale4: v128): f32 {
  const whole = <usize>(count & ~3) << 2, rest = count & 3;
  let sums = f32x4.splat(0);
  for (let i: usize = 0; i < whole; i += 16) {
    const e = expNegative4(f32x4.mul(f32x4.sub(v128.load(x + i), shift), scale4));
    sums = f32x4.add(sums, e);
    v128.store(to + i, e);
  }
  let sum = sumLanes(sums);
  if (!rest) return sum;
  storePart(to + whole, expNegative4(f32x4.mul(f32x4.sub(loadPart(x + whole, rest), shift), scale4)), rest);
  for (let i = whole; i < <usize>count << 2; i += 4) sum += load<f32>(to + i);
  return sum;
}

/** Writes exp(x - max x) and returns its sum. */
function expRow(x: usize, to: usize, count: i32, peak: f32): f32 {
  return shareRow(x, to, count, peak, 1);
}

/** The largest value; NaN may pass unnoticed. */
@inline
export function rowPeak(x: usize, count: i32): f32 {
  const whole = <usize>(count & ~3) << 2;
  let peaks = f32x4.splat(-Infinity);
  for (let i: usize = 0; i < whole; i += 16) peaks = f32x4.pmax(peaks, v128.load(x + i));
  let peak = maxLanes(peaks);
  for (let i = whole; i < <usize>count << 2; i += 4) peak = max(peak, load<f32>(x + i));
  return peak;
}

@inline
export function scaleRow(x: usize, count: i32, factor: f32): void {
  const whole = <usize>(count & ~3) << 2, factor4 = f32x4.splat(factor);
  for (let i: usize = 0; i < whole; i += 16) v128.store(x + i, f32x4.mul(v128.load(x + i), factor4));
  for (let i = whole; i < <usize>count << 2; i += 4) store<f32>(x + i, load<f32>(x + i) * factor);
}

@inline
function logOf(value: f32): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(value)), 0);
}

/** Probabilities of `rows` rows of `count` logits. */
export function softmax(x: usize, rows: i32, count: i32, to: usize): void {
  const bytes = <usize>count << 2;
  for (let row = 0; row < rows; row++) {
    scaleRow(to, count, 1 / expRow(x, to, count, rowPeak(x, count)));
    x += bytes;
    to += bytes;
  }
}

/** x - max x - log Σ exp(x - max x), in this order, so that large logits lose no digits. */
export function logSoftmax(x: usize, rows: i32, count: i32, to: usize): void {
  const bytes = <usize>count << 2, whole = bytes & ~15;
  for (let row = 0; row < rows; row++) {
    const peak = rowPeak(x, count), logSum = logOf(expRow(x, to, count, peak));
    const peak4 = f32x4.splat(peak), logSum4 = f32x4.splat(logSum);
    for (let i: usize = 0; i < whole; i += 16) v128.store(to + i, f32x4.sub(f32x4.sub(v128.load(x + i), peak4), logSum4));
    for (let i = whole; i < bytes; i += 4) store<f32>(to + i, load<f32>(x + i) - peak - logSum);
    x += bytes;
    to += bytes;
  }
}

/** dx = dy - exp y Σ dy for y = log softmax x. */
export function logSoftmaxGradient(y: usize, dy: usize, rows: i32, count: i32, dx: usize): void {
  const bytes = <usize>count << 2, whole = bytes & ~15, rest = count & 3;
  for (let row = 0; row < rows; row++) {
    const sum = f32x4.splat(<f32>sumOf(dy, count));
    for (let i: usize = 0; i < whole; i += 16) {
      v128.store(dx + i, f32x4.sub(v128.load(dy + i), f32x4.mul(sum, expNegative4(v128.load(y + i)))));
    }
    if (rest) {
      const part = f32x4.mul(sum, expNegative4(loadPart(y + whole, rest)));
      storePart(dx + whole, f32x4.sub(loadPart(dy + whole, rest), part), rest);
    }
    y += bytes;
    dy += bytes;
    dx += bytes;
  }
}

/** dx = y (dy - Σ y dy) for y = softmax x. */
export function softmaxGradient(y: usize, dy: usize, rows: i32, count: i32, dx: usize): void {
  const bytes = <usize>count << 2;
  for (let row = 0; row < rows; row++) {
    const dot = <f32>dotOf(y, dy, count), whole = bytes & ~15, dot4 = f32x4.splat(dot);
    for (let i: usize = 0; i < whole; i += 16) {
      v128.store(dx + i, f32x4.mul(v128.load(y + i), f32x4.sub(v128.load(dy + i), dot4)));
    }
    for (let i = whole; i < bytes; i += 4) store<f32>(dx + i, load<f32>(y + i) * (load<f32>(dy + i) - dot));
    y += bytes;
    dy += bytes;
    dx += bytes;
  }
}

/** loss = -Σ label · log softmax(x) for each row; labels are distributions. */
export function crossEntropy(x: usize, labels: usize, rows: i32, count: i32, loss: usize, probabilities: usize): void {
  const bytes = <usize>count << 2;
  for (let row = 0; row < rows; row++) {
    const peak = rowPeak(x, count), sum = expRow(x, probabilities, count, peak), logSum = logOf(sum);
    let total: f64 = 0;
    for (let i: usize = 0; i < bytes;) {
      let part: f32 = 0;
      for (const stop = min(i + PART, bytes); i < stop; i += 4) {
        const label = load<f32>(labels + i);
        if (label != 0) part += label * (logSum - (load<f32>(x + i) - peak));
      }
      total += <f64>part;
    }
    scaleRow(probabilities, count, 1 / sum);
    store<f32>(loss, <f32>total);
    loss += 4;
    x += bytes;
    labels += bytes;
    probabilities += bytes;
  }
}

/** d logits = dy (Σ label · p - label). */
export function crossEntropyGradient(dy: usize, p: usize, labels: usize, rows: i32, count: i32, dx: usize): void {
  const bytes = <usize>count << 2;
  for (let row = 0; row < rows; row++) {
    const factor = load<f32>(dy), mass = <f32>sumOf(labels, count);
    for (let i: usize = 0; i < bytes; i += 4) {
      store<f32>(dx + i, factor * (mass * load<f32>(p + i) - load<f32>(labels + i)));
    }
    dy += 4;
    p += bytes;
    labels += bytes;
    dx += bytes;
  }
}

/** The class number at `labels`, or -1 for one outside 0..count-1. */
@inline
function classAt(labels: usize, isInteger: i32, count: i32): i32 {
  let index: i32;
  if (isInteger) index = load<i32>(labels);
  else {
    const value = load<f32>(labels);
    if (!(value >= 0 && value < <f32>count)) return -1;
    index = <i32>value;
  }
  return <u32>index < <u32>count ? index : -1;
}

/** loss = -log softmax(x) [label] for each row; NaN for a label outside the classes. */
export function sparseCrossEntropy(
  x: usize, labels: usize, isInteger: i32, rows: i32, count: i32, loss: usize, probabilities: usize,
): void {
  const bytes = <usize>count << 2;
  for (let row = 0; row < rows; row++) {
    const peak = rowPeak(x, count), sum = expRow(x, probabilities, count, peak), label = classAt(labels, isInteger, count);
    scaleRow(probabilities, count, 1 / sum);
    store<f32>(loss, label < 0 ? NaN : logOf(sum) - (load<f32>(x + (<usize>label << 2)) - peak));
    loss += 4;
    labels += 4;
    x += bytes;
    probabilities += bytes;
  }
}

/** d logits = dy (p - onehot label); NaN for a label outside the classes. */
export function sparseCrossEntropyGradient(
  dy: usize, p: usize, labels: usize, isInteger: i32, rows: i32, count: i32, dx: usize,
): void {
  const bytes = <usize>count << 2;
  for (let row = 0; row < rows; row++) {
    const label = classAt(labels, isInteger, count), factor: f32 = label < 0 ? NaN : load<f32>(dy);
    for (let i: usize = 0; i < bytes; i += 4) store<f32>(dx + i, factor * load<f32>(p + i));
    if (label >= 0) {
      const at = dx + (<usize>label << 2);
      store<f32>(at, load<f32>(at) - factor);
    }
    dy += 4;
    labels += 4;
    p += bytes;
    dx += bytes;
  }
}
