// Grey-scale dilation over two axes, y = max (x + filter) over each window, and its gradients. The padding is not part of
// any window.
import { ConvShape } from './conv-shape';
import { addTo, storeTotals } from './sums';
import { loadPart, storePart } from './vector';

/** y [batch, out height, out width, channels] of x and filter [height, width, channels]. */
export function dilation(shape: ConvShape, x: usize, filter: usize, y: usize): void {
  const bytes = <usize>shape.inChannels << 2;
  for (let pixel = 0; pixel < pixels(shape); pixel++) {
    for (let c: usize = 0; c < bytes; c += 16) {
      const rest = bytes - c < 16 ? <i32>((bytes - c) >> 2) : 0;
      let best = f32x4.splat(-Infinity);
      for (let tap = 0; tap < shape.kernelHeight * shape.kernelWidth; tap++) {
        const from = source(shape, pixel, tap);
        if (from < 0) continue;
        const at = x + <usize>from * bytes + c, weight = filter + <usize>tap * bytes + c;
        const sum = rest
          ? f32x4.add(loadPart(at, rest), loadPart(weight, rest))
          : f32x4.add(v128.load(at), v128.load(weight));
        best = f32x4.max(best, sum);
      }
      if (rest) storePart(y + c, best, rest);
      else v128.store(y + c, best);
    }
    y += bytes;
  }
}

/** Each dY goes to the input that its window took; with `totals`, a double each, to the filter's entry instead. */
export function dilationGradient(shape: ConvShape, x: usize, filter: usize, dy: usize, totals: usize, to: usize): void {
  const channels = shape.inChannels, taps = shape.kernelHeight * shape.kernelWidth, toFilter = totals != 0;
  const size = toFilter ? taps : shape.batch * shape.inHeight * shape.inWidth, bytes = <usize>(size * channels) << 2;
  if (toFilter) memory.fill(totals, 0, 2 * bytes);
  else memory.fill(to, 0, bytes);
  for (let pixel = 0; pixel < pixels(shape); pixel++) {
    for (let c = 0; c < channels; c++) {
      let best: f32 = -Infinity, target = -1;
      for (let tap = 0; tap < taps; tap++) {
        const from = source(shape, pixel, tap);
        if (from < 0) continue;
        const sum = load<f32>(x + (<usize>(from * channels + c) << 2)) + load<f32>(filter + (<usize>(tap * channels + c) << 2));
        if (sum <= best && target >= 0) continue;
        best = sum;
        target = toFilter ? tap : from;
      }
      if (target >= 0) {
        const offset = <usize>(target * channels + c) << 2, gradient = load<f32>(dy + (<usize>c << 2));
        if (toFilter) addTo(totals + 2 * offset, gradient);
        else store<f32>(to + offset, load<f32>(to + offset) + gradient);
      }
    }
    dy += <usize>channels << 2;
  }
  if (toFilter) storeTotals(totals, 1, to, bytes);
}

@inline
function pixels(shape: ConvShape): i32 {
  return shape.batch * shape.outHeight * shape.outWidth;
}

/** The pixel of x under a tap of the window of an output pixel; -1 outside the image. */
@inline
function source(shape: ConvShape, pixel: i32, tap: i32): i32 {
  const line = pixel / shape.outWidth, image = line / shape.outHeight;
  const row = (line % shape.outHeight) * shape.strideHeight - shape.top + (tap / shape.kernelWidth) * shape.dilationHeight;
  const column = (pixel % shape.outWidth) * shape.strideWidth - shape.left + (tap % shape.kernelWidth) * shape.dilationWidth;
  if (row < 0 || row >= shape.inHeight || column < 0 || column >= shape.inWidth) return -1;
  return (image * shape.inHeight + row) * shape.inWidth + column;
}
