// Elementary functions of four floats at a time, within a few units in the last place. Infinities and NaN come out as
// from the scalar functions.
import { madd } from './vector';

const LOG2_E: f32 = 1.44269504088896341;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** 2^n for whole n in -126..127, by writing the exponent; 0 for -127. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** exp x = 2^n e^r with r = x - n ln 2 in ±ln 2 / 2. The scale is applied in two halves, so that results near the limits neither overflow early nor lose their last digits. */
export function exp4(value: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(value, splat(-104)), splat(89)), whole = f32x4.nearest(f32x4.mul(x, splat(LOG2_E)));
  const n = i32x4.trunc_sat_f32x4_s(whole), half = i32x4.shr_s(n, 1), e = f32x4.add(expRest(x, whole), splat(1));
  return f32x4.mul(f32x4.mul(e, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** exp(x) - 1 = 2^n (e^r - 1 + 1 - 2^-n), right for small x, of which n is 0; scaled as in {@link exp4}. */
export function expm14(value: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(value, splat(-104)), splat(89)), whole = f32x4.nearest(f32x4.mul(x, splat(LOG2_E)));
  const n = i32x4.trunc_sat_f32x4_s(whole), half = i32x4.shr_s(n, 1), scale = powerOfTwo(half);
  const one = powerOfTwo(i32x4.sub(half, n)), y = madd(expRest(x, whole), scale, f32x4.sub(scale, one));
  return f32x4.mul(y, powerOfTwo(i32x4.sub(n, half)));
}

/**
 * e^r - 1 for r = x - n ln 2, as r + r² q(r) with the polynomial that comes nearest to it (to 4·10⁻⁹ of e^r). The terms of q
 * are computed in pairs, so that they need not wait for one another.
 */
@inline
function expRest(x: v128, n: v128): v128 {
  const r = madd(n, splat(-LN2_LOW), madd(n, splat(-LN2_HIGH), x)), square = f32x4.mul(r, r);
  const low = madd(r, splat(0.1666652113199234), splat(0.4999999403953552));
  const middle = madd(r, splat(0.00836874544620514), splat(0.04166838899254799));
  return madd(madd(madd(square, splat(0.001381453825160861), middle), square, low), square, r);
}

/** A number so large that adding it to a smaller one rounds that to a whole number, in its last bits. */
const ROUNDING: f32 = 12582912;

/** Below this exp is less than all normal numbers; n is -127, and 2^n is 0. */
const EXP_END: f32 = -88;

/** exp of numbers from {@link EXP_END} to 88.4, in half the time of {@link exp4}. */
@inline
function expNear(x: v128): v128 {
  const shifted = madd(x, splat(LOG2_E), splat(ROUNDING));
  return f32x4.mul(f32x4.add(expRest(x, f32x4.sub(shifted, splat(ROUNDING))), splat(1)), powerOfTwo(shifted));
}

/** exp x for x up to 0; what would be no normal number is 0. */
@inline
export function expNegative4(x: v128): v128 {
  return expNear(f32x4.pmax(x, splat(EXP_END)));
}

/** log: e ln 2 + log m, m in √½..√2 (Cephes logf). */
export function log4(value: v128): v128 {
  const isSmall = f32x4.lt(value, splat(1.17549435e-38));
  const x = v128.bitselect(f32x4.mul(value, splat(8388608)), value, isSmall);
  let exponent = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126));
  exponent = i32x4.sub(exponent, v128.and(isSmall, i32x4.splat(23)));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), splat(0.5));
  const isLow = f32x4.lt(m, splat(0.70710678118654752));
  exponent = i32x4.add(exponent, isLow);
  m = f32x4.sub(f32x4.add(m, v128.and(m, isLow)), splat(1));
  const e = f32x4.convert_i32x4_s(exponent), square = f32x4.mul(m, m);
  let p = splat(7.0376836292e-2);
  p = madd(p, m, splat(-1.1514610310e-1));
  p = madd(p, m, splat(1.1676998740e-1));
  p = madd(p, m, splat(-1.2420140846e-1));
  p = madd(p, m, splat(1.4249322787e-1));
  p = madd(p, m, splat(-1.6668057665e-1));
  p = madd(p, m, splat(2.0000714765e-1));
  p = madd(p, m, splat(-2.4999993993e-1));
  p = madd(p, m, splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, m), square);
  y = f32x4.add(y, f32x4.mul(e, splat(LN2_LOW)));
  y = f32x4.sub(y, f32x4.mul(square, splat(0.5)));
  y = f32x4.add(f32x4.add(m, y), f32x4.mul(e, splat(LN2_HIGH)));
  const isFinite = v128.and(f32x4.gt(value, splat(0)), f32x4.lt(value, splat(Infinity)));
  const isZero = f32x4.eq(value, splat(0)), isInfinite = f32x4.eq(value, splat(Infinity));
  let special = v128.bitselect(splat(-Infinity), splat(NaN), isZero);
  special = v128.bitselect(splat(Infinity), special, isInfinite);
  return v128.bitselect(y, special, isFinite);
}

/** log(1 + x), right for small x: the error of u = 1 + x is undone by the factor x / (u - 1). */
export function log1p4(x: v128): v128 {
  const u = f32x4.add(x, splat(1)), rounded = f32x4.sub(u, splat(1));
  const y = f32x4.mul(log4(u), f32x4.div(x, rounded));
  const isExact = v128.or(f32x4.eq(u, splat(1)), f32x4.eq(x, splat(Infinity)));
  return v128.bitselect(x, y, isExact);
}

