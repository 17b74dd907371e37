// Optimizer updates, in place, four weights at a time. Sizes need not be multiples of four: the last part is computed
// like a whole vector and stored in part.
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

/** w -= rate · g. */
export function sgdUpdate(w: usize, g: usize, count: i32, rate: f32): void {
  const rate4 = f32x4.splat(rate);
  for (let rest = count; rest > 0; rest -= 4) {
    write(w, f32x4.sub(read(w, rest), f32x4.mul(rate4, read(g, rest))), rest);
    w += 16;
    g += 16;
  }
}

/** m = momentum · m - rate · g; w += m, or with Nesterov w += momentum · m - rate · g. */
export function sgdMomentumUpdate(
  w: usize, m: usize, g: usize, count: i32, rate: f32, momentum: f32, nesterov: i32,
): void {
  const rate4 = f32x4.splat(rate), momentum4 = f32x4.splat(momentum);
  for (let rest = count; rest > 0; rest -= 4) {
    const change = f32x4.mul(rate4, read(g, rest));
    const velocity = f32x4.sub(f32x4.mul(momentum4, read(m, rest)), change);
    write(m, velocity, rest);
    const step = nesterov ? f32x4.sub(f32x4.mul(momentum4, velocity), change) : velocity;
    write(w, f32x4.add(read(w, rest), step), rest);
    w += 16;
    m += 16;
    g += 16;
  }
}

/** m += (g - m)(1 - beta1); v += (g² - v)(1 - beta2); w -= alpha · m / (√v + epsilon). */
export function adamUpdate(
  w: usize, m: usize, v: usize, g: usize, count: i32, alpha: f32, rest1: f32, rest2: f32, epsilon: f32,
): void {
  const alpha4 = f32x4.splat(alpha), part1 = f32x4.splat(rest1), part2 = f32x4.splat(rest2), epsilon4 = f32x4.splat(epsilon);
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g, rest), oldMean = read(m, rest), oldSquare = read(v, rest);
    const mean = f32x4.add(oldMean, f32x4.mul(f32x4.sub(gradient, oldMean), part1));
    const square = f32x4.add(oldSquare, f32x4.mul(f32x4.sub(f32x4.mul(gradient, gradient), oldSquare), part2));
    write(m, mean, rest);
    write(v, square, rest);
    const step = f32x4.div(f32x4.mul(alpha4, mean), f32x4.add(f32x4.sqrt(square), epsilon4));
    write(w, f32x4.sub(read(w, rest), step), rest);
    w += 16;
    m += 16;
    v += 16;
    g += 16;
  }
}

/** Adam with the largest v so far: vMax = max(vMax, v); w -= alpha · m / (√vMax + epsilon). */
export function amsgradUpdate(
  w: usize, m: usize, v: usize, vMax: usize, g: usize, count: i32, alpha: f32, rest1: f32, rest2: f32, epsilon: f32,
): void {
  const alpha4 = f32x4.splat(alpha), part1 = f32x4.splat(rest1), part2 = f32x4.splat(rest2), epsilon4 = f32x4.splat(epsilon);
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g, rest), mean = mix(read(m, rest), gradient, part1);
    const square = mix(read(v, rest), f32x4.mul(gradient, gradient), part2), largest = f32x4.max(read(vMax, rest), square);
    write(m, mean, rest);
    write(v, square, rest);
    write(vMax, largest, rest);
    const step = f32x4.div(f32x4.mul(alpha4, mean), f32x4.add(f32x4.sqrt(largest), epsilon4));
    write(w, f32x4.sub(read(w, rest), step), rest);
    w += 16;
    m += 16;
    v += 16;
    vMax += 16;
    g += 16;
  }
}

/** a + (b - a) · part. */
@inline
function mix(a: v128, b: v128, part: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), part));
}

/**
 * v = rho · v + (1 - rho) g²; step = rate · g / √(v + epsilon). With `average` (or 0) the square of the mean gradient is
 * taken off v; with `momentum` (or 0) w follows m = momentum · m + step.
 */
export function rmspropUpdate(
  w: usize, v: usize, momentum: usize, average: usize, g: usize, count: i32, rate: f32, rho: f32, inertia: f32, epsilon: f32,
): void {
  const rate4 = f32x4.splat(rate), part = f32x4.splat(1 - rho), inertia4 = f32x4.splat(inertia), epsilon4 = f32x4.splat(epsilon);
  let at: usize = 0;
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g + at, rest), square = mix(read(v + at, rest), f32x4.mul(gradient, gradient), part);
    write(v + at, square, rest);
    let spread = square;
    if (average) {
      const mean = mix(read(average + at, rest), gradient, part);
      write(average + at, mean, rest);
      spread = f32x4.sub(square, f32x4.mul(mean, mean));
    }
    let step = f32x4.div(f32x4.mul(rate4, gradient), f32x4.sqrt(f32x4.add(spread, epsilon4)));
    if (momentum) {
      step = f32x4.add(f32x4.mul(inertia4, read(momentum + at, rest)), step);
      write(momentum + at, step, rest);
    }
    write(w + at, f32x4.sub(read(w + at, rest), step), rest);
    at += 16;
  }
}

