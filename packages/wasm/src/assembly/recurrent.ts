// One step of the recurrent cells over a batch, forward and backward. The matrix products around them are made with
// packed weights by multiplyPacked; here are the gates. Strides are in bytes: batch rows lie a whole sequence apart.
import { TILE_ROWS } from '../../build/micro-kernels';
import { sigmoid4, tanh4 } from './math';
import {
  PANEL, PANEL_BYTES, SPARE_TILE_BYTES, blockRows, fillPointers, packBias, packPanels, panelCount, prepareSpareTile, tile,
} from './panels';
import { loadPart, storePart } from './vector';

/** Bytes of a packed [k, n] matrix. */
export function packedBytes(n: i32, k: i32): usize {
  return <usize>(panelCount(n) * k) * PANEL_BYTES;
}

/** Packs a [k, n] matrix for {@link multiplyPacked}; strides are in bytes. */
export function packMatrix(b: usize, rowStride: usize, columnStride: usize, k: i32, n: i32, to: usize): void {
  packPanels(b, rowStride, columnStride, k, n, to);
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
  const blockSize = blockRows();
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
          min(TILE_ROWS, rows - i), n - column, k, aRows + at, 0, 4, panel, PANEL_BYTES, cRows + at, offset, init, offset,
          -Infinity, Infinity, scratch,
        );
      }
      panel += <usize>k * PANEL_BYTES;
    }
  }
}

@inline
function read(at: usize, rest: i32): v128 {
  return rest < 4 ? loadPart(at, rest) : v128.load(at);
}

@inline
function write(at: usize, value: v128, rest: i32): void {
  if (rest < 4) storePart(at, value, rest);
  else v128.store(at, value);
}

/** dz = dy · y (1 - y). */
@inline
function sigmoidSlope(dy: v128, y: v128): v128 {
  return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
}

/** dz = dy (1 - y²). */
@inline
function tanhSlope(dy: v128, y: v128): v128 {
  return f32x4.mul(dy, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y)));
}

/** a · b + c · d. */
@inline
function blend(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), f32x4.mul(c, d));
}

/** h = tanh z. */
export function simpleRnnStep(batch: i32, units: i32, z: usize, zStride: usize, h: usize, hStride: usize): void {
  for (let row = 0; row < batch; row++) {
    for (let i = 0; i < units; i += 4) {
      const at = <usize>i << 2, rest = units - i;
      write(h + at, tanh4(read(z + at, rest)), rest);
    }
    z += zStride;
    h += hStride;
  }
}

/** dz = (dy + dh) (1 - h²); dy may be 0 (none). */
export function simpleRnnStepGradient(
  batch: i32, units: i32, h: usize, hStride: usize, dy: usize, dyStride: usize, dh: usize, dz: usize, dzStride: usize,
): void {
  for (let row = 0; row < batch; row++) {
    for (let i = 0; i < units; i += 4) {
      const at = <usize>i << 2, rest = units - i;
      let gradient = read(dh + at, rest);
      if (dy) gradient = f32x4.add(gradient, read(dy + at, rest));
      write(dz + at, tanhSlope(gradient, read(h + at, rest)), rest);
    }
    h += hStride;
    dy += dy ? dyStride : 0;
    dh += <usize>units << 2;
    dz += dzStride;
  }
}

/**
 * z [batch, 4 units] holds the sums of input, forget, cell and output gate and is overwritten by the gates' values.
 * c = f · cBefore + i · g; h = o · tanh c.
 */
export function lstmStep(
  batch: i32, units: i32, z: usize, zStride: usize, before: usize, beforeStride: usize, c: usize, cStride: usize,
  h: usize, hStride: usize,
): void {
  const gate = <usize>units << 2;
  for (let row = 0; row < batch; row++) {
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2, rest = units - u, to = z + at;
      const i = sigmoid4(read(to, rest)), f = sigmoid4(read(to + gate, rest));
      const g = tanh4(read(to + 2 * gate, rest)), o = sigmoid4(read(to + 3 * gate, rest));
      const cell = blend(f, read(before + at, rest), i, g);
      write(to, i, rest);
      write(to + gate, f, rest);
      write(to + 2 * gate, g, rest);
      write(to + 3 * gate, o, rest);
      write(c + at, cell, rest);
      write(h + at, f32x4.mul(o, tanh4(cell)), rest);
    }
    z += zStride;
    before += beforeStride;
    c += cStride;
    h += hStride;
  }
}

/**
 * dz from the gates' values, c and c before; dh (plus dy, which may be 0) and dc are the gradients that arrive; dc becomes
 * the gradient of c before.
 */
