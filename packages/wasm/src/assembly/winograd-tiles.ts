// The tiles of Winograd's convolution: where they lie in the image and the result, and their transforms, whose lines
// scripts/winograd.mjs writes. Everything is done for four channels at a time.
import {
  OUT, SPAN, filterGradientLine, filterLine, inputGradientLine, inputLine, outputGradientLine, outputLine,
} from '../../build/winograd-lines';
import { ConvShape } from './conv-shape';
import { PANEL_BYTES } from './panels';

/** Tiles of one block: what is kept of them stays in the second-level cache. */
export const BLOCK_TILES: i32 = 30;
/** Products of a tile, each of which is a point of the transformed tile. */
export const POINTS: i32 = SPAN * SPAN;

const INPUT: i32 = 0;
const INPUT_GRADIENT: i32 = 1;
const FILTER: i32 = 2;
const FILTER_GRADIENT: i32 = 3;
const OUTPUT: i32 = 4;
const OUTPUT_GRADIENT: i32 = 5;

const PATCH_BYTES: usize = <usize>POINTS << 4;
const TABLE_BYTES: usize = 256;
const WORK_BYTES: usize = 128;

/** The parts of the scratch block, as addresses. */
@unmanaged
export class Work {
  /** One tile of four channels, and what lies between the transform of its columns and that of its rows. */
  patch: usize;
  half: usize;
  /** Where the current tile lies in its image: its first pixel, the distance of rows, and which of them are inside. */
  square: usize;
  rowStep: usize;
  top: i32;
  bottom: i32;
  left: i32;
  right: i32;
  /** Pointers: to the rows of A and C of a product, and many times to `zeros`. */
  aRows: usize;
  cRows: usize;
  zeroRows: usize;
  /** Offsets of the channels of all points in `inputs`. */
  offsets: usize;
  /** Rows of a pixel: zeros, and the bias. */
  zeros: usize;
  bias: usize;
  /** Transformed: the filter [point][in][out], the same as panels, the input and the output [point][tile][channel]. */
  filter: usize;
  packed: usize;
  inputs: usize;
  outputs: usize;
}

/** Distance of the points of the filter: no power of two, or they would all compete for the same lines of the cache. */
@inline
export function filterStep(shape: ConvShape): usize {
  return (<usize>(shape.inChannels * shape.outChannels) << 2) + 64;
}

/** Distance of the points of a block of tiles; odd in lines of the cache, for the same reason. */
@inline
export function blockStep(channels: i32): usize {
  return (<usize>(BLOCK_TILES * channels) << 2) + 64;
}

/** Bytes of a row that holds a pixel of the input or the output. */
@inline
export function rowBytes(shape: ConvShape): usize {
  return <usize>max(shape.inChannels, shape.outChannels) << 2;
}

/** Bytes of {@link Work} and all its parts. */
export function workBytes(shape: ConvShape): usize {
  const blocks = blockStep(shape.inChannels) + blockStep(shape.outChannels);
  const rows = 2 * rowBytes(shape) + (<usize>(POINTS * shape.inChannels) << 2);
  return WORK_BYTES + 2 * PATCH_BYTES + 3 * TABLE_BYTES + rows + <usize>POINTS * (2 * filterStep(shape) + blocks);
}

/** Fills in the addresses of the parts, which follow the table of them. */
export function layOut(shape: ConvShape, work: Work): void {
  const row = rowBytes(shape), points = <usize>POINTS;
  work.patch = changetype<usize>(work) + WORK_BYTES;
  work.half = work.patch + PATCH_BYTES;
  work.aRows = work.half + PATCH_BYTES;
  work.cRows = work.aRows + TABLE_BYTES;
  work.zeroRows = work.cRows + TABLE_BYTES;
  work.offsets = work.zeroRows + TABLE_BYTES;
  work.zeros = work.offsets + (points * <usize>shape.inChannels << 2);
  work.bias = work.zeros + row;
  work.filter = work.bias + row;
  work.packed = work.filter + points * filterStep(shape);
  work.inputs = work.packed + points * filterStep(shape);
  work.outputs = work.inputs + points * blockStep(shape.inChannels);
}

@inline
function tilesHigh(shape: ConvShape): i32 {
  return (shape.outHeight + OUT - 1) / OUT;
}

@inline
function tilesWide(shape: ConvShape): i32 {
  return (shape.outWidth + OUT - 1) / OUT;
}

