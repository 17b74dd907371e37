// Functions of one array, element by element. `to` may be the array itself.
import { bell4, distance4, erf4, exp4, expm14, log1p4, log4, sigmoid4, softplus4, tail4, tanh4 } from './math';
import { loadPart, madd, storePart } from './vector';

const ABS: i32 = 0;
const CEIL: i32 = 1;
const CLAMP: i32 = 2;
const ELU: i32 = 3;
const ERF: i32 = 4;
const EXP: i32 = 5;
const EXPM1: i32 = 6;
const FLOOR: i32 = 7;
const GELU: i32 = 8;
const GELU_TANH: i32 = 9;
const LEAKY_RELU: i32 = 10;
const LOG: i32 = 11;
const LOG1P: i32 = 12;
const NEGATE: i32 = 13;
const RECIPROCAL: i32 = 14;
const ROUND: i32 = 15;
const RSQRT: i32 = 16;
const SCALE: i32 = 17;
const SELU: i32 = 18;
const SIGMOID: i32 = 19;
const SIGN: i32 = 20;
const SILU: i32 = 21;
const SOFTPLUS: i32 = 22;
const SQRT: i32 = 23;
const SQUARE: i32 = 24;
const STEP: i32 = 25;
const TANH: i32 = 26;

const SELU_ALPHA: f32 = 1.6732632423543772;
const SELU_SCALE: f32 = 1.0507009873554805;
const SQRT_TWO_OVER_PI: f32 = 0.7978845608028654;

@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** `negative` where x < 0, otherwise x (also for NaN). */
@inline
function below(x: v128, negative: v128): v128 {
  return v128.bitselect(negative, x, f32x4.lt(x, splat(0)));
}

/** x (1 + tanh u) / 2, written as x sigmoid(2u), in which nothing cancels. */
@inline
function geluTanh(x: v128): v128 {
  const factor = madd(f32x4.mul(x, x), splat(2 * SQRT_TWO_OVER_PI * 0.044715), splat(2 * SQRT_TWO_OVER_PI));
  return f32x4.mul(x, sigmoid4(f32x4.mul(x, factor)));
}

/** x Φ(x), with Φ from the tail that it lies in, so that small shares keep their digits. */
@inline
function geluExact(x: v128): v128 {
  const z = distance4(x), share = f32x4.mul(bell4(z), tail4(z));
  return f32x4.mul(x, v128.bitselect(share, f32x4.sub(splat(1), share), f32x4.lt(x, splat(0))));
}

@inline
function sign(x: v128): v128 {
  const one = v128.bitselect(splat(-1), splat(1), f32x4.lt(x, splat(0)));
  return v128.bitselect(x, one, v128.or(f32x4.eq(x, splat(0)), f32x4.ne(x, x)));
}

// The constant kind is folded: every export gets its own loop.
@inline
function apply(kind: i32, x: v128, p: v128, q: v128): v128 {
  if (kind == ABS) return f32x4.abs(x);
  if (kind == CEIL) return f32x4.ceil(x);
  if (kind == CLAMP) return f32x4.pmin(f32x4.pmax(x, p), q);
  if (kind == ELU) return below(x, f32x4.mul(p, expm14(x)));
  if (kind == ERF) return erf4(x);
  if (kind == EXP) return exp4(x);
  if (kind == EXPM1) return expm14(x);
  if (kind == FLOOR) return f32x4.floor(x);
  if (kind == GELU) return geluExact(x);
  if (kind == GELU_TANH) return geluTanh(x);
  if (kind == LEAKY_RELU) return below(x, f32x4.mul(x, p));
  if (kind == LOG) return log4(x);
  if (kind == LOG1P) return log1p4(x);
  if (kind == NEGATE) return f32x4.neg(x);
  if (kind == RECIPROCAL) return f32x4.div(splat(1), x);
  if (kind == ROUND) return f32x4.nearest(x);
  if (kind == RSQRT) return f32x4.div(splat(1), f32x4.sqrt(x));
  if (kind == SCALE) return f32x4.add(f32x4.mul(x, p), q);
  if (kind == SELU) return f32x4.mul(splat(SELU_SCALE), below(x, f32x4.mul(splat(SELU_ALPHA), expm14(x))));
  if (kind == SIGMOID) return sigmoid4(x);
  if (kind == SIGN) return sign(x);
  if (kind == SILU) return f32x4.mul(x, sigmoid4(x));
  if (kind == SOFTPLUS) return softplus4(x);
  if (kind == SQRT) return f32x4.sqrt(x);
  if (kind == SQUARE) return f32x4.mul(x, x);
  if (kind == STEP) {
    const y = v128.bitselect(splat(1), p, f32x4.gt(x, splat(0)));
    return v128.bitselect(x, y, f32x4.ne(x, x));
  }
  return tanh4(x);
}

