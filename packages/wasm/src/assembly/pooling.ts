// Max and average pooling over up to three axes with any window, stride and padding, and their gradients. Padding is
// never touched: each window is clipped to the image. Four channels at a time.
import { ConvShape, isPadded, tapCount } from './conv-shape';
import { loadPart, storePart } from './vector';

const MAX: i32 = 0;
const AVERAGE: i32 = 1;
const MAX_GRADIENT: i32 = 2;
const AVERAGE_GRADIENT: i32 = 3;

/** Bytes of scratch for the functions below: the offsets of the voxels of a whole window, and of a clipped one. */
export function poolScratch(shape: ConvShape): usize {
  return <usize>tapCount(shape) << 3;
}

/** y = the largest value of each window. */
export function maxPool(shape: ConvShape, x: usize, y: usize, scratch: usize): void {
  eachWindow(MAX, shape, x, y, 0, 0, scratch);
}

/** y = the mean of the voxels of each window that lie inside the image. */
export function averagePool(shape: ConvShape, x: usize, y: usize, scratch: usize): void {
  eachWindow(AVERAGE, shape, x, y, 0, 0, scratch);
}

/** dX: each dY goes to the first voxel of its window that equals the maximum y. */
export function maxPoolGradient(shape: ConvShape, x: usize, y: usize, dy: usize, dx: usize, scratch: usize): void {
  if (!isTiled(shape)) clearInput(shape, dx);
  eachWindow(MAX_GRADIENT, shape, x, y, dy, dx, scratch);
}

/** dX: each dY is spread evenly over the voxels of its window that lie inside the image. */
export function averagePoolGradient(shape: ConvShape, dy: usize, dx: usize, scratch: usize): void {
  clearInput(shape, dx);
  eachWindow(AVERAGE_GRADIENT, shape, 0, 0, dy, dx, scratch);
}

function clearInput(shape: ConvShape, dx: usize): void {
  memory.fill(dx, 0, <usize>(shape.batch * shape.inDepth * shape.inHeight * shape.inWidth * shape.inChannels) << 2);
}

// The constant kind is folded: each public function gets its own copy of this loop.
@inline
function eachWindow(kind: i32, shape: ConvShape, x: usize, y: usize, dy: usize, dx: usize, scratch: usize): void {
  const bytes = <usize>shape.inChannels << 2, wholeTaps = scratch, clippedTaps = scratch + (<usize>tapCount(shape) << 2);
  const image = <usize>(shape.inDepth * shape.inHeight * shape.inWidth) * bytes, isDisjoint = areDisjoint(shape);
  fillWindow(shape, 0, 0, 0, wholeTaps);
  for (let i = 0; i < shape.batch; i++) {
    for (let plane = 0; plane < shape.outDepth; plane++) {
      const z = plane * shape.strideDepth - shape.front;
      for (let row = 0; row < shape.outHeight; row++) {
        const top = row * shape.strideHeight - shape.top;
        for (let column = 0; column < shape.outWidth; column++) {
          const left = column * shape.strideWidth - shape.left, isWhole = liesInside(shape, z, top, left);
          const base = isWhole ? <usize>((z * shape.inHeight + top) * shape.inWidth + left) * bytes : 0;
          const taps = isWhole ? wholeTaps : clippedTaps;
          const count = isWhole ? tapCount(shape) : fillWindow(shape, z, top, left, clippedTaps);
          if (kind == MAX) maxWindow(x + base, y, taps, count, bytes);
          if (kind == AVERAGE) averageWindow(x + base, y, taps, count, bytes);
          if (kind == MAX_GRADIENT) maxGradientWindow(x + base, y, dy, dx + base, taps, count, bytes, isDisjoint);
          if (kind == AVERAGE_GRADIENT) averageGradientWindow(dy, dx + base, taps, count, bytes);
          y += bytes;
          dy += bytes;
        }
      }
    }
    x += image;
    dx += image;
  }
}

/** True when no voxel lies in two windows. */
function areDisjoint(shape: ConvShape): bool {
  return (
    shape.strideDepth >= shape.kernelDepth &&
    shape.strideHeight >= shape.kernelHeight &&
    shape.strideWidth >= shape.kernelWidth
  );
}

/** True when every voxel lies in exactly one window, and every channel in a whole vector: all of dX is written. */
function isTiled(shape: ConvShape): bool {
  return (
    !isPadded(shape) && shape.inChannels % 4 == 0 &&
    shape.strideDepth == shape.kernelDepth && shape.outDepth * shape.kernelDepth == shape.inDepth &&
    shape.strideHeight == shape.kernelHeight && shape.outHeight * shape.kernelHeight == shape.inHeight &&
    shape.strideWidth == shape.kernelWidth && shape.outWidth * shape.kernelWidth == shape.inWidth
  );
}

@inline
function liesInside(shape: ConvShape, z: i32, y: i32, x: i32): bool {
  return (
    z >= 0 && y >= 0 && x >= 0 && z + shape.kernelDepth <= shape.inDepth && y + shape.kernelHeight <= shape.inHeight &&
    x + shape.kernelWidth <= shape.inWidth
  );
}

/**
 * Writes the byte offsets of the voxels of the window at z, y, x that lie inside the image; returns their number. For the
 * window at 0, 0, 0 of a large enough image these are the offsets within any whole window.
 */