/** a += g²; w -= rate · g / √(a + epsilon). */
export function adagradUpdate(w: usize, a: usize, g: usize, count: i32, rate: f32, epsilon: f32): void {
  const rate4 = f32x4.splat(rate), epsilon4 = f32x4.splat(epsilon);
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g, rest), sum = f32x4.add(read(a, rest), f32x4.mul(gradient, gradient));
    write(a, sum, rest);
    const step = f32x4.div(f32x4.mul(rate4, gradient), f32x4.sqrt(f32x4.add(sum, epsilon4)));
    write(w, f32x4.sub(read(w, rest), step), rest);
    w += 16;
    a += 16;
    g += 16;
  }
}

/** a = mean of g², d = mean of step²; step = g √(d + epsilon) / √(a + epsilon); w -= rate · step. */
export function adadeltaUpdate(w: usize, a: usize, d: usize, g: usize, count: i32, rate: f32, rho: f32, epsilon: f32): void {
  const rate4 = f32x4.splat(rate), part = f32x4.splat(1 - rho), epsilon4 = f32x4.splat(epsilon);
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g, rest), square = mix(read(a, rest), f32x4.mul(gradient, gradient), part), steps = read(d, rest);
    const ratio = f32x4.div(f32x4.sqrt(f32x4.add(steps, epsilon4)), f32x4.sqrt(f32x4.add(square, epsilon4)));
    const step = f32x4.mul(gradient, ratio);
    write(a, square, rest);
    write(d, mix(steps, f32x4.mul(step, step), part), rest);
    write(w, f32x4.sub(read(w, rest), f32x4.mul(rate4, step)), rest);
    w += 16;
    a += 16;
    d += 16;
    g += 16;
  }
}

/** m += (g - m)(1 - beta1); u = max(beta2 · u, |g|); w -= alpha · m / (u + epsilon). */
export function adamaxUpdate(
  w: usize, m: usize, u: usize, g: usize, count: i32, alpha: f32, rest1: f32, beta2: f32, epsilon: f32,
): void {
  const alpha4 = f32x4.splat(alpha), part1 = f32x4.splat(rest1), decay = f32x4.splat(beta2), epsilon4 = f32x4.splat(epsilon);
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g, rest), mean = mix(read(m, rest), gradient, part1);
    const norm = f32x4.max(f32x4.mul(decay, read(u, rest)), f32x4.abs(gradient));
    write(m, mean, rest);
    write(u, norm, rest);
    write(w, f32x4.sub(read(w, rest), f32x4.div(f32x4.mul(alpha4, mean), f32x4.add(norm, epsilon4))), rest);
    w += 16;
    m += 16;
    u += 16;
    g += 16;
  }
}

/** Adam's m and v; w -= rate (mFactor · m + gFactor · g) / (√(vFactor · v) + epsilon). */
export function nadamUpdate(
  w: usize, m: usize, v: usize, g: usize, count: i32,
  rate: f32, rest1: f32, rest2: f32, mFactor: f32, gFactor: f32, vFactor: f32, epsilon: f32,
): void {
  const part1 = f32x4.splat(rest1), part2 = f32x4.splat(rest2), epsilon4 = f32x4.splat(epsilon);
  const m4 = f32x4.splat(rate * mFactor), g4 = f32x4.splat(rate * gFactor), v4 = f32x4.splat(vFactor);
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g, rest), mean = mix(read(m, rest), gradient, part1);
    const square = mix(read(v, rest), f32x4.mul(gradient, gradient), part2);
    write(m, mean, rest);
    write(v, square, rest);
    const ahead = f32x4.add(f32x4.mul(m4, mean), f32x4.mul(g4, gradient));
    const step = f32x4.div(ahead, f32x4.add(f32x4.sqrt(f32x4.mul(v4, square)), epsilon4));
    write(w, f32x4.sub(read(w, rest), step), rest);
    w += 16;
    m += 16;
    v += 16;
    g += 16;
  }
}

/** w -= rate · sign(m + (g - m)(1 - beta1)); m += (g - m)(1 - beta2). */
export function lionUpdate(w: usize, m: usize, g: usize, count: i32, rate: f32, rest1: f32, rest2: f32): void {
  const rate4 = f32x4.splat(rate), part1 = f32x4.splat(rest1), part2 = f32x4.splat(rest2), zero = f32x4.splat(0);
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g, rest), mean = read(m, rest), direction = mix(mean, gradient, part1);
    const up = v128.and(rate4, f32x4.gt(direction, zero)), down = v128.and(rate4, f32x4.lt(direction, zero));
    write(w, f32x4.add(f32x4.sub(read(w, rest), up), down), rest);
    write(m, mix(mean, gradient, part2), rest);
    w += 16;
    m += 16;
    g += 16;
  }
}
