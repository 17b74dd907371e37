// Convolutions with 3×3 filters and stride 1 by Winograd's algorithm, and their gradients: a quarter of the products.
// Between the transforms lies one matrix product for each point of a tile.
import { TILE_ROWS, columnTile, rowTile } from '../../build/micro-kernels';
import { ConvShape, outputPixels } from './conv-shape';
import { PANEL, PANEL_BYTES, fillPointers, packBias, packPanels } from './panels';
import {
  BLOCK_TILES, POINTS, Work, addInputGradient, blockStep, filterStep, gatherFilterGradient, layOut, rowBytes,
  storeOutput, tileCount, transformFilter, transformInput, transformOutputGradient, workBytes,
} from './winograd-tiles';

/** With fewer tiles the transform of the filter costs more than the products. */
const FEW_TILES: i32 = 8;

/** Weights of one tap up to which the transformed filters have room: 36 times as many, twice. */
const MANY_WEIGHTS: i32 = 1 << 18;

/** True where the transforms are possible and save time: whole panels of channels, and tiles well filled. */
export function isWinograd(shape: ConvShape): bool {
  const tiles = tileCount(shape);
  return (
    shape.kernelHeight == 3 && shape.kernelWidth == 3 && shape.kernelDepth == 1 && shape.paddedDepth == 1 &&
    shape.strideHeight == 1 && shape.strideWidth == 1 && shape.dilationHeight == 1 && shape.dilationWidth == 1 &&
    shape.groups == 1 && shape.inChannels % PANEL == 0 && shape.outChannels % PANEL == 0 &&
    shape.inChannels * shape.outChannels <= MANY_WEIGHTS && tiles >= FEW_TILES &&
    POINTS * tiles <= 6 * outputPixels(shape)
  );
}

/** Channels that are summed in one go: the transforms enlarge what rounding long sums costs. */
const PART: i32 = 128;

/** Bytes of scratch for the functions below. */
export function winogradScratch(shape: ConvShape): usize {
  return workBytes(shape);
}

/** y = clamp(x ∗ filter + bias, low, high). */
export function winogradForward(
  shape: ConvShape, x: usize, filter: usize, bias: usize, y: usize, low: f32, high: f32, scratch: usize,
): void {
  const inputs = shape.inChannels, outputs = shape.outChannels, tiles = tileCount(shape);
  const work = prepare(shape, scratch);
  packBias(bias, outputs, work.bias);
  fillPointers(work.aRows, work.inputs, <usize>inputs << 2, BLOCK_TILES);
  fillPointers(work.cRows, work.outputs, <usize>outputs << 2, BLOCK_TILES);
  packFilter(shape, work, filter, false);
  for (let first = 0; first < tiles; first += BLOCK_TILES) {
    const count = min(BLOCK_TILES, tiles - first);
    transformInput(shape, work, x, first, count);
    multiply(work, count, inputs, outputs, filterStep(shape));
    storeOutput(shape, work, y, first, count, low, high);
  }
}

/** dX from dY and the filter. */
export function winogradInputGradient(shape: ConvShape, dy: usize, filter: usize, dx: usize, scratch: usize): void {
  const inputs = shape.inChannels, outputs = shape.outChannels, tiles = tileCount(shape);
  const work = prepare(shape, scratch);
  fillPointers(work.aRows, work.outputs, <usize>outputs << 2, BLOCK_TILES);
  fillPointers(work.cRows, work.inputs, <usize>inputs << 2, BLOCK_TILES);
  packFilter(shape, work, filter, true);
  memory.fill(dx, 0, <usize>(shape.batch * shape.inHeight * shape.inWidth * inputs) << 2);
  for (let first = 0; first < tiles; first += BLOCK_TILES) {
    const count = min(BLOCK_TILES, tiles - first);
    transformOutputGradient(shape, work, dy, first, count, <usize>outputs << 2, PANEL_BYTES);
    multiply(work, count, outputs, inputs, filterStep(shape));
    addInputGradient(shape, work, dx, first, count);
  }
}

/** Blocks of tiles whose sums are made in one go. */
const BLOCKS: i32 = 128;

