// Forward convolution without a full image-to-column copy: the rows of the matrix product are the windows of the padded
// image, found through a table of pointers; a window is a few contiguous segments (kernel rows, or single taps).
import { TILE_ROWS } from '../../build/micro-kernels';
import {
  ConvShape, aligned, fillTaps, fillWindows, groupInputs, groupOutputs, isPadded, outputPixels, paddedBytes, padInput,
  tapCount,
} from './conv-shape';
import {
  BLOCK_ROWS, PANEL, PANEL_BYTES, SPARE_TILE_BYTES, blockRows, fillPointers, packBias, packPanels, panelCount,
  prepareSpareTile, tile,
} from './panels';
import { copyFloats } from './vector';

/** Segments shorter than this are gathered into contiguous rows first. */
const SHORT_SEGMENT: i32 = 24;

/** Kernel rows are contiguous in the image unless they are dilated or other groups' channels lie between. */
@inline
function hasWholeRows(shape: ConvShape): bool {
  return shape.groups == 1 && (shape.dilationWidth == 1 || shape.kernelWidth == 1);
}

@inline
function segmentLength(shape: ConvShape): i32 {
  return hasWholeRows(shape) ? shape.kernelWidth * shape.inChannels : groupInputs(shape);
}

@inline
function segmentCount(shape: ConvShape): i32 {
  return hasWholeRows(shape) ? shape.kernelDepth * shape.kernelHeight : tapCount(shape);
}

@inline
function isGathered(shape: ConvShape): bool {
  return segmentLength(shape) < SHORT_SEGMENT && segmentCount(shape) > 1;
}

/** Bytes of scratch for {@link convForward}. */
export function convForwardScratch(shape: ConvShape): usize {
  const depth = tapCount(shape) * groupInputs(shape), panels = panelCount(groupOutputs(shape));
  let bytes = SPARE_TILE_BYTES + 3 * 1024 + aligned(<usize>tapCount(shape) << 2);
  bytes += <usize>panels * PANEL_BYTES * <usize>(depth + 1);
  if (isGathered(shape)) bytes += (<usize>BLOCK_ROWS * <usize>depth) << 2;
  if (isPadded(shape)) bytes += paddedBytes(shape, shape.inChannels);
  return aligned(bytes) + 16;
}

/** y = clamp(x ∗ filter + bias, low, high); x [batch, …, inChannels], filter [kernel…, inChannels / groups, outChannels]. */
export function convForward(
  shape: ConvShape, x: usize, filter: usize, bias: usize, y: usize, low: f32, high: f32, scratch: usize,
): void {
  const inputs = groupInputs(shape), outputs = groupOutputs(shape), depth = tapCount(shape) * inputs;
  const length = segmentLength(shape), segments = segmentCount(shape), gathered = isGathered(shape);
  const windows = scratch + SPARE_TILE_BYTES, yRows = windows + 1024, biasRows = yRows + 1024;
  const origin = biasRows + 64, offsets = biasRows + 1024, biasRow = offsets + aligned(<usize>tapCount(shape) << 2);
  const packed = biasRow + <usize>panelCount(outputs) * PANEL_BYTES;
  const gather = packed + <usize>(panelCount(outputs) * depth) * PANEL_BYTES;
  const padded = padInput(shape, x, aligned(gathered ? gather + ((<usize>BLOCK_ROWS * <usize>depth) << 2) : gather));
  const yStride = <usize>shape.outChannels << 2, pixels = outputPixels(shape), blockSize = blockRows();
  prepareSpareTile(scratch);
  fillPointers(biasRows, biasRow, 0, TILE_ROWS);
  fillSegments(shape, offsets);
  store<u32>(origin, 0);
  for (let group = 0; group < shape.groups; group++) {
    const outOffset = <usize>(group * outputs) << 2;
    packBias(bias ? bias + outOffset : 0, outputs, biasRow);
    packPanels(filter + outOffset, yStride, 4, depth, outputs, packed);
    for (let first = 0; first < pixels; first += blockSize) {
      const rows = min(blockSize, pixels - first);
      fillWindows(shape, padded + (<usize>(group * inputs) << 2), shape.inChannels, first, rows, windows);
      fillPointers(yRows, y + <usize>first * yStride + outOffset, yStride, rows);
      if (gathered) {
        gatherWindows(windows, rows, offsets, segments, <usize>length << 2, gather);
        multiplyBlock(rows, 1, depth, windows, origin, packed, outputs, yRows, biasRows, low, high, scratch);
      } else multiplyBlock(rows, segments, length, windows, offsets, packed, outputs, yRows, biasRows, low, high, scratch);
    }
  }
}

/** Byte offsets of the segments from the start of a window. */
function fillSegments(shape: ConvShape, offsets: usize): void {
  fillTaps(shape, shape.inChannels, offsets);
  if (!hasWholeRows(shape)) return;
  for (let i = 0; i < segmentCount(shape); i++) {
    store<u32>(offsets + (<usize>i << 2), load<u32>(offsets + (<usize>(i * shape.kernelWidth) << 2)));
  }
}

/** Copies each window into one contiguous row and points the table there. */
function gatherWindows(windows: usize, rows: i32, offsets: usize, segments: i32, bytes: usize, to: usize): void {
  for (let row = 0; row < rows; row++) {
    const entry = windows + (<usize>row << 2), from = <usize>load<u32>(entry);
    store<u32>(entry, <u32>to);
    for (let segment = 0; segment < segments; segment++) {
      copyFloats(to, from + <usize>load<u32>(offsets + (<usize>segment << 2)), bytes);
      to += bytes;
    }
  }
}

/** Rows of windows times all panels; the sums of one segment are the start of the next one's. */
function multiplyBlock(
  rows: i32, segments: i32, length: i32, windows: usize, offsets: usize, packed: usize, columns: i32,
  yRows: usize, biasRows: usize, low: f32, high: f32, spare: usize,
): void {
  for (let column = 0; column < columns; column += PANEL) {
    const yOffset = <usize>column << 2;
    for (let row = 0; row < rows; row += TILE_ROWS) {
      const at = <usize>row << 2, count = min(TILE_ROWS, rows - row);
      for (let segment = 0; segment < segments; segment++) {
        const isLast = segment == segments - 1;
        tile(
          count, columns - column, length, windows + at, <usize>load<u32>(offsets + (<usize>segment << 2)), 4,
          packed + <usize>(segment * length) * PANEL_BYTES, PANEL_BYTES, yRows + at, yOffset, segment ? yRows + at : biasRows, yOffset,
          isLast ? low : -Infinity, isLast ? high : Infinity, spare,
        );
      }
    }
    packed += <usize>(segments * length) * PANEL_BYTES;
  }
}
