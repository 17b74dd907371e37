// Forward convolution without an image-to-column copy: the rows of the matrix product are the windows of the padded image,
// found through a table of pointers, and what a window holds through a table of offsets.
import { TILE_ROWS, windowTile } from '../../build/micro-kernels';
import {
  ConvShape, aligned, fillTapChannels, fillWindows, groupInputs, groupOutputs, isPadded, outputPixels, paddedBytes,
  padInput, tapCount,
} from './conv-shape';
import {
  DEPTH, PANEL, PANEL_BYTES, SPARE_TILE_BYTES, blockRows, copySpareTile, fillPointers, packBias, packPanels, panelCount,
  prepareSpareTile,
} from './panels';
import { isWinograd, winogradForward, winogradScratch } from './winograd';

/** Bytes of scratch for {@link convForward}. */
export function convForwardScratch(shape: ConvShape): usize {
  if (isWinograd(shape)) return winogradScratch(shape);
  const depth = tapCount(shape) * groupInputs(shape), panels = panelCount(groupOutputs(shape));
  let bytes = SPARE_TILE_BYTES + 3 * 1024 + aligned(<usize>depth << 2) + <usize>(panels * (depth + 1)) * PANEL_BYTES;
  if (isPadded(shape)) bytes += paddedBytes(shape, shape.inChannels);
  return aligned(bytes) + 16;
}

/** y = clamp(x ∗ filter + bias, low, high); x [batch, …, inChannels], filter [kernel…, inChannels / groups, outChannels]. */
export function convForward(
  shape: ConvShape, x: usize, filter: usize, bias: usize, y: usize, low: f32, high: f32, scratch: usize,
): void {
  if (isWinograd(shape)) {
    winogradForward(shape, x, filter, bias, y, low, high, scratch);
    return;
  }
  const inputs = groupInputs(shape), outputs = groupOutputs(shape), depth = tapCount(shape) * inputs;
  const windows = scratch + SPARE_TILE_BYTES, yRows = windows + 1024, biasRows = yRows + 1024;
  const offsets = biasRows + 1024, biasRow = offsets + aligned(<usize>depth << 2);
  const packed = biasRow + <usize>panelCount(outputs) * PANEL_BYTES;
  const padded = padInput(shape, x, aligned(packed + <usize>(panelCount(outputs) * depth) * PANEL_BYTES));
  const yStride = <usize>shape.outChannels << 2, pixels = outputPixels(shape), blockSize = blockRows(pixels);
  prepareSpareTile(scratch);
  fillPointers(biasRows, biasRow, 0, TILE_ROWS);
  fillTapChannels(shape, shape.inChannels, offsets);
  for (let group = 0; group < shape.groups; group++) {
    const outOffset = <usize>(group * outputs) << 2, image = padded + (<usize>(group * inputs) << 2);
    packBias(bias ? bias + outOffset : 0, outputs, biasRow);
    packPanels(filter + outOffset, yStride, 4, depth, outputs, packed);
    for (let first = 0; first < pixels; first += blockSize) {
      const rows = min(blockSize, pixels - first);
      fillWindows(shape, image, shape.inChannels, first, rows, windows);
      fillPointers(yRows, y + <usize>first * yStride + outOffset, yStride, rows);
      multiplyWindows(rows, depth, windows, offsets, packed, outputs, yRows, biasRows, low, high, scratch);
    }
  }
}

/** Windows times all panels. Long sums are made in parts; the narrow last panel goes through the spare tile. */
function multiplyWindows(
  rows: i32, depth: i32, windows: usize, offsets: usize, packed: usize, columns: i32, yRows: usize, biasRows: usize,
  low: f32, high: f32, spare: usize,
): void {
  for (let column = 0; column < columns; column += PANEL) {
    const isNarrow = columns - column < PANEL, yOffset = <usize>column << 2, toOffset = isNarrow ? 0 : yOffset;
    for (let row = 0; row < rows; row += TILE_ROWS) {
      const at = <usize>row << 2, count = min(TILE_ROWS, rows - row), to = isNarrow ? spare : yRows + at;
      let start = 0;
      do {
        const isLast = start + DEPTH >= depth;
        windowTile(
          count, min(DEPTH, depth - start), windows + at, offsets + (<usize>start << 2),
          packed + <usize>start * PANEL_BYTES, to, toOffset, start ? to : biasRows, start ? toOffset : yOffset,
          isLast ? low : -Infinity, isLast ? high : Infinity,
        );
        start += DEPTH;
      } while (start < depth);
      if (isNarrow) copySpareTile(spare, yRows + at, yOffset, count, <usize>(columns - column) << 2);
    }
    packed += <usize>depth * PANEL_BYTES;
  }
}
