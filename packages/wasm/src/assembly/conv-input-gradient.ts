// Input gradient of a convolution (and the forward pass of a transposed one): for every tap, dY · Wᵀ is added in place
// to the voxels of the padded dX which that tap saw. The rows of C are found through a table of pointers.
import { TILE_ROWS, rowTile } from '../../build/micro-kernels';
import {
  ConvShape, aligned, fillTapChannels, fillTaps, fillWindows, groupInputs, groupOutputs, isPadded, outputPixels, paddedBytes, paddedIndex,
  tapCount,
} from './conv-shape';
import { BLOCK_ROWS, PANEL, PANEL_BYTES, blockRows, fillPointers, packPanels, panelCount } from './panels';
import { copyFloats } from './vector';
import { isWinograd, winogradInputGradient, winogradScratch } from './winograd';

/** Up to this many channels of a group, a panel holds the channels of several taps. */
const FEW_CHANNELS: i32 = 4;

@inline
function hasFewChannels(shape: ConvShape): bool {
  return groupInputs(shape) <= FEW_CHANNELS && tapCount(shape) > 1;
}

/** Channels of the padded dX: each group is rounded up to whole panels, unless it has few. */
@inline
function roomChannels(shape: ConvShape): i32 {
  if (hasFewChannels(shape)) return shape.inChannels;
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
  const room = isInPlace(shape) ? 0 : paddedBytes(shape, roomChannels(shape));
  if (hasFewChannels(shape)) return fewChannelsScratch(shape) + room + 16;
  const packed = <usize>(tapCount(shape) * panelCount(groupInputs(shape)) * groupOutputs(shape)) * PANEL_BYTES;
  return 2 * 1024 + aligned(<usize>tapCount(shape) << 2) + packed + room + 16;
}

/** dX [batch, …, inChannels] from dY [batch, …, outChannels] and filter [kernel…, inChannels / groups, outChannels]. */
export function convInputGradient(shape: ConvShape, dy: usize, filter: usize, dx: usize, scratch: usize): void {
  if (isWinograd(shape)) {
    winogradInputGradient(shape, dy, filter, dx, scratch);
    return;
  }
  if (hasFewChannels(shape)) {
    fewChannelsGradient(shape, dy, filter, dx, scratch);
    return;
  }
  const inputs = groupInputs(shape), outputs = groupOutputs(shape), taps = tapCount(shape);
  const dyRows = scratch, windows = dyRows + 1024, offsets = windows + 1024;
  const packed = offsets + aligned(<usize>taps << 2), channels = roomChannels(shape);
  const tapBytes = <usize>(panelCount(inputs) * outputs) * PANEL_BYTES;
  const inPlace = isInPlace(shape), room = inPlace ? dx : aligned(packed + <usize>taps * tapBytes);
  const dyStride = <usize>shape.outChannels << 2, pixels = outputPixels(shape), blockSize = blockRows(pixels);
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

/** Channels of a group of all taps: the columns of one product. */
@inline
function columnBytes(shape: ConvShape): usize {
  return <usize>panelCount(tapCount(shape) * groupInputs(shape)) * PANEL_BYTES;
}

function fewChannelsScratch(shape: ConvShape): usize {
  const rows = <usize>BLOCK_ROWS * columnBytes(shape), packed = <usize>groupOutputs(shape) * columnBytes(shape);
  return 4 * 1024 + 2 * columnBytes(shape) + rows + packed;
}

/** With few channels a group: one product for all taps of a block of pixels, whose columns are then added to dX. */
function fewChannelsGradient(shape: ConvShape, dy: usize, filter: usize, dx: usize, scratch: usize): void {
  const dyRows = scratch, windows = dyRows + 1024, rowTable = windows + 1024, zeroRows = rowTable + 1024;
  const step = columnBytes(shape), offsets = zeroRows + 1024, zeros = offsets + step, sums = zeros + step;
  const packed = sums + <usize>BLOCK_ROWS * step, inputs = groupInputs(shape), outputs = groupOutputs(shape);
  const inPlace = !isPadded(shape), room = inPlace ? dx : aligned(packed + <usize>outputs * step);
  const dyStride = <usize>shape.outChannels << 2, pixels = outputPixels(shape), blockSize = blockRows(pixels);
  const columns = tapCount(shape) * inputs;
  memory.fill(room, 0, paddedBytes(shape, shape.inChannels));
  memory.fill(zeros, 0, step);
  fillTapChannels(shape, shape.inChannels, offsets);
  fillPointers(rowTable, sums, step, blockSize);
  fillPointers(zeroRows, zeros, 0, TILE_ROWS);
  for (let group = 0; group < shape.groups; group++) {
    const outOffset = <usize>(group * outputs) << 2, groupRoom = room + (<usize>(group * inputs) << 2);
    packPanels(filter + outOffset, 4, dyStride, outputs, columns, packed);
    for (let first = 0; first < pixels; first += blockSize) {
      const rows = min(blockSize, pixels - first);
      fillPointers(dyRows, dy + <usize>first * dyStride + outOffset, dyStride, rows);
      fillWindows(shape, groupRoom, shape.inChannels, first, rows, windows);
      for (let panel: usize = 0; panel < step; panel += PANEL_BYTES) {
        const b = packed + panel * <usize>outputs;
        for (let row = 0; row < rows; row += TILE_ROWS) {
          const at = <usize>row << 2, count = min(TILE_ROWS, rows - row);
          rowTile(count, outputs, dyRows + at, 0, 4, b, PANEL_BYTES, rowTable + at, panel, zeroRows, panel, -Infinity, Infinity);
        }
      }
      for (let row = 0; row < rows; row++) {
        addColumns(<usize>load<u32>(windows + (<usize>row << 2)), sums + <usize>row * step, offsets, columns);
      }
    }
  }
  if (!inPlace) cropRoom(shape, room, shape.inChannels, dx);
}

/** Adds each column to the voxel at its offset of a window. */
function addColumns(window: usize, sums: usize, offsets: usize, columns: i32): void {
  for (; columns > 0; columns--, sums += 4, offsets += 4) {
    const to = window + <usize>load<u32>(offsets);
    store<f32>(to, load<f32>(to) + load<f32>(sums));
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
