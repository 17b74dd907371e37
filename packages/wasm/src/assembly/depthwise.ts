// Depthwise convolution with one filter a channel: four channels at a time, tap by tap. (More filters a channel are a
// grouped convolution with one input channel a group.)
import {
  ConvShape, aligned, fillTaps, fillWindows, isPadded, outputPixels, paddedBytes, paddedIndex, padInput, tapCount,
} from './conv-shape';
import { addBlock, storeTotals } from './sums';
import { loadPart, madd, storePart } from './vector';

const BLOCK_PIXELS: i32 = 64;

/** Bytes of scratch for the three functions below. */
export function depthwiseScratch(shape: ConvShape): usize {
  const room = isPadded(shape) ? paddedBytes(shape, shape.inChannels) : 0;
  return (<usize>BLOCK_PIXELS << 2) + aligned(<usize>tapCount(shape) << 2) + filterTotals(shape) + room;
}

/** Bytes of the sums of many blocks. */
@inline
function filterTotals(shape: ConvShape): usize {
  return <usize>(tapCount(shape) * shape.inChannels) << 3;
}

@inline
function tapsTable(scratch: usize): usize {
  return scratch + (<usize>BLOCK_PIXELS << 2);
}

@inline
function roomStart(shape: ConvShape, scratch: usize): usize {
  return tapsTable(scratch) + aligned(<usize>tapCount(shape) << 2);
}

/** y [.., c] = clamp(bias [c] + Σtap x [tap, c] · filter [tap, c], low, high). */
export function depthwiseForward(
  shape: ConvShape, x: usize, filter: usize, bias: usize, y: usize, low: f32, high: f32, scratch: usize,
): void {
  const taps = tapsTable(scratch), padded = padInput(shape, x, roomStart(shape, scratch));
  const bytes = <usize>shape.inChannels << 2, pixels = outputPixels(shape), whole = bytes & ~15, rest = bytes & 15;
  fillTaps(shape, shape.inChannels, taps);
  for (let first = 0; first < pixels; first += BLOCK_PIXELS) {
    const count = min(BLOCK_PIXELS, pixels - first);
    fillWindows(shape, padded, shape.inChannels, first, count, scratch);
    for (let c: usize = 0; c < whole; c += 16) {
      forwardVectors(tapCount(shape), count, scratch, taps, c, filter, bytes, bias, y, low, high);
    }
    if (rest) forwardRest(tapCount(shape), count, scratch, taps, filter, bytes, bias, y, low, high);
    y += <usize>count * bytes;
  }
}

/** Four channels of a block of pixels: nine taps at a time, whose filters stay in registers, then three, then one. */
function forwardVectors(
  taps: i32, count: i32, windows: usize, offsets: usize, c: usize, filter: usize, bytes: usize, bias: usize, y: usize,
  low: f32, high: f32,
): void {
  const start = bias ? v128.load(bias + c) : f32x4.splat(0), weights = filter + c, to = y + c;
  for (let tap = 0; tap < taps;) {
    const left = taps - tap, at = offsets + (<usize>tap << 2), weight = weights + <usize>tap * bytes;
    const next = tap + (left >= 9 ? 9 : left >= 3 ? 3 : 1), isLast = next == taps;
    const lower = isLast ? low : -Infinity, upper = isLast ? high : Infinity;
    if (left >= 9) addTaps(9, count, windows, at, c, weight, bytes, start, tap > 0, to, lower, upper);
    else if (left >= 3) addTaps(3, count, windows, at, c, weight, bytes, start, tap > 0, to, lower, upper);
    else addTaps(1, count, windows, at, c, weight, bytes, start, tap > 0, to, lower, upper);
    tap = next;
  }
}