export function lstmStepGradient(
  batch: i32, units: i32, gates: usize, gatesStride: usize, before: usize, beforeStride: usize, c: usize, cStride: usize,
  dy: usize, dyStride: usize, dh: usize, dc: usize, dz: usize, dzStride: usize,
): void {
  const gate = <usize>units << 2;
  for (let row = 0; row < batch; row++) {
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2, rest = units - u, from = gates + at, to = dz + at;
      const i = read(from, rest), f = read(from + gate, rest), g = read(from + 2 * gate, rest), o = read(from + 3 * gate, rest);
      const active = tanh4(read(c + at, rest));
      let gradient = read(dh + at, rest);
      if (dy) gradient = f32x4.add(gradient, read(dy + at, rest));
      const cell = f32x4.add(read(dc + at, rest), tanhSlope(f32x4.mul(gradient, o), active));
      write(to, sigmoidSlope(f32x4.mul(cell, g), i), rest);
      write(to + gate, sigmoidSlope(f32x4.mul(cell, read(before + at, rest)), f), rest);
      write(to + 2 * gate, tanhSlope(f32x4.mul(cell, i), g), rest);
      write(to + 3 * gate, sigmoidSlope(f32x4.mul(gradient, active), o), rest);
      write(dc + at, f32x4.mul(cell, f), rest);
    }
    gates += gatesStride;
    before += beforeStride;
    c += cStride;
    dy += dy ? dyStride : 0;
    dh += gate;
    dc += gate;
    dz += dzStride;
  }
}

/**
 * GRU with the reset gate after the product: x and r [batch, 3 units] are the sums of update, reset and candidate gate from
 * the input and from the state, each with its bias. z = σ(xz + rz), s = σ(xr + rr), g = tanh(xg + s · rg);
 * h = z · hBefore + (1 - z) g. z, s, g overwrite x; r's candidate part is kept for the way back.
 */
export function gruStep(
  batch: i32, units: i32, x: usize, xStride: usize, r: usize, rStride: usize, before: usize, beforeStride: usize,
  h: usize, hStride: usize,
): void {
  const gate = <usize>units << 2, one = f32x4.splat(1);
  for (let row = 0; row < batch; row++) {
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2, rest = units - u, to = x + at, state = r + at;
      const z = sigmoid4(f32x4.add(read(to, rest), read(state, rest)));
      const s = sigmoid4(f32x4.add(read(to + gate, rest), read(state + gate, rest)));
      const g = tanh4(f32x4.add(read(to + 2 * gate, rest), f32x4.mul(s, read(state + 2 * gate, rest))));
      write(to, z, rest);
      write(to + gate, s, rest);
      write(to + 2 * gate, g, rest);
      write(h + at, blend(z, read(before + at, rest), f32x4.sub(one, z), g), rest);
    }
    x += xStride;
    r += rStride;
    before += beforeStride;
    h += hStride;
  }
}

/** Gradients of the sums: dx and dr [batch, 3 units] differ in the candidate part. dh becomes its direct part for h before. */
export function gruStepGradient(
  batch: i32, units: i32, gates: usize, gatesStride: usize, r: usize, rStride: usize, before: usize, beforeStride: usize,
  dy: usize, dyStride: usize, dh: usize, dx: usize, dxStride: usize, dr: usize, drStride: usize,
): void {
  const gate = <usize>units << 2, one = f32x4.splat(1);
  for (let row = 0; row < batch; row++) {
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2, rest = units - u, from = gates + at;
      const z = read(from, rest), s = read(from + gate, rest), g = read(from + 2 * gate, rest);
      let gradient = read(dh + at, rest);
      if (dy) gradient = f32x4.add(gradient, read(dy + at, rest));
      const dz = sigmoidSlope(f32x4.mul(gradient, f32x4.sub(read(before + at, rest), g)), z);
      const dg = tanhSlope(f32x4.mul(gradient, f32x4.sub(one, z)), g);
      const ds = sigmoidSlope(f32x4.mul(dg, read(r + at + 2 * gate, rest)), s);
      write(dx + at, dz, rest);
      write(dx + at + gate, ds, rest);
      write(dx + at + 2 * gate, dg, rest);
      write(dr + at, dz, rest);
      write(dr + at + gate, ds, rest);
      write(dr + at + 2 * gate, f32x4.mul(dg, s), rest);
      write(dh + at, f32x4.mul(gradient, z), rest);
    }
    gates += gatesStride;
    r += rStride;
    before += beforeStride;
    dy += dy ? dyStride : 0;
    dh += gate;
    dx += dxStride;
    dr += drStride;
  }
}
