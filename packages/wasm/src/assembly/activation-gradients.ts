// Gradients of activations from their results: dz = dy · f'(z), with f'(z) written in terms of y = f(z).
import { loadPart, storePart } from './vector';

const RELU: i32 = 0;
const SIGMOID: i32 = 1;
const TANH: i32 = 2;
const ELU: i32 = 3;
const RELU6: i32 = 4;

@inline
function apply(kind: i32, dy: v128, y: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (kind == RELU) return v128.and(dy, f32x4.gt(y, zero));
  if (kind == SIGMOID) return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(one, y)));
  if (kind == TANH) return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(y, y)));
  if (kind == ELU) return f32x4.mul(dy, f32x4.pmin(f32x4.add(y, one), one));
  return v128.and(dy, v128.and(f32x4.gt(y, zero), f32x4.lt(y, f32x4.splat(6))));
}

@inline
function map(kind: i32, dy: usize, y: usize, dz: usize, count: i32): void {
  const end = dz + (<usize>(count & ~3) << 2), rest = count & 3;
  for (; dz < end; dz += 16, dy += 16, y += 16) v128.store(dz, apply(kind, v128.load(dy), v128.load(y)));
  if (rest) storePart(dz, apply(kind, loadPart(dy, rest), loadPart(y, rest)), rest);
}

export function reluGradient(dy: usize, y: usize, dz: usize, count: i32): void { map(RELU, dy, y, dz, count); }
export function sigmoidGradient(dy: usize, y: usize, dz: usize, count: i32): void { map(SIGMOID, dy, y, dz, count); }
export function tanhGradient(dy: usize, y: usize, dz: usize, count: i32): void { map(TANH, dy, y, dz, count); }
export function eluOutputGradient(dy: usize, y: usize, dz: usize, count: i32): void { map(ELU, dy, y, dz, count); }
export function relu6Gradient(dy: usize, y: usize, dz: usize, count: i32): void { map(RELU6, dy, y, dz, count); }
