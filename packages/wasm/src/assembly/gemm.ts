// Matrix product: C = clamp(A · B + bias), any strides of A and B, so every transpose is a matter of arguments.
import { TILE_ROWS } from '../../build/micro-kernels';
import {
  BLOCK_ROWS, DEPTH, PANEL, PANEL_BYTES, SPARE_TILE_BYTES, blockRows, evenPart, fillPointers, packBias, packPanels, panelCount,
  prepareSpareTile, tile,
} from './panels';

/** Up to this many rows packing B costs more than it saves. */
const FEW_ROWS: i32 = 12;

/** Depth up to which a sum is made in one go, {@link DEPTH} after DEPTH: so longer ones stay exact too. */
const LONG: i32 = 64 * DEPTH;

/** Rows of a product deeper than that which are computed together: the parts of their sums have to be put somewhere. */
@inline
function longRows(m: i32, n: i32): i32 {
  return min(m, max(BLOCK_ROWS, (1 << 20) / max(n, 1)));
}

/** Bytes of scratch for {@link gemm}. */
export function gemmScratch(m: i32, n: i32, k: i32): usize {
  return partScratch(n, k) + (k > LONG ? <usize>longRows(m, n) * <usize>n << 2 : 0);
}

@inline
function partScratch(n: i32, k: i32): usize {
  return SPARE_TILE_BYTES + 3 * 1024 + <usize>(panelCount(n) * (min(k, DEPTH) + 1)) * PANEL_BYTES;
}

/**
 * C [m, n] = clamp(A [m, k] · B [k, n] + bias [n], low, high). Strides are in bytes; rows of C are contiguous, `cStride`
 * apart. For each depth block B is packed into panels once (for few rows only its last, narrow panel), then blocks of rows
 * of A meet panel after panel.
 */
export function gemm(
  m: i32, n: i32, k: i32, a: usize, aRowStride: usize, aStep: usize, b: usize, bRowStride: usize, bColumnStride: usize,
  c: usize, cStride: usize, bias: usize, low: f32, high: f32, scratch: usize,
): void {
  if (k <= LONG) {
    gemmPart(m, n, k, a, aRowStride, aStep, b, bRowStride, bColumnStride, c, cStride, bias, low, high, scratch);
    return;
  }
  const room = scratch + partScratch(n, k), roomStride = <usize>n << 2, blockSize = longRows(m, n), partSize = evenPart(k, LONG);
  for (let row = 0; row < m; row += blockSize) {
    const rows = min(blockSize, m - row), to = c + <usize>row * cStride;
    for (let start = 0; start < k; start += partSize) {
      const depth = min(partSize, k - start), isFirst = start == 0, isLast = start + depth == k;
      gemmPart(
        rows, n, depth, a + <usize>row * aRowStride + <usize>start * aStep, aRowStride, aStep, b + <usize>start * bRowStride,
        bRowStride, bColumnStride, isFirst ? to : room, isFirst ? cStride : roomStride, isFirst ? bias : 0, -Infinity, Infinity,
        scratch,
      );
      if (!isFirst) addClamped(to, cStride, room, rows, n, isLast ? low : -Infinity, isLast ? high : Infinity);
    }
  }
}

/** C = clamp(C + room, low, high). */
function addClamped(c: usize, cStride: usize, room: usize, rows: i32, columns: i32, low: f32, high: f32): void {
  const bytes = <usize>columns << 2;
  for (; rows > 0; rows--, c += cStride, room += bytes) {
    for (let i: usize = 0; i < bytes; i += 4) {
      store<f32>(c + i, min(max(load<f32>(c + i) + load<f32>(room + i), low), high));
    }
  }
}

function gemmPart(
  m: i32, n: i32, k: i32, a: usize, aRowStride: usize, aStep: usize, b: usize, bRowStride: usize, bColumnStride: usize,
  c: usize, cStride: usize, bias: usize, low: f32, high: f32, scratch: usize,
): void {
  const aRows = scratch + SPARE_TILE_BYTES, cRows = aRows + 1024, biasRows = cRows + 1024;
  const biasRow = biasRows + 1024, packed = biasRow + <usize>panelCount(n) * PANEL_BYTES;
  const firstPacked = m > FEW_ROWS || bColumnStride != 4 ? 0 : n & ~7;
  const blockSize = blockRows(m), partSize = evenPart(k, DEPTH);
  prepareSpareTile(scratch);
  packBias(bias, n, biasRow);
  fillPointers(biasRows, biasRow, 0, TILE_ROWS);
  let start = 0;
  do {
    const depth = min(partSize, k - start), isLast = start + depth == k, bBlock = b + <usize>start * bRowStride;
    packPanels(bBlock + <usize>firstPacked * bColumnStride, bRowStride, bColumnStride, depth, n - firstPacked, packed);
    for (let row = 0; row < m; row += blockSize) {
      const rows = min(blockSize, m - row), aBlock = a + <usize>row * aRowStride + <usize>start * aStep;
      fillPointers(aRows, aBlock, aRowStride, rows);
      fillPointers(cRows, c + <usize>row * cStride, cStride, rows);
      for (let column = 0; column < n; column += PANEL) {
        const offset = <usize>column << 2, isPacked = column >= firstPacked;
        const panel = isPacked ? packed + (<usize>((column - firstPacked) * depth) << 2) : bBlock + offset;
        multiplyPanel(
          rows, n - column, depth, aRows, aRowStride == 4, aStep, panel, isPacked ? PANEL_BYTES : bRowStride, cRows, offset,
          start ? 0 : biasRows, isLast ? low : -Infinity, isLast ? high : Infinity, scratch,
        );
      }
    }
    start += depth;
  } while (start < k);
}

/** A block of rows times one panel. Without `biasRows` the sums go on from C. */
function multiplyPanel(
  rows: i32, columns: i32, depth: i32, aRows: usize, isStrip: bool, aStep: usize, panel: usize, panelStep: usize, cRows: usize,
  offset: usize, biasRows: usize, low: f32, high: f32, spare: usize,
): void {
  for (let i = 0; i < rows; i += TILE_ROWS) {
    const count = min(TILE_ROWS, rows - i), a = aRows + (<usize>i << 2), c = cRows + (<usize>i << 2);
    const init = biasRows ? biasRows : c;
    if (isStrip) tile(true, count, columns, depth, a, 0, aStep, panel, panelStep, c, offset, init, offset, low, high, spare);
    else tile(false, count, columns, depth, a, 0, aStep, panel, panelStep, c, offset, init, offset, low, high, spare);
  }
}
