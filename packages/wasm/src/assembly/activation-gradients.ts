// Gradients of activations from their results: dz = dy · f'(z), with f'(z) written in terms of y = f(z); and the bias
// gradient in the same pass. Further down, gradients from the arguments, for functions that do not rise everywhere.
import { bell4, distance4, sigmoid4, tail4 } from './math';
import { BLOCK_ROWS, addBlock, storeTotals } from './sums';
import { loadPart, madd, storePart } from './vector';

const LINEAR: i32 = 0;
const RELU: i32 = 1;
const SIGMOID: i32 = 2;
const TANH: i32 = 3;
const ELU: i32 = 4;
const RELU6: i32 = 5;

@inline
function apply(kind: i32, dy: v128, y: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (kind == LINEAR) return dy;
  if (kind == RELU) return v128.and(dy, f32x4.gt(y, zero));
  if (kind == SIGMOID) return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(one, y)));
  if (kind == TANH) return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(y, y)));
  if (kind == ELU) return f32x4.mul(dy, f32x4.pmin(f32x4.add(y, one), one));
  return v128.and(dy, v128.and(f32x4.gt(y, zero), f32x4.lt(y, f32x4.splat(6))));
}

/** dz [rows, channels], and db [channels] = Σ dz, which must be zero before. */
@inline
function pass(kind: i32, dy: usize, y: usize, dz: usize, rows: i32, channels: i32, db: usize): void {
  const bytes = <usize>channels << 2, whole = bytes & ~15, rest = <i32>((bytes & 15) >> 2);
  for (let row = 0; row < rows; row++) {
    for (let i: usize = 0; i < whole; i += 16) {
      const value = apply(kind, v128.load(dy + i), v128.load(y + i));
      if (kind != LINEAR) v128.store(dz + i, value);
      v128.store(db + i, f32x4.add(v128.load(db + i), value));
    }
    if (rest) {
      const value = apply(kind, loadPart(dy + whole, rest), loadPart(y + whole, rest));
      if (kind != LINEAR) storePart(dz + whole, value, rest);
      storePart(db + whole, f32x4.add(loadPart(db + whole, rest), value), rest);
    }
    dy += bytes;
    y += bytes;
    dz += bytes;
  }
}

/** `scratch` takes a double and a float for each channel: the sums, and those of one block. */
@inline
function passBlocks(kind: i32, dy: usize, y: usize, dz: usize, rows: i32, channels: i32, db: usize, scratch: usize): void {
  const bytes = <usize>channels << 2, isLong = rows > BLOCK_ROWS, block = isLong ? scratch + 2 * bytes : db;
  memory.fill(block, 0, bytes);
  if (isLong) memory.fill(scratch, 0, 2 * bytes);
  for (let row = 0; row < rows; row += BLOCK_ROWS) {
    const offset = <usize>row * bytes;
    pass(kind, dy + offset, y + offset, dz + offset, min(BLOCK_ROWS, rows - row), channels, block);
    if (isLong) addBlock(scratch, block, bytes);
  }
  if (isLong) storeTotals(scratch, 1, db, bytes);
}

export function linearBiasGradient(dy: usize, y: usize, dz: usize, rows: i32, channels: i32, db: usize, scratch: usize): void {
  passBlocks(LINEAR, dy, y, dz, rows, channels, db, scratch);
}
export function reluBiasGradient(dy: usize, y: usize, dz: usize, rows: i32, channels: i32, db: usize, scratch: usize): void {
  passBlocks(RELU, dy, y, dz, rows, channels, db, scratch);
}
export function sigmoidBiasGradient(dy: usize, y: usize, dz: usize, rows: i32, channels: i32, db: usize, scratch: usize): void {
  passBlocks(SIGMOID, dy, y, dz, rows, channels, db, scratch);
}
export function tanhBiasGradient(dy: usize, y: usize, dz: usize, rows: i32, channels: i32, db: usize, scratch: usize): void {
  passBlocks(TANH, dy, y, dz, rows, channels, db, scratch);
}
export function eluBiasGradient(dy: usize, y: usize, dz: usize, rows: i32, channels: i32, db: usize, scratch: usize): void {
  passBlocks(ELU, dy, y, dz, rows, channels, db, scratch);
}
export function relu6BiasGradient(dy: usize, y: usize, dz: usize, rows: i32, channels: i32, db: usize, scratch: usize): void {
  passBlocks(RELU6, dy, y, dz, rows, channels, db, scratch);
}

/** The gradient of elu alone. */
export function eluOutputGradient(dy: usize, y: usize, dz: usize, count: i32): void {
  const end = dz + (<usize>(count & ~3) << 2), rest = count & 3;
  for (; dz < end; dz += 16, dy += 16, y += 16) v128.store(dz, apply(ELU, v128.load(dy), v128.load(y)));
  if (rest) storePart(dz, apply(ELU, loadPart(dy, rest), loadPart(y, rest)), rest);
}

// ---- from the argument: dx = dy · f'(x) ----

const SILU: i32 = 0;
const GELU: i32 = 1;
const GELU_TANH: i32 = 2;

const SQRT_TWO_OVER_PI: f32 = 0.7978845608028654;
const DENSITY_AT_ZERO: f32 = 0.3989422804014327;

@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

@inline
function slope(kind: i32, x: v128): v128 {
  const one = splat(1);
  if (kind == SILU) {
    const s = sigmoid4(x);
    return f32x4.mul(s, f32x4.add(one, f32x4.mul(x, f32x4.sub(one, s))));
  }
  if (kind == GELU) {
    // Φ(x) + x φ(x), of which left and right give 1 together.
    const z = distance4(x), part = f32x4.mul(bell4(z), f32x4.sub(tail4(z), f32x4.mul(z, splat(DENSITY_AT_ZERO))));
    return v128.bitselect(part, f32x4.sub(one, part), f32x4.lt(x, splat(0)));
  }
  const square = f32x4.mul(x, x);
  // (1 + tanh u) / 2 = σ(2u); both it and what it lacks to 1 are right where they are small.
  const factor = madd(square, splat(2 * SQRT_TWO_OVER_PI * 0.044715), splat(2 * SQRT_TWO_OVER_PI));
  const twice = f32x4.mul(x, factor), share = sigmoid4(twice);
  const inner = madd(square, splat(6 * SQRT_TWO_OVER_PI * 0.044715), splat(2 * SQRT_TWO_OVER_PI));
  const rise = f32x4.mul(f32x4.mul(share, sigmoid4(f32x4.neg(twice))), x);
  return f32x4.add(share, f32x4.mul(rise, inner));
}

@inline
function passArguments(kind: i32, dy: usize, x: usize, dx: usize, count: i32): void {
  const end = dx + (<usize>(count & ~3) << 2), rest = count & 3;
  for (; dx < end; dx += 16, dy += 16, x += 16) v128.store(dx, f32x4.mul(v128.load(dy), slope(kind, v128.load(x))));
  if (rest) storePart(dx, f32x4.mul(loadPart(dy, rest), slope(kind, loadPart(x, rest))), rest);
}

export function siluGradient(dy: usize, x: usize, dx: usize, count: i32): void { passArguments(SILU, dy, x, dx, count); }
export function geluGradient(dy: usize, x: usize, dx: usize, count: i32): void { passArguments(GELU, dy, x, dx, count); }
export function geluApproximateGradient(dy: usize, x: usize, dx: usize, count: i32): void {
  passArguments(GELU_TANH, dy, x, dx, count);
}
