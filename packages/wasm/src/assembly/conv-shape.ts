// The geometry of a convolution over up to three spatial axes, written by the caller as consecutive 32-bit integers.
// One and two axes are the case of depth (and height) 1. Images are channels-last.

@unmanaged
export class ConvShape {
  batch: i32;
  inDepth: i32;
  inHeight: i32;
  inWidth: i32;
  inChannels: i32;
  outDepth: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  kernelDepth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideDepth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationDepth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  /** Padding before the first voxel of each axis. */
  front: i32;
  top: i32;
  left: i32;
  /** Extents with all padding. */
  paddedDepth: i32;
  paddedHeight: i32;
  paddedWidth: i32;
  groups: i32;
}

@inline
export function outputPixels(shape: ConvShape): i32 {
  return shape.batch * shape.outDepth * shape.outHeight * shape.outWidth;
}

@inline
export function tapCount(shape: ConvShape): i32 {
  return shape.kernelDepth * shape.kernelHeight * shape.kernelWidth;
}

@inline
export function groupInputs(shape: ConvShape): i32 {
  return shape.inChannels / shape.groups;
}

@inline
export function groupOutputs(shape: ConvShape): i32 {
  return shape.outChannels / shape.groups;
}

export function isPadded(shape: ConvShape): bool {
  return (
    shape.paddedDepth != shape.inDepth || shape.paddedHeight != shape.inHeight || shape.paddedWidth != shape.inWidth
  );
}

/** Bytes of the padded input with the given number of channels. */
export function paddedBytes(shape: ConvShape, channels: i32): usize {
  return (<usize>(shape.batch * shape.paddedDepth * shape.paddedHeight * shape.paddedWidth) * <usize>channels) << 2;
}

/** Rounds up to whole vectors, so that what follows in the scratch block stays aligned. */
@inline
export function aligned(bytes: usize): usize {
  return (bytes + 15) & ~15;
}

/** The input with zeros around it: `x` itself where there is no padding, otherwise a copy at `room`. */
export function padInput(shape: ConvShape, x: usize, room: usize): usize {
  if (!isPadded(shape)) return x;
  memory.fill(room, 0, paddedBytes(shape, shape.inChannels));
  const pixel = <usize>shape.inChannels << 2, row = <usize>shape.inWidth * pixel;
  for (let image = 0; image < shape.batch; image++) {
    for (let z = 0; z < shape.inDepth; z++) {
      for (let y = 0; y < shape.inHeight; y++) {
        memory.copy(room + <usize>paddedIndex(shape, image, z, y, 0) * pixel, x, row);
        x += row;
      }
    }
  }
  return room;
}

/** Index of an input voxel in the padded image. */
@inline
export function paddedIndex(shape: ConvShape, image: i32, z: i32, y: i32, x: i32): i32 {
  return (
    ((image * shape.paddedDepth + z + shape.front) * shape.paddedHeight + y + shape.top) * shape.paddedWidth +
    x +
    shape.left
  );
}

/** For `count` output pixels from number `first` on: pointers to the first voxel of their windows in the padded image. */
export function fillWindows(shape: ConvShape, image: usize, channels: i32, first: i32, count: i32, table: usize): void {
  const pixel = <usize>channels << 2;
  let column = first % shape.outWidth, rest = first / shape.outWidth;
  let row = rest % shape.outHeight;
  rest /= shape.outHeight;
  let plane = rest % shape.outDepth, batch = rest / shape.outDepth;
  while (count > 0) {
    const start =
      ((batch * shape.paddedDepth + plane * shape.strideDepth) * shape.paddedHeight + row * shape.strideHeight) *
      shape.paddedWidth;
    const columns = min(count, shape.outWidth - column);
    for (let i = 0; i < columns; i++) {
      store<u32>(table, <u32>(image + <usize>(start + (column + i) * shape.strideWidth) * pixel));
      table += 4;
    }
    count -= columns;
    column = 0;
    if (++row == shape.outHeight) {
      row = 0;
      if (++plane == shape.outDepth) {
        plane = 0;
        batch++;
      }
    }
  }
}

/** Byte offsets of all taps from the first voxel of a window. */
export function fillTaps(shape: ConvShape, channels: i32, table: usize): void {
  const pixel = <usize>channels << 2;
  for (let z = 0; z < shape.kernelDepth; z++) {
    for (let y = 0; y < shape.kernelHeight; y++) {
      const row = (z * shape.dilationDepth * shape.paddedHeight + y * shape.dilationHeight) * shape.paddedWidth;
      for (let x = 0; x < shape.kernelWidth; x++) {
        store<u32>(table, <u32>(<usize>(row + x * shape.dilationWidth) * pixel));
        table += 4;
      }
    }
  }
}

/** Byte offsets of the channels of a group of all taps. */
export function fillTapChannels(shape: ConvShape, channels: i32, table: usize): void {
  const inputs = groupInputs(shape), taps = tapCount(shape);
  fillTaps(shape, channels, table);
  // From the back, so that no tap is overwritten before it is read.
  for (let tap = taps - 1; tap >= 0; tap--) {
    const start = load<u32>(table + (<usize>tap << 2)), to = table + (<usize>(tap * inputs) << 2);
    for (let channel = inputs - 1; channel >= 0; channel--) {
      store<u32>(to + (<usize>channel << 2), start + (<u32>channel << 2));
    }
  }
}