function fillWindow(shape: ConvShape, z: i32, y: i32, x: i32, taps: usize): i32 {
  const pixel = <usize>shape.inChannels << 2, xStart = max(x, 0), xEnd = min(x + shape.kernelWidth, shape.inWidth);
  const zEnd = min(z + shape.kernelDepth, shape.inDepth), yEnd = min(y + shape.kernelHeight, shape.inHeight);
  let to = taps;
  for (let a = max(z, 0); a < zEnd; a++) {
    for (let b = max(y, 0); b < yEnd; b++) {
      let offset = <usize>((a * shape.inHeight + b) * shape.inWidth + xStart) * pixel;
      for (let c = xStart; c < xEnd; c++) {
        store<u32>(to, <u32>offset);
        offset += pixel;
        to += 4;
      }
    }
  }
  return <i32>((to - taps) >> 2);
}

@inline
function tapOffset(taps: usize, tap: i32): usize {
  return <usize>load<u32>(taps + (<usize>tap << 2));
}

function maxWindow(x: usize, y: usize, taps: usize, count: i32, bytes: usize): void {
  const whole = bytes & ~15, rest = <i32>((bytes & 15) >> 2);
  if (count == 4) maxOfFour(x, y, taps, whole);
  else for (let c: usize = 0; c < whole; c += 16) {
    let best = f32x4.splat(-Infinity);
    for (let tap = 0; tap < count; tap++) best = f32x4.max(best, v128.load(x + tapOffset(taps, tap) + c));
    v128.store(y + c, best);
  }
  if (!rest) return;
  let best = f32x4.splat(-Infinity);
  for (let tap = 0; tap < count; tap++) best = f32x4.max(best, loadPart(x + tapOffset(taps, tap) + whole, rest));
  storePart(y + whole, best, rest);
}

/** Windows of four voxels are the usual ones. */
function maxOfFour(x: usize, y: usize, taps: usize, bytes: usize): void {
  const a = x + tapOffset(taps, 0), b = x + tapOffset(taps, 1), c = x + tapOffset(taps, 2), d = x + tapOffset(taps, 3);
  for (let i: usize = 0; i < bytes; i += 16) {
    const ab = f32x4.max(v128.load(a + i), v128.load(b + i)), cd = f32x4.max(v128.load(c + i), v128.load(d + i));
    v128.store(y + i, f32x4.max(ab, cd));
  }
}

function averageWindow(x: usize, y: usize, taps: usize, count: i32, bytes: usize): void {
  const whole = bytes & ~15, rest = <i32>((bytes & 15) >> 2), divisor = f32x4.splat(<f32>max(count, 1));
  for (let c: usize = 0; c < whole; c += 16) {
    let sum = f32x4.splat(0);
    for (let tap = 0; tap < count; tap++) sum = f32x4.add(sum, v128.load(x + tapOffset(taps, tap) + c));
    v128.store(y + c, f32x4.div(sum, divisor));
  }
  if (!rest) return;
  let sum = f32x4.splat(0);
  for (let tap = 0; tap < count; tap++) sum = f32x4.add(sum, loadPart(x + tapOffset(taps, tap) + whole, rest));
  storePart(y + whole, f32x4.div(sum, divisor), rest);
}

/** Where windows are disjoint there is nothing yet to add to. */
function maxGradientWindow(
  x: usize, y: usize, dy: usize, dx: usize, taps: usize, count: i32, bytes: usize, isDisjoint: bool,
): void {
  const whole = bytes & ~15;
  if (count == 4 && isDisjoint) maxGradientOfFour(x, y, dy, dx, taps, whole);
  else for (let c: usize = 0; c < whole; c += 16) {
    const best = v128.load(y + c);
    let gradient = v128.load(dy + c);
    for (let tap = 0; tap < count; tap++) {
      const at = tapOffset(taps, tap) + c, isBest = f32x4.eq(v128.load(x + at), best);
      const share = v128.and(gradient, isBest);
      v128.store(dx + at, isDisjoint ? share : f32x4.add(v128.load(dx + at), share));
      gradient = v128.andnot(gradient, isBest);
    }
  }
  for (let c = whole; c < bytes; c += 4) {
    const best = load<f32>(y + c);
    for (let tap = 0; tap < count; tap++) {
      const at = tapOffset(taps, tap) + c;
      if (load<f32>(x + at) != best) continue;
      store<f32>(dx + at, load<f32>(dx + at) + load<f32>(dy + c));
      break;
    }
  }
}

function maxGradientOfFour(x: usize, y: usize, dy: usize, dx: usize, taps: usize, bytes: usize): void {
  const a = tapOffset(taps, 0), b = tapOffset(taps, 1), c = tapOffset(taps, 2), d = tapOffset(taps, 3);
  for (let i: usize = 0; i < bytes; i += 16) {
    const best = v128.load(y + i), gradient = v128.load(dy + i), from = x + i, to = dx + i;
    const isA = f32x4.eq(v128.load(from + a), best), isB = f32x4.eq(v128.load(from + b), best);
    const isC = f32x4.eq(v128.load(from + c), best), isD = f32x4.eq(v128.load(from + d), best);
    const afterA = v128.andnot(gradient, isA), afterB = v128.andnot(afterA, isB), afterC = v128.andnot(afterB, isC);
    v128.store(to + a, v128.and(gradient, isA));
    v128.store(to + b, v128.and(afterA, isB));
    v128.store(to + c, v128.and(afterB, isC));
    v128.store(to + d, v128.and(afterC, isD));
  }
}

function averageGradientWindow(dy: usize, dx: usize, taps: usize, count: i32, bytes: usize): void {
  const whole = bytes & ~15, divisor = <f32>max(count, 1);
  for (let tap = 0; tap < count; tap++) {
    const to = dx + tapOffset(taps, tap);
    for (let c: usize = 0; c < whole; c += 16) {
      v128.store(to + c, f32x4.add(v128.load(to + c), f32x4.div(v128.load(dy + c), f32x4.splat(divisor))));
    }
    for (let c = whole; c < bytes; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(dy + c) / divisor);
  }
}
