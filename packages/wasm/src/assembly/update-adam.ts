// Optimizer updates, in place, by a mean gradient over a mean size: the family of Adam.
import { BLOCK, mix, read, squaredNorm, squares, write } from './update-parts';
import { sumLanes } from './vector';

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

/** (mFactor · m) / (√(vFactor · v) + epsilon). */
@inline
function lambStep(m: v128, v: v128, mFactor: v128, vFactor: v128, epsilon: v128): v128 {
  return f32x4.div(f32x4.mul(m, mFactor), f32x4.add(f32x4.sqrt(f32x4.mul(v, vFactor)), epsilon));
}

/** Adam's m and v; with the step s = (mFactor · m) / (√(vFactor · v) + epsilon): w -= rate · s · ‖w‖ / ‖s‖. */
export function lambUpdate(
  w: usize, m: usize, v: usize, g: usize, count: i32,
  rate: f32, rest1: f32, rest2: f32, mFactor: f32, vFactor: f32, epsilon: f32,
): void {
  const part1 = f32x4.splat(rest1), part2 = f32x4.splat(rest2), epsilon4 = f32x4.splat(epsilon);
  const m4 = f32x4.splat(mFactor), v4 = f32x4.splat(vFactor);
  let total: f64 = 0, at: usize = 0;
  for (let left = count; left > 0; left -= BLOCK) {
    let sum = f32x4.splat(0);
    for (let rest = min(left, BLOCK); rest > 0; rest -= 4) {
      const gradient = read(g + at, rest), mean = mix(read(m + at, rest), gradient, part1);
      const square = mix(read(v + at, rest), f32x4.mul(gradient, gradient), part2);
      write(m + at, mean, rest);
      write(v + at, square, rest);
      sum = f32x4.add(sum, squares(lambStep(mean, square, m4, v4, epsilon4), rest));
      at += 16;
    }
    total += sumLanes(sum);
  }
  const size = <f32>sqrt(squaredNorm(w, count)), length = <f32>sqrt(total);
  const rate4 = f32x4.splat(size * length > 0 ? rate * (size / length) : rate);
  at = 0;
  for (let rest = count; rest > 0; rest -= 4) {
    const step = lambStep(read(m + at, rest), read(v + at, rest), m4, v4, epsilon4);
    write(w + at, f32x4.sub(read(w + at, rest), f32x4.mul(rate4, step)), rest);
    at += 16;
  }
}

/**
 * Adam's v; z -= rate · g / (√(vFactor · v) + epsilon). x = (w - (1 - beta) z) / beta moves by `part` towards the new z, and
 * w = (1 - beta) z + beta · x.
 */
export function scheduleFreeUpdate(
  w: usize, z: usize, v: usize, g: usize, count: i32,
  rate: f32, beta: f32, rest2: f32, vFactor: f32, part: f32, epsilon: f32,
): void {
  const part2 = f32x4.splat(rest2), epsilon4 = f32x4.splat(epsilon), v4 = f32x4.splat(vFactor), part4 = f32x4.splat(part);
  const rate4 = f32x4.splat(rate), beta4 = f32x4.splat(beta), other = f32x4.splat(1 - beta);
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g, rest), before = read(z, rest);
    const square = mix(read(v, rest), f32x4.mul(gradient, gradient), part2);
    const average = f32x4.div(f32x4.sub(read(w, rest), f32x4.mul(before, other)), beta4);
    const divisor = f32x4.add(f32x4.sqrt(f32x4.mul(square, v4)), epsilon4);
    const point = f32x4.sub(before, f32x4.div(f32x4.mul(rate4, gradient), divisor));
    write(v, square, rest);
    write(z, point, rest);
    write(w, f32x4.add(f32x4.mul(point, other), f32x4.mul(mix(average, point, part4), beta4)), rest);
    w += 16;
    z += 16;
    v += 16;
    g += 16;
  }
}