/** Where the quotient of {@link tanh4} is 1 exactly, which depends on how sums of products are rounded: 1 - tanh² has to vanish. */
const TANH_END: f32 = ASC_FEATURE_RELAXED_SIMD ? 8.057037353515625 : 8.022842407226562;

/** tanh as a quotient of polynomials in x (13 over 6); beyond {@link TANH_END} it is ±1. */
@inline
export function tanh4(value: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(value, splat(-TANH_END)), splat(TANH_END));
  const square = f32x4.mul(x, x), fourth = f32x4.mul(square, square);
  const p0 = madd(square, splat(6.37261928875436e-4), splat(4.89352455891786e-3));
  const p2 = madd(square, splat(5.12229709037114e-8), splat(1.48572235717979e-5));
  const p4 = madd(square, splat(2.00018790482477e-13), splat(-8.60467152213735e-11));
  const p6 = madd(fourth, splat(-2.76076847742355e-16), p4);
  const p = madd(madd(p6, fourth, p2), fourth, p0);
  const q0 = madd(square, splat(2.26843463243900e-3), splat(4.89352518554385e-3));
  const q2 = madd(square, splat(1.19825839466702e-6), splat(1.18534705686654e-4));
  const y = f32x4.div(f32x4.mul(x, p), madd(q2, fourth, q0));
  return v128.bitselect(value, y, f32x4.lt(f32x4.abs(value), splat(0.0004)));
}

/** 1 / (1 + exp -x). Below -88.4, where it would be no normal number, it is 0: there 2^n is infinite. */
@inline
export function sigmoid4(x: v128): v128 {
  const e = expNear(f32x4.pmin(f32x4.pmax(f32x4.neg(x), splat(EXP_END)), splat(88.5)));
  return f32x4.div(splat(1), f32x4.add(splat(1), e));
}

/** erf as a quotient of polynomials in x (13 over 8) on ±4; beyond it is ±1 in single precision. */
export function erf4(value: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(value, splat(-4)), splat(4)), square = f32x4.mul(x, x);
  let p = splat(-2.72614225801306e-10);
  p = madd(p, square, splat(2.77068142495902e-8));
  p = madd(p, square, splat(-2.10102402082508e-6));
  p = madd(p, square, splat(-5.69250639462346e-5));
  p = madd(p, square, splat(-7.34990630326855e-4));
  p = madd(p, square, splat(-2.95459980854025e-3));
  p = madd(p, square, splat(-1.60960333262415e-2));
  let q = splat(-1.45660718464996e-5);
  q = madd(q, square, splat(-2.13374055278905e-4));
  q = madd(q, square, splat(-1.68282697438203e-3));
  q = madd(q, square, splat(-7.37332916720468e-3));
  q = madd(q, square, splat(-1.42647390514189e-2));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** Here exp(-z²/2) is less than all normal numbers, and {@link bell4} is 0. */
const BELL_END: f32 = 13.27;

/** |x|, but {@link BELL_END} at most. */
@inline
export function distance4(x: v128): v128 {
  return f32x4.pmin(f32x4.abs(x), splat(BELL_END));
}

/** exp(-z²/2) for z in 0..{@link BELL_END}: 2^n · p(y - n) with y = -z²/2 log₂ e, right to 10⁻⁵ where y is large. */
@inline
export function bell4(z: v128): v128 {
  const y = f32x4.mul(f32x4.mul(z, z), splat(-0.5 * LOG2_E)), shifted = f32x4.add(y, splat(ROUNDING));
  const f = f32x4.sub(y, f32x4.sub(shifted, splat(ROUNDING)));
  let p = splat(0.001327644326531499);
  p = madd(p, f, splat(0.009675564114085489));
  p = madd(p, f, splat(0.055507135332808884));
  p = madd(p, f, splat(0.2402211930432494));
  p = madd(p, f, splat(0.69314696679818));
  p = madd(p, f, splat(1));
  // Of n = -127 that is 0.
  return f32x4.mul(p, powerOfTwo(shifted));
}

/**
 * How much of a normal distribution lies above z in 0..{@link BELL_END}, divided by exp(-z²/2): a quotient of polynomials
 * (3 over 4) to 4·10⁻⁷. All coefficients have one sign, so that nothing cancels however small the share is.
 */
@inline
export function tail4(z: v128): v128 {
  let p = splat(0.016862940519991435);
  p = madd(p, z, splat(0.11875126830587703));
  p = madd(p, z, splat(0.3606106308190365));
  p = madd(p, z, splat(0.49999982538846327));
  let q = splat(0.04227456716907861);
  q = madd(q, z, splat(0.2974503865977251));
  q = madd(q, z, splat(0.9496997198606674));
  q = madd(q, z, splat(1.5190882861243749));
  q = madd(q, z, splat(1));
  return f32x4.div(p, q);
}

/**
 * log(1 + exp x) = max(x, 0) + log(1 + e) with e = exp -|x|, which is 2 artanh s with s = e / (2 + e) up to a third. What
 * artanh is more than s is small, and so is its rounding.
 */
@inline
export function softplus4(x: v128): v128 {
  const e = expNegative4(f32x4.neg(f32x4.abs(x))), s = f32x4.div(e, f32x4.add(e, splat(2))), square = f32x4.mul(s, s);
  let p = madd(square, splat(0.2818532675504684), splat(0.27959242463111877));
  p = madd(p, square, splat(0.40024992823600769));
  p = madd(p, square, splat(0.66666314005851746));
  const log = madd(f32x4.mul(p, square), s, f32x4.add(s, s));
  return f32x4.add(log, f32x4.max(x, splat(0)));
}