export function tileCount(shape: ConvShape): i32 {
  return shape.batch * tilesHigh(shape) * tilesWide(shape);
}

/** The filter of each point. */
export function transformFilter(shape: ConvShape, work: Work, filter: usize): void {
  const bytes = <usize>(shape.inChannels * shape.outChannels) << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    transform(FILTER, filter + i, 3, bytes, work.filter + i, SPAN, filterStep(shape), work.half);
  }
}

/** The gradient of the filter from that of each point. */
export function gatherFilterGradient(shape: ConvShape, work: Work, dw: usize): void {
  const bytes = <usize>(shape.inChannels * shape.outChannels) << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    transform(FILTER_GRADIENT, work.filter + i, SPAN, filterStep(shape), dw + i, 3, bytes, work.half);
  }
}

/** The inputs of each point from the tiles of x. */
export function transformInput(shape: ConvShape, work: Work, x: usize, first: i32, count: i32): void {
  const bytes = <usize>shape.inChannels << 2, step = blockStep(shape.inChannels);
  let to = work.inputs;
  for (let tile = first; tile < first + count; tile++) {
    placeInputs(shape, work, x, tile);
    const isWhole = clearOutside(work, SPAN);
    for (let c: usize = 0; c < bytes; c += 16, to += 16) transformSquare(INPUT, work, SPAN, bytes, c, isWhole, to, step);
  }
}

/** Adds to dX what the gradients of the points give. */
export function addInputGradient(shape: ConvShape, work: Work, dx: usize, first: i32, count: i32): void {
  const bytes = <usize>shape.inChannels << 2, step = blockStep(shape.inChannels);
  let from = work.inputs;
  for (let tile = first; tile < first + count; tile++) {
    placeInputs(shape, work, dx, tile);
    for (let c: usize = 0; c < bytes; c += 16, from += 16) {
      transform(INPUT_GRADIENT, from, SPAN, step, work.patch, SPAN, 16, work.half);
      for (let row = work.top; row < work.bottom; row++) {
        for (let column = work.left; column < work.right; column++) {
          const to = pixelAt(work, row, column, bytes) + c;
          v128.store(to, f32x4.add(v128.load(to), v128.load(patchAt(work, SPAN, row, column))));
        }
      }
    }
  }
}

/** y = clamp(what the points give + bias, low, high). */
export function storeOutput(
  shape: ConvShape, work: Work, y: usize, first: i32, count: i32, low: f32, high: f32,
): void {
  const bytes = <usize>shape.outChannels << 2, step = blockStep(shape.outChannels);
  const lower = f32x4.splat(low), upper = f32x4.splat(high);
  let from = work.outputs;
  for (let tile = first; tile < first + count; tile++) {
    placeResults(shape, work, y, tile);
    for (let c: usize = 0; c < bytes; c += 16, from += 16) {
      transform(OUTPUT, from, SPAN, step, work.patch, OUT, 16, work.half);
      const bias = v128.load(work.bias + c);
      for (let row = 0; row < work.bottom; row++) {
        for (let column = 0; column < work.right; column++) {
          const value = f32x4.add(v128.load(patchAt(work, OUT, row, column)), bias);
          v128.store(pixelAt(work, row, column, bytes) + c, f32x4.pmin(f32x4.pmax(value, lower), upper));
        }
      }
    }
  }
}

/** The output gradients of each point from the tiles of dY: tiles `tileStep` apart, groups of 8 channels `panelStep`. */
export function transformOutputGradient(
  shape: ConvShape, work: Work, dy: usize, first: i32, count: i32, tileStep: usize, panelStep: usize,
): void {
  const bytes = <usize>shape.outChannels << 2, step = blockStep(shape.outChannels);
  for (let tile = 0; tile < count; tile++) {
    placeResults(shape, work, dy, first + tile);
    const start = work.outputs + <usize>tile * tileStep, isWhole = clearOutside(work, OUT);
    for (let c: usize = 0; c < bytes; c += 16) {
      const to = start + (c / PANEL_BYTES) * panelStep + (c & 16);
      transformSquare(OUTPUT_GRADIENT, work, OUT, bytes, c, isWhole, to, step);
    }
  }
}

/** Prepares the patch for a tile that reaches beyond the image: there it stays zero. True for a tile that does not. */
@inline
function clearOutside(work: Work, size: i32): bool {
  if (work.top == 0 && work.left == 0 && work.bottom == size && work.right == size) return true;
  memory.fill(work.patch, 0, PATCH_BYTES);
  return false;
}

