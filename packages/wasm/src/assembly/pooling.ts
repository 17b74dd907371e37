// Max and average pooling over up to three axes with any window, stride and padding, and their gradients. Padding is
// never touched: each window is clipped to the image. Whole windows of a row are done in one go.
import { ConvShape, isPadded, tapCount } from './conv-shape';
import { averageGradientWindows, averageWindows, maxGradientWindows, maxWindows } from './pool-windows';
import { addBlock, storeTotals } from './sums';

const MAX: i32 = 0;
const AVERAGE: i32 = 1;
const MAX_GRADIENT: i32 = 2;
const AVERAGE_GRADIENT: i32 = 3;
const RECTIFIED_GRADIENT: i32 = 4;

/** Bytes of scratch for the functions below: offsets of the voxels of a whole and of a clipped window, sums of rows and of all. */
export function poolScratch(shape: ConvShape): usize {
  return (<usize>tapCount(shape) << 3) + 12 * <usize>shape.inChannels;
}

/** y = the largest value of each window. */
export function maxPool(shape: ConvShape, x: usize, y: usize, scratch: usize): void {
  eachRun(MAX, shape, x, y, 0, 0, 0, scratch);
}

/** y = the mean of the voxels of each window that lie inside the image. */
export function averagePool(shape: ConvShape, x: usize, y: usize, scratch: usize): void {
  eachRun(AVERAGE, shape, x, y, 0, 0, 0, scratch);
}

/** dX: each dY goes to the first voxel of its window that equals the maximum y. */
export function maxPoolGradient(shape: ConvShape, x: usize, y: usize, dy: usize, dx: usize, scratch: usize): void {
  if (!isTiled(shape)) clearInput(shape, dx);
  eachRun(MAX_GRADIENT, shape, x, y, dy, dx, 0, scratch);
}

/** The gradient before the relu that made x: as dX, but only where y > 0; and `sums` [channels], the sum of its pixels. */
export function rectifiedMaxPoolGradient(
  shape: ConvShape, x: usize, y: usize, dy: usize, dx: usize, sums: usize, scratch: usize,
): void {
  if (!isTiled(shape)) clearInput(shape, dx);
  eachRun(RECTIFIED_GRADIENT, shape, x, y, dy, dx, sums, scratch);
}

/** dX: each dY is spread evenly over the voxels of its window that lie inside the image. */
export function averagePoolGradient(shape: ConvShape, dy: usize, dx: usize, scratch: usize): void {
  clearInput(shape, dx);
  eachRun(AVERAGE_GRADIENT, shape, 0, 0, dy, dx, 0, scratch);
}

function clearInput(shape: ConvShape, dx: usize): void {
  memory.fill(dx, 0, <usize>(shape.batch * shape.inDepth * shape.inHeight * shape.inWidth * shape.inChannels) << 2);
}

// The constant kind is folded: each public function gets its own copy of this loop.
@inline
function eachRun(
  kind: i32, shape: ConvShape, x: usize, y: usize, dy: usize, dx: usize, sums: usize, scratch: usize,
): void {
  const bytes = <usize>shape.inChannels << 2, wholeTaps = scratch, clippedTaps = scratch + (<usize>tapCount(shape) << 2);
  const image = <usize>(shape.inDepth * shape.inHeight * shape.inWidth) * bytes, isDisjoint = areDisjoint(shape);
  const totals = scratch + (<usize>tapCount(shape) << 3), rowSums = totals + 2 * bytes, step = <usize>shape.strideWidth * bytes;
  fillWindow(shape, 0, 0, 0, wholeTaps);
  if (kind == RECTIFIED_GRADIENT) memory.fill(totals, 0, 3 * bytes);
  for (let i = 0; i < shape.batch; i++) {
    for (let plane = 0; plane < shape.outDepth; plane++) {
      const z = plane * shape.strideDepth - shape.front;
      for (let row = 0; row < shape.outHeight; row++) {
        const top = row * shape.strideHeight - shape.top;
        for (let column = 0; column < shape.outWidth;) {
          const left = column * shape.strideWidth - shape.left, isWhole = liesInside(shape, z, top, left);
          const base = isWhole ? <usize>((z * shape.inHeight + top) * shape.inWidth + left) * bytes : 0;
          const taps = isWhole ? wholeTaps : clippedTaps;
          const count = isWhole ? tapCount(shape) : fillWindow(shape, z, top, left, clippedTaps);
          const run = isWhole ? min(shape.outWidth - column, followers(shape, left) + 1) : 1;
          if (kind == MAX) maxWindows(run, step, x + base, y, taps, count, bytes);
          if (kind == AVERAGE) averageWindows(run, step, x + base, y, taps, count, bytes);
          if (kind == MAX_GRADIENT) maxGradientWindows(run, step, x + base, y, dy, dx + base, taps, count, bytes, isDisjoint, 0);
          if (kind == RECTIFIED_GRADIENT) {
            maxGradientWindows(run, step, x + base, y, dy, dx + base, taps, count, bytes, isDisjoint, rowSums);
          }
          if (kind == AVERAGE_GRADIENT) averageGradientWindows(run, step, dy, dx + base, taps, count, bytes);
          y += <usize>run * bytes;
          dy += <usize>run * bytes;
          column += run;
        }
        if (kind == RECTIFIED_GRADIENT) addBlock(totals, rowSums, bytes);
      }
    }
    x += image;
    dx += image;
  }
  if (kind == RECTIFIED_GRADIENT) storeTotals(totals, 1, sums, bytes);
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

/** How many windows after the one at `left` of a row end inside the image. */
@inline
function followers(shape: ConvShape, left: i32): i32 {
  return (shape.inWidth - shape.kernelWidth - left) / shape.strideWidth;
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