@inline
function addTaps(
  n: i32, count: i32, windows: usize, offsets: usize, c: usize, filter: usize, bytes: usize, start: v128, goesOn: bool,
  y: usize, low: f32, high: f32,
): void {
  const lower = f32x4.splat(low), upper = f32x4.splat(high);
  const o0 = tapAt(0, n, offsets, c), o1 = tapAt(1, n, offsets, c), o2 = tapAt(2, n, offsets, c);
  const o3 = tapAt(3, n, offsets, c), o4 = tapAt(4, n, offsets, c), o5 = tapAt(5, n, offsets, c);
  const o6 = tapAt(6, n, offsets, c), o7 = tapAt(7, n, offsets, c), o8 = tapAt(8, n, offsets, c);
  const f0 = weightAt(0, n, filter, bytes), f1 = weightAt(1, n, filter, bytes), f2 = weightAt(2, n, filter, bytes);
  const f3 = weightAt(3, n, filter, bytes), f4 = weightAt(4, n, filter, bytes), f5 = weightAt(5, n, filter, bytes);
  const f6 = weightAt(6, n, filter, bytes), f7 = weightAt(7, n, filter, bytes), f8 = weightAt(8, n, filter, bytes);
  for (; count > 0; count--, windows += 4, y += bytes) {
    const x = <usize>load<u32>(windows);
    let sum = madd(v128.load(x + o0), f0, goesOn ? v128.load(y) : start);
    if (n > 1) {
      sum = madd(v128.load(x + o1), f1, sum);
      sum = madd(v128.load(x + o2), f2, sum);
    }
    if (n > 3) {
      let other = f32x4.mul(v128.load(x + o3), f3);
      other = madd(v128.load(x + o4), f4, other);
      other = madd(v128.load(x + o5), f5, other);
      sum = madd(v128.load(x + o6), f6, sum);
      other = madd(v128.load(x + o7), f7, other);
      sum = f32x4.add(madd(v128.load(x + o8), f8, sum), other);
    }
    v128.store(y, f32x4.pmin(f32x4.pmax(sum, lower), upper));
  }
}

@inline
function tapAt(tap: i32, n: i32, offsets: usize, c: usize): usize {
  return tap < n ? <usize>load<u32>(offsets + (<usize>tap << 2)) + c : 0;
}

@inline
function weightAt(tap: i32, n: i32, filter: usize, bytes: usize): v128 {
  return tap < n ? v128.load(filter + <usize>tap * bytes) : f32x4.splat(0);
}

/** The last one to three channels of a block of pixels. */
function forwardRest(
  taps: i32, count: i32, windows: usize, offsets: usize, filter: usize, bytes: usize, bias: usize, y: usize,
  low: f32, high: f32,
): void {
  const lower = f32x4.splat(low), upper = f32x4.splat(high), whole = bytes & ~15, rest = <i32>((bytes & 15) >> 2);
  for (; count > 0; count--, windows += 4, y += bytes) {
    const window = <usize>load<u32>(windows) + whole;
    let sum = bias ? loadPart(bias + whole, rest) : f32x4.splat(0);
    for (let tap = 0; tap < taps; tap++) {
      const offset = <usize>load<u32>(offsets + (<usize>tap << 2));
      sum = madd(loadPart(window + offset, rest), loadPart(filter + <usize>tap * bytes + whole, rest), sum);
    }
    storePart(y + whole, f32x4.pmin(f32x4.pmax(sum, lower), upper), rest);
  }
}

/** dX [tap, c] += dY [.., c] · filter [tap, c] for every output pixel and tap. */
export function depthwiseInputGradient(shape: ConvShape, dy: usize, filter: usize, dx: usize, scratch: usize): void {
  const offsets = tapsTable(scratch), room = isPadded(shape) ? roomStart(shape, scratch) : dx;
  const bytes = <usize>shape.inChannels << 2, pixels = outputPixels(shape), taps = tapCount(shape);
  memory.fill(room, 0, paddedBytes(shape, shape.inChannels));
  fillTaps(shape, shape.inChannels, offsets);
  for (let first = 0; first < pixels; first += BLOCK_PIXELS) {
    const count = min(BLOCK_PIXELS, pixels - first);
    fillWindows(shape, room, shape.inChannels, first, count, scratch);
    for (let i = 0; i < count; i++) {
      const window = <usize>load<u32>(scratch + (<usize>i << 2));
      for (let tap = 0; tap < taps; tap++) {
        const to = window + <usize>load<u32>(offsets + (<usize>tap << 2));
        addProduct(to, dy, filter + <usize>tap * bytes, bytes);
      }
      dy += bytes;
    }
  }
  if (room != dx) cropChannels(shape, room, dx);
}

