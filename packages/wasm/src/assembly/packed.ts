// Products with a matrix that is packed once and used many times.
import { TILE_ROWS } from '../../build/micro-kernels';
import {
  PANEL, PANEL_BYTES, SPARE_TILE_BYTES, blockRows, fillPointers, packBias, panelCount, prepareSpareTile, tile,
} from './panels';

/** Bytes of a [k, n] matrix, packed by `packPanels`. */
export function packedBytes(n: i32, k: i32): usize {
  return <usize>(panelCount(n) * k) * PANEL_BYTES;
}

/** Bytes of scratch for {@link multiplyPacked}. */
export function multiplyPackedScratch(n: i32): usize {
  return SPARE_TILE_BYTES + 3 * 1024 + <usize>panelCount(n) * PANEL_BYTES;
}

/** C [m, n] = A [m, k] · packed B + bias (or 0), or with `accumulate` C += A · packed B. Strides are in bytes. */
export function multiplyPacked(
  m: i32, n: i32, k: i32, a: usize, aStride: usize, packed: usize, bias: usize, c: usize, cStride: usize, accumulate: i32,
  scratch: usize,
): void {
  const aRows = scratch + SPARE_TILE_BYTES, cRows = aRows + 1024, biasRows = cRows + 1024, biasRow = biasRows + 1024;
  const blockSize = blockRows(m);
  prepareSpareTile(scratch);
  packBias(bias, n, biasRow);
  fillPointers(biasRows, biasRow, 0, TILE_ROWS);
  for (let row = 0; row < m; row += blockSize) {
    const rows = min(blockSize, m - row);
    fillPointers(aRows, a + <usize>row * aStride, aStride, rows);
    fillPointers(cRows, c + <usize>row * cStride, cStride, rows);
    let panel = packed;
    for (let column = 0; column < n; column += PANEL) {
      const offset = <usize>column << 2;
      for (let i = 0; i < rows; i += TILE_ROWS) {
        const at = <usize>i << 2, init = accumulate ? cRows + at : biasRows;
        tile(
          false, min(TILE_ROWS, rows - i), n - column, k, aRows + at, 0, 4, panel, PANEL_BYTES, cRows + at, offset, init, offset,
          -Infinity, Infinity, scratch,
        );
      }
      panel += <usize>k * PANEL_BYTES;
    }
  }
}