/** dW from x and dY. */
export function winogradFilterGradient(shape: ConvShape, x: usize, dy: usize, dw: usize, scratch: usize): void {
  const inputs = shape.inChannels, tiles = tileCount(shape), work = prepare(shape, scratch);
  memory.fill(work.filter, 0, <usize>POINTS * filterStep(shape));
  fillPointers(work.aRows, work.inputs, <usize>inputs << 2, BLOCK_TILES);
  for (let point = 0; point < POINTS; point++) {
    fillPointers(work.offsets + (<usize>(point * inputs) << 2), <usize>point * blockStep(inputs), 4, inputs);
  }
  for (let first = 0, left = BLOCKS; first < tiles; first += BLOCK_TILES) {
    const count = min(BLOCK_TILES, tiles - first), isLast = first + BLOCK_TILES >= tiles;
    transformInput(shape, work, x, first, count);
    transformOutputGradient(shape, work, dy, first, count, PANEL_BYTES, <usize>BLOCK_TILES * PANEL_BYTES);
    for (let point = 0; point < POINTS; point++) addFilterGradient(shape, work, point, count);
    if (--left > 0 && !isLast) continue;
    // What packed filters have room for elsewhere takes the later parts of a long sum.
    const isFirst = first < BLOCKS * BLOCK_TILES;
    gatherFilterGradient(shape, work, isFirst ? dw : work.packed);
    if (!isFirst) addFloats(dw, work.packed, <usize>(9 * inputs * shape.outChannels) << 2);
    if (!isLast) memory.fill(work.filter, 0, <usize>POINTS * filterStep(shape));
    left = BLOCKS;
  }
}

/** to += from, whole vectors. */
function addFloats(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
}

function prepare(shape: ConvShape, scratch: usize): Work {
  const work = changetype<Work>(scratch);
  layOut(shape, work);
  memory.fill(work.zeros, 0, rowBytes(shape));
  fillPointers(work.zeroRows, work.zeros, 0, TILE_ROWS);
  return work;
}

/** The filter of each point as panels for a product with x, or (`isTransposed`) with dY. */
function packFilter(shape: ConvShape, work: Work, filter: usize, isTransposed: bool): void {
  const inputs = shape.inChannels, outputs = shape.outChannels, row = <usize>outputs << 2;
  transformFilter(shape, work, filter);
  for (let point = 0; point < POINTS; point++) {
    const offset = <usize>point * filterStep(shape), from = work.filter + offset, to = work.packed + offset;
    if (isTransposed) packPanels(from, 4, row, outputs, inputs, to);
    else packPanels(from, row, 4, inputs, outputs, to);
  }
}

/** For each point the product of the rows of a block with the packed filter. */
function multiply(work: Work, rows: i32, depth: i32, columns: i32, packedStep: usize): void {
  for (let point = 0; point < POINTS; point++) {
    const aOffset = <usize>point * blockStep(depth);
    let panel = work.packed + <usize>point * packedStep, cOffset = <usize>point * blockStep(columns);
    for (let column = 0; column < columns; column += PANEL) {
      for (let row = 0; row < rows; row += TILE_ROWS) {
        const at = <usize>row << 2, count = min(TILE_ROWS, rows - row), c = work.cRows + at;
        for (let start = 0; start < depth; start += PART) {
          rowTile(
            count, min(PART, depth - start), work.aRows + at, aOffset + (<usize>start << 2), 4,
            panel + <usize>start * PANEL_BYTES, PANEL_BYTES, c, cOffset, start ? c : work.zeroRows, start ? cOffset : 0,
            -Infinity, Infinity,
          );
        }
      }
      panel += <usize>depth * PANEL_BYTES;
      cOffset += PANEL_BYTES;
    }
  }
}

/** Adds the products of the inputs and the output gradients of one point, summed over the tiles of a block. */
function addFilterGradient(shape: ConvShape, work: Work, point: i32, count: i32): void {
  const inputs = shape.inChannels, row = <usize>shape.outChannels << 2;
  const offsets = work.offsets + (<usize>(point * inputs) << 2), sums = work.filter + <usize>point * filterStep(shape);
  let panel = work.outputs + <usize>point * blockStep(shape.outChannels);
  for (let column: usize = 0; column < row; column += PANEL_BYTES) {
    for (let k = 0; k < inputs; k += TILE_ROWS) {
      const rows = min(TILE_ROWS, inputs - k), to = sums + <usize>k * row + column;
      columnTile(rows, count, work.aRows, offsets + (<usize>k << 2), panel, PANEL_BYTES, to, row);
    }
    panel += <usize>BLOCK_TILES * PANEL_BYTES;
  }
}
