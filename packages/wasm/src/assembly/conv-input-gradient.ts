// Input gradient of a convolution (and the forward pass of a transposed one): for every tap, dY · Wᵀ is added in place
// to the voxels of the padded dX which that tap saw. The rows of C are found through a table of pointers.
import { TILE_ROWS, rowTile } from '../../build/micro-kernels';
import {
  ConvShape, aligned, fillTaps, fillWindows, groupInputs, groupOutputs, isPadded, outputPixels, paddedBytes, paddedIndex,
  tapCount,
} from './conv-shape';
import { PANEL, PANEL_BYTES, blockRows, fillPointers, packPanels, panelCount } from './panels';
import { copyFloats } from './vector';
import { isWinograd, winogradInputGradient, winogradScratch } from './winograd';

/** Channels of the padded dX: each group is rounded up to whole panels. */
@inline
function roomChannels(shape: ConvShape): i32 {
  return shape.groups * panelCount(groupInputs(shape)) * PANEL;
}

/** Without padding and with whole panels the sums can be made in dX itself. */
@inline
function isInPlace(shape: ConvShape): bool {
  return !isPadded(shape) && roomChannels(shape) == shape.inChannels;
}

/** Bytes of scratch for {@link convInputGradient}. */
export function convInputGradientScratch(shape: ConvShape): usize {
  if (isWinograd(shape)) return winogradScratch(shape);
  const packed = <usize>(tapCount(shape) * panelCount(groupInputs(shape)) * groupOutputs(shape)) * PANEL_BYTES;
  const room = isInPlace(shape) ? 0 : paddedBytes(shape, roomChannels(shape));
  return 2 * 1024 + aligned(<usize>tapCount(shape) << 2) + packed + room + 16;
}

/** dX [batch, …, inChannels] from dY [batch, …, outChannels] and filter [kernel…, inChannels / groups, outChannels]. */
export function convInputGradient(shape: ConvShape, dy: usize, filter: usize, dx: usize, scratch: usize): void {
  if (isWinograd(shape)) {
    winogradInputGradient(shape, dy, filter, dx, scratch);
    return;
  }
  const inputs = groupInputs(shape), outputs = groupOutputs(shape), taps = tapCount(shape);
  const dyRows = scratch, windows = dyRows + 1024, offsets = windows + 1024;
  const packed = offsets + aligned(<usize>taps << 2), channels = roomChannels(shape);
  const tapBytes = <usize>(panelCount(inputs) * outputs) * PANEL_BYTES;
  const inPlace = isInPlace(shape), room = inPlace ? dx : aligned(packed + <usize>taps * tapBytes);
  const dyStride = <usize>shape.outChannels << 2, pixels = outputPixels(shape), blockSize = blockRows();
  memory.fill(room, 0, paddedBytes(shape, channels));
  fillTaps(shape, channels, offsets);
  for (let group = 0; group < shape.groups; group++) {
    const groupRoom = room + (<usize>(group * (channels / shape.groups)) << 2), outOffset = <usize>(group * outputs) << 2;
    for (let tap = 0; tap < taps; tap++) {
      const from = filter + <usize>(tap * inputs) * dyStride + outOffset;
      packPanels(from, 4, dyStride, outputs, inputs, packed + <usize>tap * tapBytes);
    }
    for (let first = 0; first < pixels; first += blockSize) {
      const rows = min(blockSize, pixels - first);
      fillPointers(dyRows, dy + <usize>first * dyStride + outOffset, dyStride, rows);
      fillWindows(shape, groupRoom, channels, first, rows, windows);
      for (let tap = 0; tap < taps; tap++) {
        const offset = <usize>load<u32>(offsets + (<usize>tap << 2));
        addTap(rows, outputs, inputs, dyRows, packed + <usize>tap * tapBytes, windows, offset);
      }
    }
  }
  if (!inPlace) cropRoom(shape, room, channels, dx);
}

/** Adds the products of a block of rows with one tap's weights to the voxels at `offset` of the windows. */
function addTap(rows: i32, depth: i32, columns: i32, dyRows: usize, packed: usize, windows: usize, offset: usize): void {
  for (let column = 0; column < columns; column += PANEL) {
    const to = offset + (<usize>column << 2);
    for (let row = 0; row < rows; row += TILE_ROWS) {
      const at = <usize>row << 2, c = windows + at;
      rowTile(min(TILE_ROWS, rows - row), depth, dyRows + at, 0, 4, packed, PANEL_BYTES, c, to, c, to, -Infinity, Infinity);
    }
    packed += <usize>depth * PANEL_BYTES;
  }
}

/** Copies what lies inside the padding, and of each group its true channels. */
function cropRoom(shape: ConvShape, room: usize, channels: i32, dx: usize): void {
  const pixel = <usize>channels << 2, groupPixel = pixel / <usize>shape.groups, groupBytes = <usize>groupInputs(shape) << 2;
  const isPlain = channels == shape.inChannels;
  for (let image = 0; image < shape.batch; image++) {
    for (let z = 0; z < shape.inDepth; z++) {
      for (let y = 0; y < shape.inHeight; y++) {
        let from = room + <usize>paddedIndex(shape, image, z, y, 0) * pixel;
        if (isPlain) {
          memory.copy(dx, from, <usize>shape.inWidth * pixel);
          dx += <usize>shape.inWidth * pixel;
          continue;
        }
        for (let i = shape.inWidth * shape.groups; i > 0; i--) {
          copyFloats(dx, from, groupBytes);
          dx += groupBytes;
          from += groupPixel;
        }
      }
    }
  }
}
