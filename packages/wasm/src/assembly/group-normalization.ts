// Normalisation over the positions and the channels of a group, of [batch, positions, channels], forward and backward.
import { blendColumns, columnProducts, scaleColumns } from './normalization';
import { addColumnSquares, addColumns, addTo, storeTotals } from './sums';

/** The sum of the numbers of a group's channels, of any of whose floats or doubles. */
@inline
function sumOfGroup<T>(values: usize, size: i32): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < <usize>size; i++) sum += <f64>load<T>(values + i * sizeof<T>());
  return sum;
}

/** `size` times the same number. */
@inline
function spread(to: usize, size: i32, value: f32): void {
  for (let i: usize = 0; i < <usize>size << 2; i += 4) store<f32>(to + i, value);
}

/**
 * y = gamma (x - mean) scale + beta, scale = 1 / √(variance + epsilon). Also writes the mean and the scale of each group of
 * each sample for the way back. gamma and beta may be missing (0); `scratch` holds 2 · channels doubles and 3 · channels floats.
 */
export function normalizeGroups(
  x: usize, batch: i32, positions: i32, channels: i32, groups: i32, gamma: usize, beta: usize, epsilon: f32,
  y: usize, means: usize, scales: usize, scratch: usize,
): void {
  const bytes = <usize>channels << 2, size = channels / groups, sums = scratch, squares = sums + 2 * bytes;
  const mean = squares + 2 * bytes, factor = mean + bytes, offset = factor + bytes, parts = 1 / (<f64>size * <f64>positions);
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(offset + i, beta ? load<f32>(beta + i) : 0);
  for (let sample = 0; sample < batch; sample++) {
    memory.fill(scratch, 0, 4 * bytes);
    addColumns(x, positions, bytes, sums);
    for (let group = 0; group < groups; group++) {
      const at = <usize>(group * size) << 2, exact = sumOfGroup<f64>(sums + 2 * at, size) * parts;
      store<f32>(means + (<usize>group << 2), <f32>exact);
      store<f64>(sums + (<usize>group << 3), exact);
      spread(mean + at, size, <f32>exact);
    }
    addColumnSquares(x, positions, bytes, mean, squares);
    for (let group = 0; group < groups; group++) {
      const at = <usize>(group * size) << 2, error = load<f64>(sums + (<usize>group << 3)) - <f64>load<f32>(means);
      const variance = sumOfGroup<f64>(squares + 2 * at, size) * parts - error * error;
      const scale = <f32>(1 / sqrt(max(variance, 0) + <f64>epsilon));
      store<f32>(scales, scale);
      for (let i = at; i < at + (<usize>size << 2); i += 4) store<f32>(factor + i, gamma ? scale * load<f32>(gamma + i) : scale);
      means += 4;
      scales += 4;
    }
    scaleColumns(x, positions, channels, mean, factor, offset, y);
    x += <usize>positions * bytes;
    y += <usize>positions * bytes;
  }
}

/**
 * dX = scale (g - mean g - n · mean (g n)) with g = dY gamma, n = (x - mean) scale; dGamma = Σ dY n, dBeta = Σ dY. Written as
 * p · dY + q · (x - mean) + r with three numbers a channel; `scratch` holds 4 · channels doubles and 6 · channels floats.
 */
export function normalizeGroupsGradient(
  dy: usize, x: usize, batch: i32, positions: i32, channels: i32, groups: i32, gamma: usize, means: usize, scales: usize,
  dx: usize, dGamma: usize, dBeta: usize, scratch: usize,
): void {
  const bytes = <usize>channels << 2, size = channels / groups, gammaTotals = scratch, betaTotals = scratch + 2 * bytes;
  const room = betaTotals + 2 * bytes, mean = room + 6 * bytes, p = mean + bytes, q = p + bytes, r = q + bytes;
  const parts = 1 / (<f64>size * <f64>positions);
  memory.fill(scratch, 0, 4 * bytes);
  for (let sample = 0; sample < batch; sample++) {
    for (let group = 0; group < groups; group++) {
      spread(mean + (<usize>(group * size) << 2), size, load<f32>(means + (<usize>group << 2)));
    }
    // First r and q are the sums Σ dY and Σ dY (x - mean) of each channel.
    columnProducts(dy, x, positions, bytes, mean, q, r, room);
    for (let channel = 0; channel < channels; channel++) {
      const i = <usize>channel << 2, scale = load<f32>(scales + (<usize>(channel / size) << 2));
      const factor: f32 = gamma ? load<f32>(gamma + i) : 1, sum = load<f32>(r + i), dot = load<f32>(q + i) * scale;
      addTo(betaTotals + 2 * i, sum);
      addTo(gammaTotals + 2 * i, dot);
      store<f32>(p + i, scale * factor);
      store<f32>(r + i, -scale * factor * sum);
      store<f32>(q + i, -scale * scale * factor * dot);
    }
    for (let group = 0; group < groups; group++) {
      const at = <usize>(group * size) << 2;
      spread(r + at, size, <f32>(sumOfGroup<f32>(r + at, size) * parts));
      spread(q + at, size, <f32>(sumOfGroup<f32>(q + at, size) * parts));
    }
    blendColumns(dy, x, positions, bytes, mean, p, q, r, dx);
    dy += <usize>positions * bytes;
    x += <usize>positions * bytes;
    dx += <usize>positions * bytes;
    means += <usize>groups << 2;
    scales += <usize>groups << 2;
  }
  storeTotals(gammaTotals, 1, dGamma, bytes);
  storeTotals(betaTotals, 1, dBeta, bytes);
}
