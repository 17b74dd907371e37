import { mix, read, write } from './update-parts';

/**
 * w = w · momentum + x (1 - momentum), as a step from the one that counts more: so a slow mean of equal values comes to
 * rest at them, and what a fast one leaves behind takes no digits along. The rest to 1 is taken in double precision.
 */
export function movingAverage(w: usize, x: usize, count: i32, momentum: f64): void {
  const isSlow = momentum >= 0.5, part = f32x4.splat(<f32>(isSlow ? 1 - momentum : momentum));
  for (let rest = count; rest > 0; rest -= 4) {
    const old = read(w, rest), fresh = read(x, rest);
    write(w, isSlow ? mix(old, fresh, part) : mix(fresh, old, part), rest);
    w += 16;
    x += 16;
  }
}
