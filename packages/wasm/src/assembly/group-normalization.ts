// Normalisation over the positions and the channels of a group, of [batch, positions, channels], forward and backward.
import { addRow, blendColumns, scaleColumns } from './normalization';
import { madd } from './vector';

/** Overwrites the numbers of the channels of each group by `factor` times their sum. */
@inline
function spreadSums(values: usize, channels: i32, groups: i32, factor: f32): void {
  const size = <usize>(channels / groups) << 2;
  for (let group = 0; group < groups; group++, values += size) {
    let sum: f32 = 0;
    for (let i: usize = 0; i < size; i += 4) sum += load<f32>(values + i);
    for (let i: usize = 0; i < size; i += 4) store<f32>(values + i, sum * factor);
  }
}

/**
 * y = gamma (x - mean) scale + beta, scale = 1 / √(variance + epsilon). Also writes the mean and the scale of each group of
 * each sample for the way back. gamma and beta may be missing (0); `scratch` holds 3 · channels floats.
 */
export function normalizeGroups(
  x: usize, batch: i32, positions: i32, channels: i32, groups: i32, gamma: usize, beta: usize, epsilon: f32,
  y: usize, means: usize, scales: usize, scratch: usize,
): void {
  const bytes = <usize>channels << 2, size = channels / groups, mean = scratch, factor = mean + bytes;
  const offset = factor + bytes, parts: f32 = 1 / (<f32>size * <f32>positions);
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(offset + i, beta ? load<f32>(beta + i) : 0);
  for (let sample = 0; sample < batch; sample++) {
    memory.fill(mean, 0, bytes + bytes);
    for (let row = 0, from = x; row < positions; row++, from += bytes) addRow(mean, from, 0, bytes);
    spreadSums(mean, channels, groups, parts);
    for (let row = 0, from = x; row < positions; row++, from += bytes) addRow(factor, from, mean, bytes);
    spreadSums(factor, channels, groups, parts);
    for (let channel = 0; channel < channels; channel++) {
      const i = <usize>channel << 2, scale: f32 = 1 / sqrt(load<f32>(factor + i) + epsilon);
      if (channel % size == 0) {
        store<f32>(means, load<f32>(mean + i));
        store<f32>(scales, scale);
        means += 4;
        scales += 4;
      }
      store<f32>(factor + i, gamma ? scale * load<f32>(gamma + i) : scale);
    }
    scaleColumns(x, positions, channels, mean, factor, offset, y);
    x += <usize>positions * bytes;
    y += <usize>positions * bytes;
  }
}

/** sums += dY and dots += dY (x - mean) for a row of channels. */
@inline
function addProducts(dy: usize, x: usize, mean: usize, sums: usize, dots: usize, bytes: usize): void {
  const whole = bytes & ~15;
  for (let i: usize = 0; i < whole; i += 16) {
    const g = v128.load(dy + i), centered = f32x4.sub(v128.load(x + i), v128.load(mean + i));
    v128.store(sums + i, f32x4.add(v128.load(sums + i), g));
    v128.store(dots + i, madd(g, centered, v128.load(dots + i)));
  }
  for (let i = whole; i < bytes; i += 4) {
    const g = load<f32>(dy + i);
    store<f32>(sums + i, load<f32>(sums + i) + g);
    store<f32>(dots + i, load<f32>(dots + i) + g * (load<f32>(x + i) - load<f32>(mean + i)));
  }
}

/**
 * dX = scale (g - mean g - n · mean (g n)) with g = dY gamma, n = (x - mean) scale; dGamma = Σ dY n, dBeta = Σ dY. Written as
 * p · dY + q · (x - mean) + r with three numbers a channel; `scratch` holds 4 · channels floats.
 */
export function normalizeGroupsGradient(
  dy: usize, x: usize, batch: i32, positions: i32, channels: i32, groups: i32, gamma: usize, means: usize, scales: usize,
  dx: usize, dGamma: usize, dBeta: usize, scratch: usize,
): void {
  const bytes = <usize>channels << 2, size = channels / groups, mean = scratch, p = mean + bytes;
  const q = p + bytes, r = q + bytes, parts: f32 = 1 / (<f32>size * <f32>positions);
  memory.fill(dGamma, 0, bytes);
  memory.fill(dBeta, 0, bytes);
  for (let sample = 0; sample < batch; sample++) {
    for (let channel = 0; channel < channels; channel++) {
      store<f32>(mean + (<usize>channel << 2), load<f32>(means + (<usize>(channel / size) << 2)));
    }
    // First r and q are the sums Σ dY and Σ dY (x - mean) of each channel.
    memory.fill(q, 0, bytes + bytes);
    for (let row = 0, g = dy, from = x; row < positions; row++, g += bytes, from += bytes) addProducts(g, from, mean, r, q, bytes);
    for (let channel = 0; channel < channels; channel++) {
      const i = <usize>channel << 2, scale = load<f32>(scales + (<usize>(channel / size) << 2));
      const factor: f32 = gamma ? load<f32>(gamma + i) : 1, sum = load<f32>(r + i), dot = load<f32>(q + i) * scale;
      store<f32>(dBeta + i, load<f32>(dBeta + i) + sum);
      store<f32>(dGamma + i, load<f32>(dGamma + i) + dot);
      store<f32>(p + i, scale * factor);
      store<f32>(r + i, -scale * factor * sum);
      store<f32>(q + i, -scale * scale * factor * dot);
    }
    spreadSums(r, channels, groups, parts);
    spreadSums(q, channels, groups, parts);
    blendColumns(dy, x, positions, bytes, mean, p, q, r, dx);
    dy += <usize>positions * bytes;
    x += <usize>positions * bytes;
    dx += <usize>positions * bytes;
    means += <usize>groups << 2;
    scales += <usize>groups << 2;
  }
}
