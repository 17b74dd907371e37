// Picking by number and by condition, and adding up by segment.

/**
 * to [b, o, i] = x [b, o, indices [b, i]] for x [batch, outer, limit] and `count` indices of each batch; the elements are
 * slices of `bytes`. Those with an index outside 0..limit-1 become zero.
 */
export function gatherSlices(
  x: usize, indices: usize, batch: i32, outer: i32, limit: i32, count: i32, bytes: usize, to: usize,
): void {
  for (let b = 0; b < batch; b++) {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < count; i++) {
        const index = load<i32>(indices + (<usize>i << 2));
        if (<u32>index < <u32>limit) copySlice(to, x + <usize>index * bytes, bytes);
        else memory.fill(to, 0, bytes);
        to += bytes;
      }
      x += <usize>limit * bytes;
    }
    indices += <usize>count << 2;
  }
}

@inline
function copySlice(to: usize, from: usize, bytes: usize): void {
  if (bytes == 4) store<u32>(to, load<u32>(from));
  else if (bytes > 256 || bytes & 15) memory.copy(to, from, bytes);
  else for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}

/** to [i] = condition [i] ? t [i] : e [i], slices of `bytes` for a byte of the condition each. */
export function select(condition: usize, t: usize, e: usize, count: i32, bytes: usize, to: usize): void {
  if (bytes == 4) {
    selectWords(condition, t, e, count, to);
    return;
  }
  for (let i = 0; i < count; i++) {
    copySlice(to, load<u8>(condition + i) ? t : e, bytes);
    t += bytes;
    e += bytes;
    to += bytes;
  }
}

function selectWords(condition: usize, t: usize, e: usize, count: i32, to: usize): void {
  const end = to + (<usize>(count & ~3) << 2);
  for (; to < end; to += 16, t += 16, e += 16, condition += 4) {
    const flags = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(condition)));
    const isFalse = i32x4.eq(flags, i32x4.splat(0));
    v128.store(to, v128.bitselect(v128.load(e), v128.load(t), isFalse));
  }
  for (let i: usize = 0; i < <usize>(count & 3); i++) {
    store<u32>(to + (i << 2), load<u32>((load<u8>(condition + i) ? t : e) + (i << 2)));
  }
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

/** The same for whole numbers. */
export function segmentSumIntegers(x: usize, segments: usize, count: i32, limit: i32, width: i32, to: usize): void {
  const bytes = <usize>width << 2;
  memory.fill(to, 0, <usize>limit * bytes);
  for (let i = 0; i < count; i++) {
    const segment = load<i32>(segments + (<usize>i << 2));
    if (<u32>segment < <u32>limit) {
      const row = to + <usize>segment * bytes;
      for (let c: usize = 0; c < bytes; c += 4) store<i32>(row + c, load<i32>(row + c) + load<i32>(x + c));
    }
    x += bytes;
  }
}
