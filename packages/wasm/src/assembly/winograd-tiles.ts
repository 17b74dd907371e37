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
const RESULTS: i32 = OUT * OUT;

const INPUT: i32 = 0;
const INPUT_GRADIENT: i32 = 1;
const FILTER: i32 = 2;
const FILTER_GRADIENT: i32 = 3;
const OUTPUT: i32 = 4;
const OUTPUT_GRADIENT: i32 = 5;

const PATCH_BYTES: usize = <usize>POINTS << 4;
const TABLE_BYTES: usize = 256;

/** The parts of the scratch block, as addresses. */
@unmanaged
export class Work {
  /** One tile of four channels, and what lies between the transform of its columns and that of its rows. */
  patch: usize;
  half: usize;
  /** Pointers: to the pixels of a tile, to the rows of A and C of a product, and many times to `zeros`. */
  pixels: usize;
  aRows: usize;
  cRows: usize;
  zeroRows: usize;
  /** Offsets of the channels of all points in `inputs`. */
  offsets: usize;
  /** Rows of a pixel: read in place of one outside the image, written in place of one, and the bias. */
  zeros: usize;
  spare: usize;
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
  const rows = 3 * rowBytes(shape) + (<usize>(POINTS * shape.inChannels) << 2);
  return 64 + 2 * PATCH_BYTES + 4 * TABLE_BYTES + rows + <usize>POINTS * (2 * filterStep(shape) + blocks);
}

/** Fills in the addresses of the parts, which follow the table of them. */
export function layOut(shape: ConvShape, work: Work): void {
  const row = rowBytes(shape), points = <usize>POINTS;
  work.patch = changetype<usize>(work) + 64;
  work.half = work.patch + PATCH_BYTES;
  work.pixels = work.half + PATCH_BYTES;
  work.aRows = work.pixels + TABLE_BYTES;
  work.cRows = work.aRows + TABLE_BYTES;
  work.zeroRows = work.cRows + TABLE_BYTES;
  work.offsets = work.zeroRows + TABLE_BYTES;
  work.zeros = work.offsets + (points * <usize>shape.inChannels << 2);
  work.spare = work.zeros + row;
  work.bias = work.spare + row;
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
    fillInputs(shape, work, x, tile, work.zeros);
    for (let c: usize = 0; c < bytes; c += 16, to += 16) {
      for (let i = 0; i < POINTS; i++) v128.store(patchAt(work, i), v128.load(pixelAt(work, i) + c));
      transform(INPUT, work.patch, SPAN, 16, to, SPAN, step, work.half);
    }
  }
}

/** Adds to dX what the gradients of the points give. */
export function addInputGradient(shape: ConvShape, work: Work, dx: usize, first: i32, count: i32): void {
  const bytes = <usize>shape.inChannels << 2, step = blockStep(shape.inChannels);
  let from = work.inputs;
  for (let tile = first; tile < first + count; tile++) {
    fillInputs(shape, work, dx, tile, work.spare);
    for (let c: usize = 0; c < bytes; c += 16, from += 16) {
      transform(INPUT_GRADIENT, from, SPAN, step, work.patch, SPAN, 16, work.half);
      for (let i = 0; i < POINTS; i++) {
        const to = pixelAt(work, i) + c;
        v128.store(to, f32x4.add(v128.load(to), v128.load(patchAt(work, i))));
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
    fillResults(shape, work, y, tile, work.spare);
    for (let c: usize = 0; c < bytes; c += 16, from += 16) {
      transform(OUTPUT, from, SPAN, step, work.patch, OUT, 16, work.half);
      const bias = v128.load(work.bias + c);
      for (let i = 0; i < RESULTS; i++) {
        const value = f32x4.add(v128.load(patchAt(work, i)), bias);
        v128.store(pixelAt(work, i) + c, f32x4.pmin(f32x4.pmax(value, lower), upper));
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
    fillResults(shape, work, dy, first + tile, work.zeros);
    const start = work.outputs + <usize>tile * tileStep;
    for (let c: usize = 0; c < bytes; c += 16) {
      for (let i = 0; i < RESULTS; i++) v128.store(patchAt(work, i), v128.load(pixelAt(work, i) + c));
      const to = start + (c / PANEL_BYTES) * panelStep + (c & 16);
      transform(OUTPUT_GRADIENT, work.patch, OUT, 16, to, SPAN, step, work.half);
    }
  }
}

@inline
function patchAt(work: Work, index: i32): usize {
  return work.patch + (<usize>index << 4);
}

@inline
function pixelAt(work: Work, index: i32): usize {
  return <usize>load<u32>(work.pixels + (<usize>index << 2));
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

/** Points the table at the inputs of a tile. */
function fillInputs(shape: ConvShape, work: Work, x: usize, tile: i32, outside: usize): void {
  const row = (tile / tilesWide(shape) % tilesHigh(shape)) * OUT - shape.top;
  const column = (tile % tilesWide(shape)) * OUT - shape.left, pixel = <usize>shape.inChannels << 2;
  const image = tile / (tilesWide(shape) * tilesHigh(shape)) * shape.inHeight * shape.inWidth;
  x += <usize>image * pixel;
  fillPixels(work.pixels, x, shape.inHeight, shape.inWidth, pixel, row, column, SPAN, outside);
}

/** Points the table at the results of a tile. */
function fillResults(shape: ConvShape, work: Work, y: usize, tile: i32, outside: usize): void {
  const row = (tile / tilesWide(shape) % tilesHigh(shape)) * OUT;
  const column = (tile % tilesWide(shape)) * OUT, pixel = <usize>shape.outChannels << 2;
  const image = tile / (tilesWide(shape) * tilesHigh(shape)) * shape.outHeight * shape.outWidth;
  y += <usize>image * pixel;
  fillPixels(work.pixels, y, shape.outHeight, shape.outWidth, pixel, row, column, OUT, outside);
}

/** Pointers to the pixels of a square of an image; those beyond its edges point to `outside`. */
function fillPixels(
  table: usize, image: usize, height: i32, width: i32, pixel: usize, top: i32, left: i32, size: i32, outside: usize,
): void {
  for (let row = top; row < top + size; row++) {
    for (let column = left; column < left + size; column++) {
      const isInside = row >= 0 && row < height && column >= 0 && column < width;
      store<u32>(table, <u32>(isInside ? image + <usize>(row * width + column) * pixel : outside));
      table += 4;
    }
  }
}
