// Rows by number: gathering them, and adding them up by segment.

/** to [i] = x [indices [i]], rows of `bytes`; rows with an index outside 0..limit-1 become zero. */
export function gatherRows(x: usize, indices: usize, count: i32, limit: i32, bytes: usize, to: usize): void {
  for (let i = 0; i < count; i++) {
    const index = load<i32>(indices + (<usize>i << 2));
    if (<u32>index < <u32>limit) copyRow(to, x + <usize>index * bytes, bytes);
    else memory.fill(to, 0, bytes);
    to += bytes;
  }
}

@inline
function copyRow(to: usize, from: usize, bytes: usize): void {
  if (bytes > 256 || bytes & 15) memory.copy(to, from, bytes);
  else for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}

/** to [segments [i]] += x [i], rows of `width` floats; rows of other segments than 0..limit-1 are left out. */
export function segmentSum(x: usize, segments: usize, count: i32, limit: i32, width: i32, to: usize): void {
  const bytes = <usize>width << 2, whole = bytes & ~15;
  memory.fill(to, 0, <usize>limit * bytes);
  for (let i = 0; i < count; i++) {
    const segment = load<i32>(segments + (<usize>i << 2));
    if (<u32>segment < <u32>limit) {
      const row = to + <usize>segment * bytes;
      for (let c: usize = 0; c < whole; c += 16) v128.store(row + c, f32x4.add(v128.load(row + c), v128.load(x + c)));
      for (let c = whole; c < bytes; c += 4) store<f32>(row + c, load<f32>(row + c) + load<f32>(x + c));
    }
    x += bytes;
  }
}
