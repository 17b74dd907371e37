// One step of the recurrent cells over a batch, forward and backward: what comes before and after the matrix products.
// Gates, cells and their gradients lie row after row; h lies in rows that are `hStride` bytes apart.
import { sigmoid4, tanh4 } from './math';
import { loadPart, storePart } from './vector';

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

/** h = tanh h, in place. */
export function simpleRnnStep(batch: i32, units: i32, h: usize, hStride: usize): void {
  for (let row = 0; row < batch; row++) {
    for (let i = 0; i < units; i += 4) {
      const at = h + (<usize>i << 2), rest = units - i;
      write(at, tanh4(read(at, rest)), rest);
    }
    h += hStride;
  }
}

/** dz = (dy + dh) (1 - h²); dy may be 0 (none). */
export function simpleRnnStepGradient(
  batch: i32, units: i32, h: usize, hStride: usize, dy: usize, dyStride: usize, dh: usize, dz: usize,
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
    dz += <usize>units << 2;
  }
}

/** z = σ z, or tanh z, for `count` values, in place: a loop that is short enough to keep its constants in registers. */
@inline
function activate(isSigmoid: bool, z: usize, count: i32): void {
  for (let i = 0; i < count; i += 4, z += 16) {
    const rest = count - i, x = read(z, rest);
    write(z, isSigmoid ? sigmoid4(x) : tanh4(x), rest);
  }
}

/**
 * z [batch, 4 units] holds the sums of input, forget, cell and output gate and is overwritten by the gates' values.
 * c = f · before + i · g; h = o · tanh c.
 */
export function lstmStep(batch: i32, units: i32, z: usize, before: usize, c: usize, h: usize, hStride: usize): void {
  const gate = <usize>units << 2;
  for (let row = 0; row < batch; row++) {
    activate(true, z, 2 * units);
    activate(false, z + 2 * gate, units);
    activate(true, z + 3 * gate, units);
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2, rest = units - u, from = z + at;
      const i = read(from, rest), f = read(from + gate, rest), g = read(from + 2 * gate, rest), o = read(from + 3 * gate, rest);
      const cell = blend(f, read(before + at, rest), i, g);
      write(c + at, cell, rest);
      write(h + at, f32x4.mul(o, tanh4(cell)), rest);
    }
    z += gate << 2;
    before += gate;
    c += gate;
    h += hStride;
  }
}

/**
 * dz from the gates' values, c and c before; dh (plus dy, which may be 0) and dc are the gradients that arrive; dc becomes
 * the gradient of c before.
 */
export function lstmStepGradient(
  batch: i32, units: i32, gates: usize, before: usize, c: usize, dy: usize, dyStride: usize, dh: usize, dc: usize, dz: usize,
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
    gates += gate << 2;
    before += gate;
    c += gate;
    dy += dy ? dyStride : 0;
    dh += gate;
    dc += gate;
    dz += gate << 2;
  }
}

/**
 * GRU with the reset gate after the product: x and r [batch, 3 units] are the sums of update, reset and candidate gate from
 * the input and from the state, each with its bias. z = σ(xz + rz), s = σ(xr + rr), g = tanh(xg + s · rg);
 * h = z · before + (1 - z) g. z, s, g overwrite x; r's candidate part is kept for the way back.
 */
export function gruStep(
  batch: i32, units: i32, x: usize, r: usize, before: usize, h: usize, hStride: usize,
): void {
  const gate = <usize>units << 2, one = f32x4.splat(1);
  for (let row = 0; row < batch; row++) {
    for (let i = 0; i < 2 * units; i += 4) {
      const at = <usize>i << 2, rest = 2 * units - i;
      write(x + at, sigmoid4(f32x4.add(read(x + at, rest), read(r + at, rest))), rest);
    }
    for (let u = 0; u < units; u += 4) {
      const at = <usize>u << 2, rest = units - u, to = x + at, state = r + at;
      const z = read(to, rest), s = read(to + gate, rest);
      const g = tanh4(f32x4.add(read(to + 2 * gate, rest), f32x4.mul(s, read(state + 2 * gate, rest))));
      write(to + 2 * gate, g, rest);
      write(h + at, blend(z, read(before + at, rest), f32x4.sub(one, z), g), rest);
    }
    x += 3 * gate;
    r += 3 * gate;
    before += hStride;
    h += hStride;
  }
}

/** Gradients of the sums: dx and dr [batch, 3 units] differ in the candidate part. dh becomes its direct part for h before. */
export function gruStepGradient(
  batch: i32, units: i32, gates: usize, r: usize, before: usize, hStride: usize, dy: usize, dyStride: usize, dh: usize,
  dx: usize, dr: usize,
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
    gates += 3 * gate;
    r += 3 * gate;
    before += hStride;
    dy += dy ? dyStride : 0;
    dh += gate;
    dx += 3 * gate;
    dr += 3 * gate;
  }
}
