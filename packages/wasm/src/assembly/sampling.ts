// Images taken from other images at places between the pixels: crops, and projective transforms.

/** How an image goes on beyond its edges; otherwise with a fixed value. */
const REFLECT: i32 = 1;
const WRAP: i32 = 2;
const NEAREST: i32 = 3;

/** Images [batch, height, width, channels] to take from. */
@unmanaged
export class Sampling {
  batch: i32;
  height: i32;
  width: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  /** 1 to mix the four pixels around a place, 0 to take the nearest one. */
  isBilinear: i32;
  /** What lies beyond the edges of a transformed image. */
  edges: i32;
  /** 1 when all images share one transform. */
  isShared: i32;
}

@inline
function pixel(shape: Sampling, x: usize, row: f64, column: f64): usize {
  return x + (<usize>((<i32>row * shape.width + <i32>column) * shape.channels) << 2);
}

@inline
function mix(shape: Sampling, x: usize, row: f64, column: f64, to: usize, fill: f32): void {
  if (!shape.isBilinear) {
    copy(shape, at(shape, x, floor(row + 0.5), floor(column + 0.5)), fill, to);
    return;
  }
  const top = floor(row), left = floor(column), down = <f32>(row - top), right = <f32>(column - left), one: f32 = 1;
  const a = at(shape, x, top, left), b = at(shape, x, top, left + 1);
  const c = at(shape, x, top + 1, left), d = at(shape, x, top + 1, left + 1);
  for (let i: usize = 0; i < <usize>shape.channels << 2; i += 4) {
    const above = (one - right) * read(a, i, fill) + right * read(b, i, fill);
    const below = (one - right) * read(c, i, fill) + right * read(d, i, fill);
    store<f32>(to + i, (one - down) * above + down * below);
  }
}

/** The pixel's address; 0 outside the image. */
@inline
function at(shape: Sampling, x: usize, row: f64, column: f64): usize {
  const isInside = row >= 0 && row < <f64>shape.height && column >= 0 && column < <f64>shape.width;
  return isInside ? pixel(shape, x, row, column) : 0;
}

@inline
function read(from: usize, offset: usize, fill: f32): f32 {
  return from ? load<f32>(from + offset) : fill;
}

@inline
function copy(shape: Sampling, from: usize, fill: f32, to: usize): void {
  for (let i: usize = 0; i < <usize>shape.channels << 2; i += 4) store<f32>(to + i, read(from, i, fill));
}

/** `boxes` crops: corners [boxes, 4] in 0..1 of the image (top, left, bottom, right), image numbers [boxes]. */
export function cropImages(
  shape: Sampling, x: usize, boxes: i32, corners: usize, images: usize, extrapolation: f32, to: usize,
): void {
  const imageBytes = <usize>(shape.height * shape.width * shape.channels) << 2, bytes = <usize>shape.channels << 2;
  for (let box = 0; box < boxes; box++) {
    const image = load<i32>(images + (<usize>box << 2)), isKnown = image >= 0 && image < shape.batch;
    const from = x + <usize>(isKnown ? image : 0) * imageBytes;
    for (let i = 0; i < shape.outHeight; i++) {
      const row = place(load<f32>(corners), load<f32>(corners, 8), i, shape.outHeight, shape.height);
      for (let j = 0; j < shape.outWidth; j++) {
        const column = place(load<f32>(corners, 4), load<f32>(corners, 12), j, shape.outWidth, shape.width);
        const isInside = row >= 0 && row <= <f64>(shape.height - 1) && column >= 0 && column <= <f64>(shape.width - 1);
        if (isInside && isKnown) mix(shape, from, row, column, to, 0);
        else copy(shape, 0, isKnown ? extrapolation : 0, to);
        to += bytes;
      }
    }
    corners += 16;
  }
}

/** Where new pixel `i` of `to` lies, in pixels of an axis of `from`. */
@inline
function place(first: f64, last: f64, i: i32, to: i32, from: i32): f64 {
  if (to == 1) return 0.5 * (first + last) * <f64>(from - 1);
  return first * <f64>(from - 1) + <f64>i * ((last - first) * <f64>(from - 1) / <f64>(to - 1));
}

/** Each image by its own transform [batch, 8], or by one for all: a place in the result → a place in the image. */
export function transformImages(shape: Sampling, x: usize, transforms: usize, fill: f32, to: usize): void {
  const imageBytes = <usize>(shape.height * shape.width * shape.channels) << 2, bytes = <usize>shape.channels << 2;
  for (let image = 0; image < shape.batch; image++) {
    for (let i = 0; i < shape.outHeight; i++) {
      for (let j = 0; j < shape.outWidth; j++) {
        const scale = linear(transforms, 24, i, j) + 1;
        if (scale == 0) copy(shape, 0, fill, to);
        else {
          const column = (linear(transforms, 0, i, j) + <f64>load<f32>(transforms, 8)) / scale;
          const row = (linear(transforms, 12, i, j) + <f64>load<f32>(transforms, 20)) / scale;
          mix(shape, x, fold(row, shape.height, shape.edges), fold(column, shape.width, shape.edges), to, fill);
        }
        to += bytes;
      }
    }
    x += imageBytes;
    if (!shape.isShared) transforms += 32;
  }
}

@inline
function linear(transforms: usize, offset: usize, row: i32, column: i32): f64 {
  const factors = transforms + offset;
  return <f64>load<f32>(factors) * <f64>column + <f64>load<f32>(factors, 4) * <f64>row;
}

/** A place beyond the edges as the one inside that stands for it. */
function fold(place: f64, size: i32, edges: i32): f64 {
  const length = <f64>size, last = length - 1;
  if (edges == REFLECT && place < 0) {
    // …dcba|abcd|dcba…
    const inPeriod = place + 2 * length * trunc(-place / (2 * length));
    place = inPeriod < -length ? inPeriod + 2 * length : -inPeriod - 1;
  } else if (edges == REFLECT && place > last) {
    const inPeriod = place - 2 * length * trunc(place / (2 * length));
    place = inPeriod >= length ? 2 * length - inPeriod - 1 : inPeriod;
  } else if (edges == WRAP && size > 1) {
    if (place < 0) place += length * (trunc(-place / last) + 1);
    else if (place > last) place -= length * trunc(place / last);
  }
  return edges == REFLECT || edges == WRAP || edges == NEAREST ? min(max(place, 0), last) : place;
}
