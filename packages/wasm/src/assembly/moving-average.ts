import { loadPart, storePart } from './vector';

/** w = w · momentum + x (1 - momentum). */
export function movingAverage(w: usize, x: usize, count: i32, momentum: f32): void {
  const kept = f32x4.splat(momentum), fresh = f32x4.splat(1 - momentum);
  for (let rest = count; rest > 0; rest -= 4) {
    if (rest < 4) storePart(w, f32x4.add(f32x4.mul(loadPart(w, rest), kept), f32x4.mul(loadPart(x, rest), fresh)), rest);
    else v128.store(w, f32x4.add(f32x4.mul(v128.load(w), kept), f32x4.mul(v128.load(x), fresh)));
    w += 16;
    x += 16;
  }
}
