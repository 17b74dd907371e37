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