/** Functions of so few instructions that the loop around them would take as long: they go by four vectors a turn. */
@inline
function isShort(kind: i32): bool {
  return (
    kind == ABS || kind == CEIL || kind == CLAMP || kind == FLOOR || kind == NEGATE || kind == ROUND || kind == SCALE ||
    kind == SQUARE
  );
}

@inline
function map(kind: i32, x: usize, to: usize, count: i32, p: f32, q: f32): void {
  const p4 = splat(p), q4 = splat(q), end = x + (<usize>(count & ~3) << 2);
  if (isShort(kind)) {
    while (x + 64 <= end) {
      v128.store(to, apply(kind, v128.load(x), p4, q4));
      v128.store(to, apply(kind, v128.load(x, 16), p4, q4), 16);
      v128.store(to, apply(kind, v128.load(x, 32), p4, q4), 32);
      v128.store(to, apply(kind, v128.load(x, 48), p4, q4), 48);
      x += 64;
      to += 64;
    }
  }
  while (x < end) {
    v128.store(to, apply(kind, v128.load(x), p4, q4));
    x += 16;
    to += 16;
  }
  const rest = count & 3;
  if (rest) storePart(to, apply(kind, loadPart(x, rest), p4, q4), rest);
}

export function abs(x: usize, to: usize, count: i32): void { map(ABS, x, to, count, 0, 0); }
export function ceil(x: usize, to: usize, count: i32): void { map(CEIL, x, to, count, 0, 0); }
/** Everything into low..high; NaN stays. */
export function clamp(x: usize, to: usize, count: i32, low: f32, high: f32): void { map(CLAMP, x, to, count, low, high); }
export function elu(x: usize, to: usize, count: i32, alpha: f32): void { map(ELU, x, to, count, alpha, 0); }
export function erf(x: usize, to: usize, count: i32): void { map(ERF, x, to, count, 0, 0); }
export function exp(x: usize, to: usize, count: i32): void { map(EXP, x, to, count, 0, 0); }
export function expm1(x: usize, to: usize, count: i32): void { map(EXPM1, x, to, count, 0, 0); }
export function floor(x: usize, to: usize, count: i32): void { map(FLOOR, x, to, count, 0, 0); }
export function gelu(x: usize, to: usize, count: i32): void { map(GELU, x, to, count, 0, 0); }
export function geluApproximate(x: usize, to: usize, count: i32): void { map(GELU_TANH, x, to, count, 0, 0); }
export function leakyRelu(x: usize, to: usize, count: i32, alpha: f32): void { map(LEAKY_RELU, x, to, count, alpha, 0); }
export function log(x: usize, to: usize, count: i32): void { map(LOG, x, to, count, 0, 0); }
export function log1p(x: usize, to: usize, count: i32): void { map(LOG1P, x, to, count, 0, 0); }
export function negate(x: usize, to: usize, count: i32): void { map(NEGATE, x, to, count, 0, 0); }
export function reciprocal(x: usize, to: usize, count: i32): void { map(RECIPROCAL, x, to, count, 0, 0); }
export function round(x: usize, to: usize, count: i32): void { map(ROUND, x, to, count, 0, 0); }
export function rsqrt(x: usize, to: usize, count: i32): void { map(RSQRT, x, to, count, 0, 0); }
/** factor · x + offset. */
export function scale(x: usize, to: usize, count: i32, factor: f32, offset: f32): void {
  map(SCALE, x, to, count, factor, offset);
}
export function selu(x: usize, to: usize, count: i32): void { map(SELU, x, to, count, 0, 0); }
export function sigmoid(x: usize, to: usize, count: i32): void { map(SIGMOID, x, to, count, 0, 0); }
export function signs(x: usize, to: usize, count: i32): void { map(SIGN, x, to, count, 0, 0); }
export function silu(x: usize, to: usize, count: i32): void { map(SILU, x, to, count, 0, 0); }
export function softplus(x: usize, to: usize, count: i32): void { map(SOFTPLUS, x, to, count, 0, 0); }
export function sqrt(x: usize, to: usize, count: i32): void { map(SQRT, x, to, count, 0, 0); }
export function square(x: usize, to: usize, count: i32): void { map(SQUARE, x, to, count, 0, 0); }
/** 1 where x > 0, otherwise `negative`. */
export function step(x: usize, to: usize, count: i32, negative: f32): void { map(STEP, x, to, count, negative, 0); }
export function tanh(x: usize, to: usize, count: i32): void { map(TANH, x, to, count, 0, 0); }
