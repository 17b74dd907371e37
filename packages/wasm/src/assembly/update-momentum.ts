// Optimizer updates, in place, that step along a gradient or its mean: SGD, Lion, and Muon without its products.
import { BLOCK, mix, read, squares, write } from './update-parts';
import { sumLanes } from './vector';

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

/** m = momentum · m + g; to = m, or with Nesterov g + momentum · m. Returns the sum of the squares of `to`. */
export function muonDirection(m: usize, g: usize, to: usize, count: i32, momentum: f32, nesterov: i32): f64 {
  const momentum4 = f32x4.splat(momentum);
  let total: f64 = 0;
  while (count > 0) {
    let sum = f32x4.splat(0);
    for (let rest = min(count, BLOCK); rest > 0; rest -= 4) {
      const gradient = read(g, rest), mean = f32x4.add(f32x4.mul(momentum4, read(m, rest)), gradient);
      const direction = nesterov ? f32x4.add(gradient, f32x4.mul(momentum4, mean)) : mean;
      write(m, mean, rest);
      write(to, direction, rest);
      sum = f32x4.add(sum, squares(direction, rest));
      m += 16;
      g += 16;
      to += 16;
    }
    total += sumLanes(sum);
    count -= BLOCK;
  }
  return total;
}

/** to = p · to + q · x. */
export function blend(to: usize, x: usize, count: i32, p: f32, q: f32): void {
  const p4 = f32x4.splat(p), q4 = f32x4.splat(q);
  for (let rest = count; rest > 0; rest -= 4) {
    write(to, f32x4.add(f32x4.mul(p4, read(to, rest)), f32x4.mul(q4, read(x, rest))), rest);
    to += 16;
    x += 16;
  }
}
