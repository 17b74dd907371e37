// Matrices are cut into panels of 8 columns, each stored row after row (32 bytes a row), as the tiles read them.
import { TILE_ROWS, rowTile, stripTile } from '../../build/micro-kernels';
import { copyFloats, storeTransposed } from './vector';

export const PANEL: i32 = 8;
export const PANEL_BYTES: usize = 32;

/** The most rows of `a` that one block of a product walks through before the next panel. */
export const BLOCK_ROWS: i32 = 240;

/** Depth of a part of a sum: a panel this deep (16 KB) stays in the first-level cache, and long sums stay exact. */
export const DEPTH: i32 = 512;

/** Number of panels for so many columns. */
@inline
export function panelCount(columns: i32): i32 {
  return (columns + 7) >> 3;
}

/** Packs a matrix of `rows` × `columns`, whose neighbours lie `rowStride` and `columnStride` bytes apart, into panels. */
export function packPanels(
  from: usize, rowStride: usize, columnStride: usize, rows: i32, columns: i32, to: usize,
): void {
  for (let column = 0; column < columns; column += PANEL) {
    const width = min(PANEL, columns - column);
    const source = from + <usize>column * columnStride;
    if (width < PANEL) packNarrowPanel(source, rowStride, columnStride, rows, width, to);
    else if (columnStride == 4) packContiguousPanel(source, rowStride, rows, to);
    else if (rowStride == 4) packTransposedPanel(source, columnStride, rows, to);
    else packNarrowPanel(source, rowStride, columnStride, rows, width, to);
    to += <usize>rows * PANEL_BYTES;
  }
}

/** The general case; missing columns become zero. */
function packNarrowPanel(
  from: usize, rowStride: usize, columnStride: usize, rows: i32, width: i32, to: usize,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < PANEL; column++) {
      const value: f32 = column < width ? load<f32>(from + <usize>column * columnStride) : 0;
      store<f32>(to + (<usize>column << 2), value);
    }
    from += rowStride;
    to += PANEL_BYTES;
  }
}

function packContiguousPanel(from: usize, rowStride: usize, rows: i32, to: usize): void {
  for (let row = 0; row < rows; row++) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    from += rowStride;
    to += PANEL_BYTES;
  }
}

function packTransposedPanel(from: usize, columnStride: usize, rows: i32, to: usize): void {
  const half = columnStride << 2;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    packTransposedBlock(from, columnStride, to);
    packTransposedBlock(from + half, columnStride, to + 16);
    from += 16;
    to += 4 * PANEL_BYTES;
  }
  packNarrowPanel(from, 4, columnStride, rows - row, PANEL, to);
}

@inline
function packTransposedBlock(from: usize, columnStride: usize, to: usize): void {
  storeTransposed(
    v128.load(from),
    v128.load(from + columnStride),
    v128.load(from + 2 * columnStride),
    v128.load(from + 3 * columnStride),
    to,
    PANEL_BYTES,
  );
}

/** A row of whole panels: the bias, or zeros without one. */
export function packBias(bias: usize, columns: i32, to: usize): void {
  memory.fill(to, 0, <usize>panelCount(columns) * PANEL_BYTES);
  if (bias) memory.copy(to, bias, <usize>columns << 2);
}

/** `count` pointers, `stride` bytes apart. */
export function fillPointers(table: usize, first: usize, stride: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    store<u32>(table, <u32>first);
    first += stride;
    table += 4;
  }
}

/** Bytes of the spare tile that {@link tile} needs: a table of pointers and the rows. */
export const SPARE_TILE_BYTES: usize = 320;

export function prepareSpareTile(spare: usize): void {
  fillPointers(spare, spare + 64, PANEL_BYTES, 8);
}

/**
 * One tile of `columns` columns of a panel whose rows lie `bStep` apart; `isStrip` tells that rows of A lie side by side. One of 8 or more is written in place; a narrower
 * one goes through the spare tile, so that nothing is written past the end of a row.
 */
@inline
export function tile(
  isStrip: bool, rows: i32, columns: i32, k: i32, a: usize, aOffset: usize, aStep: usize, b: usize, bStep: usize,
  c: usize, cOffset: usize, init: usize, initOffset: usize, low: f32, high: f32, spare: usize,
): void {
  if (columns >= PANEL) {
    wholeTile(isStrip, rows, k, a, aOffset, aStep, b, bStep, c, cOffset, init, initOffset, low, high);
    return;
  }
  const bytes = <usize>columns << 2;
  if (init == c) {
    for (let i = 0; i < rows; i++) copyFloats(spareRow(spare, i), tableRow(c, i) + cOffset, bytes);
    init = spare;
    initOffset = 0;
  }
  wholeTile(isStrip, rows, k, a, aOffset, aStep, b, bStep, spare, 0, init, initOffset, low, high);
  copySpareTile(spare, c, cOffset, rows, bytes);
}

@inline
function wholeTile(
  isStrip: bool, rows: i32, k: i32, a: usize, aOffset: usize, aStep: usize, b: usize, bStep: usize,
  c: usize, cOffset: usize, init: usize, initOffset: usize, low: f32, high: f32,
): void {
  if (isStrip) stripTile(rows, k, tableRow(a, 0) + aOffset, aStep, b, bStep, c, cOffset, init, initOffset, low, high);
  else rowTile(rows, k, a, aOffset, aStep, b, bStep, c, cOffset, init, initOffset, low, high);
}

/** Copies the first `bytes` of each row of the spare tile to the rows of C. */
export function copySpareTile(spare: usize, c: usize, cOffset: usize, rows: i32, bytes: usize): void {
  for (let i = 0; i < rows; i++) copyFloats(tableRow(c, i) + cOffset, spareRow(spare, i), bytes);
}

@inline
function spareRow(spare: usize, row: i32): usize {
  return spare + 64 + <usize>row * PANEL_BYTES;
}

@inline
function tableRow(table: usize, row: i32): usize {
  return <usize>load<u32>(table + (<usize>row << 2));
}

/** The size of as few equal parts of `size` as are needed for each to be `most` or less. */
export function evenPart(size: i32, most: i32): i32 {
  const parts = max((size + most - 1) / most, 1);
  return (size + parts - 1) / parts;
}

/** Rows of the equal blocks of a product of `rows` rows: whole tiles. */
export function blockRows(rows: i32): i32 {
  return (evenPart(rows, BLOCK_ROWS) + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS;
}
