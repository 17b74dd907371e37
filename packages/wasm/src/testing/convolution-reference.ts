/** A convolution over three axes, written as plainly as possible. */
export interface ConvolutionCase {
  batch: number;
  size: number[];
  inChannels: number;
  outChannels: number;
  kernel: number[];
  stride: number[];
  dilation: number[];
  /** Padding before and after each axis. */
  padding: [number, number][];
  groups: number;
}

export function outputSize(c: ConvolutionCase): number[] {
  return c.size.map((size, axis) => {
    const [before, after] = c.padding[axis] ?? [0, 0];
    const window = ((c.kernel[axis] ?? 1) - 1) * (c.dilation[axis] ?? 1) + 1;
    return Math.floor((size + before + after - window) / (c.stride[axis] ?? 1)) + 1;
  });
}

/** All index vectors below the given extents. */
export function indices(extents: readonly number[]): number[][] {
  return extents.reduce<number[][]>(
    (list, extent) => list.flatMap((index) => Array.from({ length: extent }, (_, i) => [...index, i])),
    [[]],
  );
}

function flat(index: readonly number[], extents: readonly number[]): number {
  return index.reduce((sum, i, axis) => sum * (extents[axis] ?? 1) + i, 0);
}

/** Visits each product of the convolution: which element of y, of x and of the filter take part. */
export function eachProduct(c: ConvolutionCase, visit: (y: number, x: number, w: number) => void): void {
  const out = outputSize(c);
  const inputs = c.inChannels / c.groups;
  const outputs = c.outChannels / c.groups;
  for (const position of indices([c.batch, ...out])) {
    for (const tap of indices(c.kernel)) {
      const voxel = c.size.map(
        (_, axis) =>
          (position[axis + 1] ?? 0) * (c.stride[axis] ?? 1) +
          (tap[axis] ?? 0) * (c.dilation[axis] ?? 1) -
          (c.padding[axis]?.[0] ?? 0),
      );
      if (voxel.some((at, axis) => at < 0 || at >= (c.size[axis] ?? 1))) continue;
      const y = flat(position, [c.batch, ...out]) * c.outChannels;
      const x = flat([position[0] ?? 0, ...voxel], [c.batch, ...c.size]) * c.inChannels;
      const w = flat(tap, c.kernel) * inputs * c.outChannels;
      for (let o = 0; o < c.outChannels; o++) {
        const group = Math.floor(o / outputs);
        for (let i = 0; i < inputs; i++) visit(y + o, x + group * inputs + i, w + i * c.outChannels + o);
      }
    }
  }
}

/** Visits each window of a pooling: the element of y and the elements of x inside the image. */
export function eachWindow(c: ConvolutionCase, visit: (y: number, window: number[]) => void): void {
  const out = outputSize(c);
  const windows = new Map<number, number[]>();
  for (const position of indices([c.batch, ...out, c.inChannels]))
    windows.set(flat(position, [c.batch, ...out, c.inChannels]), []);
  eachProduct({ ...c, outChannels: c.inChannels, groups: c.inChannels }, (y, x) => windows.get(y)?.push(x));
  for (const [y, window] of windows) visit(y, window);
}
