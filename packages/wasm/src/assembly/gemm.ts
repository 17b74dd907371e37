// Matrix product: C = clamp(A · B + bias), any strides of A and B, so every transpose is a matter of arguments.
import { TILE_ROWS } from '../../build/micro-kernels';
import {
  PANEL,
  PANEL_BYTES,
  SPARE_TILE_BYTES,
  blockRows,
  fillPointers,
  packBias,
  packPanels,
  panelCount,
  prepareSpareTile,
  tile,
} from './panels';

/** Depth of a block: a panel of B this deep (10 KB) stays in the first-level cache. */
const DEPTH: i32 = 320;

/** Bytes of scratch for {@link gemm}. */
export function gemmScratch(n: i32, k: i32): usize {
  return SPARE_TILE_BYTES + 3 * 1024 + <usize>panelCount(n) * PANEL_BYTES * <usize>(min(k, DEPTH) + 1);
}

/**
 * C [m, n] = clamp(A [m, k] · B [k, n] + bias [n], low, high). Strides are in bytes; rows of C are contiguous,
 * `cStride` apart. For each depth block B is packed once, then blocks of rows of A meet panel after panel.
 */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRowStride: usize,
  aStep: usize,
  b: usize,
  bRowStride: usize,
  bColumnStride: usize,
  c: usize,
  cStride: usize,
  bias: usize,
  low: f32,
  high: f32,
  scratch: usize,
): void {
  const aRows = scratch + SPARE_TILE_BYTES,
    cRows = aRows + 1024,
    biasRows = cRows + 1024;
  const biasRow = biasRows + 1024,
    packed = biasRow + <usize>panelCount(n) * PANEL_BYTES;
  prepareSpareTile(scratch);
  packBias(bias, n, biasRow);
  fillPointers(biasRows, biasRow, 0, TILE_ROWS);
  const blockSize = blockRows();
  let start = 0;
  do {
    const depth = min(DEPTH, k - start),
      isLast = start + depth == k;
    packPanels(b + <usize>start * bRowStride, bRowStride, bColumnStride, depth, n, packed);
    for (let row = 0; row < m; row += blockSize) {
      const rows = min(blockSize, m - row);
      fillPointers(aRows, a + <usize>row * aRowStride + <usize>start * aStep, aRowStride, rows);
      fillPointers(cRows, c + <usize>row * cStride, cStride, rows);
      let panel = packed;
      for (let column = 0; column < n; column += PANEL) {
        const offset = (<usize>column) << 2;
        for (let i = 0; i < rows; i += TILE_ROWS) {
          const at = (<usize>i) << 2;
          tile(
            min(TILE_ROWS, rows - i),
            n - column,
            depth,
            aRows + at,
            0,
            aStep,
            panel,
            cRows + at,
            offset,
            start ? cRows + at : biasRows,
            offset,
            isLast ? low : -Infinity,
            isLast ? high : Infinity,
            scratch,
          );
        }
        panel += <usize>depth * PANEL_BYTES;
      }
    }
    start += depth;
  } while (start < k);
}
