// Filter gradient of a convolution: dW = windowsᵀ · dY, summed over blocks of output pixels. The columns of the product
// are the windows of the padded input, found through a table of pointers; dY is packed per block.
import { TILE_ROWS, columnTile } from '../../build/micro-kernels';
import {
  ConvShape,
  aligned,
  fillTapChannels,
  fillWindows,
  groupInputs,
  groupOutputs,
  isPadded,
  outputPixels,
  paddedBytes,
  padInput,
  tapCount,
} from './conv-shape';
import { PANEL, PANEL_BYTES, packPanels, panelCount } from './panels';
import { isWinograd, winogradFilterGradient, winogradScratch } from './winograd';

/** Output pixels of one block: a panel of dY (4 KB) and what it meets of x stay in the first-level cache. */
const BLOCK_PIXELS: i32 = 128;

/** Blocks whose sums are made in one go, before they are added to dW: so long sums lose little to rounding. */
const BLOCKS: i32 = 128;

/** Up to this many rows of dW it costs more to pack dY than to read it where it lies. */
const FEW_ROWS: i32 = 40;

/** Bytes of scratch for {@link convFilterGradient}. */
export function convFilterGradientScratch(shape: ConvShape): usize {
  if (isWinograd(shape)) return winogradScratch(shape);
  const depth = tapCount(shape) * groupInputs(shape),
    panels = panelCount(groupOutputs(shape));
  let bytes = <usize>BLOCK_PIXELS * (4 + PANEL_BYTES) + aligned((<usize>depth) << 2);
  bytes += <usize>(panels * depth) * PANEL_BYTES;
  if (isPadded(shape)) bytes += paddedBytes(shape, shape.inChannels);
  return bytes + 16;
}

/** dW [kernel…, inChannels / groups, outChannels] from x [batch, …, inChannels] and dY [batch, …, outChannels]. */
export function convFilterGradient(shape: ConvShape, x: usize, dy: usize, dw: usize, scratch: usize): void {
  if (isWinograd(shape)) {
    winogradFilterGradient(shape, x, dy, dw, scratch);
    return;
  }
  const inputs = groupInputs(shape),
    outputs = groupOutputs(shape),
    depth = tapCount(shape) * inputs;
  const windows = scratch,
    packed = windows + ((<usize>BLOCK_PIXELS) << 2),
    offsets = packed + <usize>BLOCK_PIXELS * PANEL_BYTES;
  const sums = offsets + aligned((<usize>depth) << 2);
  const sumStride = <usize>panelCount(outputs) * PANEL_BYTES,
    sumBytes = <usize>depth * sumStride;
  const padded = padInput(shape, x, aligned(sums + sumBytes));
  const pixels = outputPixels(shape),
    dyStride = (<usize>shape.outChannels) << 2;
  fillTapChannels(shape, shape.inChannels, offsets);
  for (let group = 0; group < shape.groups; group++) {
    const outOffset = (<usize>(group * outputs)) << 2;
    memory.fill(sums, 0, sumBytes);
    for (let first = 0, left = BLOCKS; first < pixels; first += BLOCK_PIXELS) {
      const count = min(BLOCK_PIXELS, pixels - first);
      fillWindows(shape, padded + ((<usize>(group * inputs)) << 2), shape.inChannels, first, count, windows);
      for (let column = 0; column < outputs; column += PANEL) {
        const offset = (<usize>column) << 2,
          from = dy + <usize>first * dyStride + outOffset + offset;
        const isRead = depth <= FEW_ROWS && column + PANEL <= outputs;
        const panel = isRead ? from : packed, panelStep = isRead ? dyStride : PANEL_BYTES;
        if (!isRead) packPanels(from, dyStride, 4, count, min(PANEL, outputs - column), packed);
        for (let k = 0; k < depth; k += TILE_ROWS) {
          const rows = min(TILE_ROWS, depth - k), c = sums + <usize>k * sumStride + offset;
          columnTile(rows, count, windows, offsets + ((<usize>k) << 2), panel, panelStep, c, sumStride);
        }
      }
      if (--left == 0 || first + BLOCK_PIXELS >= pixels) {
        moveSums(sums, sumStride, depth, dw + outOffset, dyStride, outputs, first < BLOCKS * BLOCK_PIXELS);
        left = BLOCKS;
      }
    }
    if (pixels == 0) moveSums(sums, sumStride, depth, dw + outOffset, dyStride, outputs, true);
  }
}

/** Sets rows of dW to the sums, or adds them to it; the sums are set to zero. */
function moveSums(
  sums: usize, sumStride: usize, rows: i32, dw: usize, stride: usize, columns: i32, isFirst: bool,
): void {
  const bytes = (<usize>columns) << 2;
  for (; rows > 0; rows--, dw += stride, sums += sumStride) {
    if (isFirst) memory.copy(dw, sums, bytes);
    else for (let i: usize = 0; i < bytes; i += 4) store<f32>(dw + i, load<f32>(dw + i) + load<f32>(sums + i));
    memory.fill(sums, 0, bytes);
  }
}
