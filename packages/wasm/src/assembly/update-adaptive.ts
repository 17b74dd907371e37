// Optimizer updates, in place, whose rate falls with the sum or mean of squares.
import { exp4, log4 } from './math';
import { mix, read, write } from './update-parts';

/**
 * v = rho · v + (1 - rho) g²; step = rate · g / √(v + epsilon). With `average` (or 0) the square of the mean gradient is
 * taken off v; with `momentum` (or 0) w follows m = momentum · m + step.
 */
export function rmspropUpdate(
  w: usize, v: usize, momentum: usize, average: usize, g: usize, count: i32, rate: f32, rho: f64, inertia: f32, epsilon: f32,
): void {
  const rate4 = f32x4.splat(rate), part = f32x4.splat(<f32>(1 - rho)), inertia4 = f32x4.splat(inertia), epsilon4 = f32x4.splat(epsilon);
  let at: usize = 0;
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g + at, rest), square = mix(read(v + at, rest), f32x4.mul(gradient, gradient), part);
    write(v + at, square, rest);
    let spread = square;
    if (average) {
      const mean = mix(read(average + at, rest), gradient, part);
      write(average + at, mean, rest);
      // Rounding may leave less than nothing where gradients hardly change.
      spread = f32x4.max(f32x4.sub(square, f32x4.mul(mean, mean)), f32x4.splat(0));
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
export function adadeltaUpdate(w: usize, a: usize, d: usize, g: usize, count: i32, rate: f32, rho: f64, epsilon: f32): void {
  const rate4 = f32x4.splat(rate), part = f32x4.splat(<f32>(1 - rho)), epsilon4 = f32x4.splat(epsilon);
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

/** x^power of numbers from 0 up. */
@inline
function powerOf(x: v128, power: f32): v128 {
  if (power == 0.5) return f32x4.sqrt(x);
  if (power == 0) return f32x4.splat(1);
  return exp4(f32x4.mul(f32x4.splat(power), log4(x)));
}

/**
 * With n' = n + g²: z += g + shrinkage · w - (n'^power - n^power) / rate · w; w = (clip(z, -l1, l1) - z) / (n'^power / rate + l2).
 */
export function ftrlUpdate(
  w: usize, n: usize, z: usize, g: usize, count: i32, rate: f32, power: f32, l1: f32, l2: f32, shrinkage: f32,
): void {
  const rate4 = f32x4.splat(rate), high = f32x4.splat(l1), low = f32x4.splat(-l1);
  const l24 = f32x4.splat(l2), shrinkage4 = f32x4.splat(shrinkage);
  for (let rest = count; rest > 0; rest -= 4) {
    const gradient = read(g, rest), old = read(n, rest), weight = read(w, rest);
    const sum = f32x4.add(old, f32x4.mul(gradient, gradient));
    const before = f32x4.div(powerOf(old, power), rate4), after = f32x4.div(powerOf(sum, power), rate4);
    const slope = f32x4.add(gradient, f32x4.mul(shrinkage4, weight));
    const linear = f32x4.add(read(z, rest), f32x4.sub(slope, f32x4.mul(f32x4.sub(after, before), weight)));
    write(n, sum, rest);
    write(z, linear, rest);
    const clipped = f32x4.min(f32x4.max(linear, low), high);
    write(w, f32x4.div(f32x4.sub(clipped, linear), f32x4.add(after, l24)), rest);
    w += 16;
    n += 16;
    z += 16;
    g += 16;
  }
}