/** Transforms four channels of the current tile: where they lie, or, with what lies outside, in the patch. */
@inline
function transformSquare(
  kind: i32, work: Work, size: i32, pixel: usize, c: usize, isWhole: bool, to: usize, step: usize,
): void {
  let from = work.square + c, rowStep = work.rowStep, columnStep = pixel;
  if (!isWhole) {
    for (let row = work.top; row < work.bottom; row++) {
      for (let column = work.left; column < work.right; column++) {
        v128.store(patchAt(work, size, row, column), v128.load(pixelAt(work, row, column, pixel) + c));
      }
    }
    from = work.patch;
    rowStep = <usize>size << 4;
    columnStep = 16;
  }
  const halfRow = <usize>size << 4;
  for (let i = 0; i < size; i++) line(kind, from + <usize>i * columnStep, rowStep, work.half + (<usize>i << 4), halfRow);
  for (let i = 0; i < SPAN; i++) line(kind, work.half + <usize>i * halfRow, 16, to + <usize>(i * SPAN) * step, step);
}

@inline
function patchAt(work: Work, size: i32, row: i32, column: i32): usize {
  return work.patch + (<usize>(row * size + column) << 4);
}

@inline
function pixelAt(work: Work, row: i32, column: i32, pixel: usize): usize {
  return work.square + <usize>row * work.rowStep + <usize>column * pixel;
}

/** Transforms a square of `fromSize`² vectors, `fromStep` apart, into one of `toSize`²: its columns, then its rows. */
@inline
function transform(
  kind: i32, from: usize, fromSize: i32, fromStep: usize, to: usize, toSize: i32, toStep: usize, half: usize,
): void {
  const row = <usize>fromSize << 4;
  for (let i = 0; i < fromSize; i++) {
    line(kind, from + <usize>i * fromStep, <usize>fromSize * fromStep, half + (<usize>i << 4), row);
  }
  for (let i = 0; i < toSize; i++) line(kind, half + <usize>i * row, 16, to + <usize>(i * toSize) * toStep, toStep);
}

@inline
function line(kind: i32, from: usize, fromStep: usize, to: usize, toStep: usize): void {
  if (kind == INPUT) inputLine(from, fromStep, to, toStep);
  if (kind == INPUT_GRADIENT) inputGradientLine(from, fromStep, to, toStep);
  if (kind == FILTER) filterLine(from, fromStep, to, toStep);
  if (kind == FILTER_GRADIENT) filterGradientLine(from, fromStep, to, toStep);
  if (kind == OUTPUT) outputLine(from, fromStep, to, toStep);
  if (kind == OUTPUT_GRADIENT) outputGradientLine(from, fromStep, to, toStep);
}

/** The place of the inputs of a tile. */
function placeInputs(shape: ConvShape, work: Work, x: usize, tile: i32): void {
  const row = (tile / tilesWide(shape) % tilesHigh(shape)) * OUT - shape.top;
  const column = (tile % tilesWide(shape)) * OUT - shape.left, pixel = <usize>shape.inChannels << 2;
  const image = tile / (tilesWide(shape) * tilesHigh(shape)) * shape.inHeight * shape.inWidth;
  place(work, x + <usize>image * pixel, shape.inHeight, shape.inWidth, pixel, row, column, SPAN);
}

/** The place of the results of a tile. */
function placeResults(shape: ConvShape, work: Work, y: usize, tile: i32): void {
  const row = (tile / tilesWide(shape) % tilesHigh(shape)) * OUT;
  const column = (tile % tilesWide(shape)) * OUT, pixel = <usize>shape.outChannels << 2;
  const image = tile / (tilesWide(shape) * tilesHigh(shape)) * shape.outHeight * shape.outWidth;
  place(work, y + <usize>image * pixel, shape.outHeight, shape.outWidth, pixel, row, column, OUT);
}

@inline
function place(work: Work, image: usize, height: i32, width: i32, pixel: usize, row: i32, column: i32, size: i32): void {
  work.square = image + <usize>(row * width + column) * pixel;
  work.rowStep = <usize>width * pixel;
  work.top = max(-row, 0);
  work.left = max(-column, 0);
  work.bottom = min(height - row, size);
  work.right = min(width - column, size);
}