/** to += a · b, element by element. */
function addProduct(to: usize, a: usize, b: usize, bytes: usize): void {
  const whole = bytes & ~15;
  for (let c: usize = 0; c < whole; c += 16) {
    v128.store(to + c, madd(v128.load(a + c), v128.load(b + c), v128.load(to + c)));
  }
  for (let c = whole; c < bytes; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(a + c) * load<f32>(b + c));
}

function cropChannels(shape: ConvShape, room: usize, dx: usize): void {
  const pixel = <usize>shape.inChannels << 2, row = <usize>shape.inWidth * pixel;
  for (let image = 0; image < shape.batch; image++) {
    for (let z = 0; z < shape.inDepth; z++) {
      for (let y = 0; y < shape.inHeight; y++) {
        memory.copy(dx, room + <usize>paddedIndex(shape, image, z, y, 0) * pixel, row);
        dx += row;
      }
    }
  }
}

/** Blocks of pixels whose sums are made in single precision. */
const BLOCKS: i32 = 4;

/** dW [tap, c] = Σpixels x [tap, c] · dY [.., c]. */
export function depthwiseFilterGradient(shape: ConvShape, x: usize, dy: usize, dw: usize, scratch: usize): void {
  const offsets = tapsTable(scratch), totals = roomStart(shape, scratch);
  const padded = padInput(shape, x, totals + filterTotals(shape));
  const bytes = <usize>shape.inChannels << 2, pixels = outputPixels(shape), taps = tapCount(shape), all = <usize>taps * bytes;
  const isLong = pixels > BLOCKS * BLOCK_PIXELS;
  memory.fill(dw, 0, all);
  if (isLong) memory.fill(totals, 0, 2 * all);
  fillTaps(shape, shape.inChannels, offsets);
  for (let first = 0, block = 1; first < pixels; first += BLOCK_PIXELS, block++) {
    const count = min(BLOCK_PIXELS, pixels - first);
    fillWindows(shape, padded, shape.inChannels, first, count, scratch);
    for (let tap = 0; tap < taps; tap++) {
      const offset = <usize>load<u32>(offsets + (<usize>tap << 2));
      addTapSums(count, scratch, offset, dy, dw + <usize>tap * bytes, bytes);
    }
    if (isLong && block % BLOCKS == 0) addBlock(totals, dw, all);
    dy += <usize>count * bytes;
  }
  if (!isLong) return;
  addBlock(totals, dw, all);
  storeTotals(totals, 1, dw, all);
}

/** to [c] += Σ window [offset + c] · dY [c] over a block of pixels. */
function addTapSums(count: i32, windows: usize, offset: usize, dy: usize, to: usize, bytes: usize): void {
  const whole = bytes & ~15, rest = <i32>((bytes & 15) >> 2);
  for (let c: usize = 0; c < whole; c += 16) {
    let sum = f32x4.splat(0), gradient = dy + c;
    for (let i = 0; i < count; i++) {
      sum = madd(v128.load(<usize>load<u32>(windows + (<usize>i << 2)) + offset + c), v128.load(gradient), sum);
      gradient += bytes;
    }
    v128.store(to + c, f32x4.add(v128.load(to + c), sum));
  }
  if (!rest) return;
  let sum = f32x4.splat(0), gradient = dy + whole;
  for (let i = 0; i < count; i++) {
    const window = <usize>load<u32>(windows + (<usize>i << 2)) + offset + whole;
    sum = madd(loadPart(window, rest), loadPart(gradient, rest), sum);
    gradient += bytes;
  }
  storePart(to + whole, f32x4.add(loadPart(to + whole, rest), sum), rest);
}
