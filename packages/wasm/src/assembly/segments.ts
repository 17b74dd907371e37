// Picking by number and by condition, and adding up by segment.
import { addBlock, addTo, storeTotals } from './sums';

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

/** Up to this many rows of a segment are added up in single precision without further ado. */
const MANY: i32 = 512;

/** So many segments of more rows are told apart at most. */
const MOST_LONG: i32 = 128;

/** Rows after which the sums of long segments go on in double precision. */
const BLOCK_ROWS: i32 = 2048;

/** One row of so many is looked at to find them; a number that has little in common with the lengths of sequences. */
const SAMPLE: i32 = 17;

/** Rows narrower than this are added up in double precision at once. */
const NARROW: i32 = 4;

/** Bytes of scratch for {@link segmentSum}. */
export function segmentSumScratch(count: i32, limit: i32, width: i32): usize {
  if (count <= MANY) return 0;
  if (width < NARROW) return <usize>limit * <usize>width << 3;
  return (<usize>limit << 2) + <usize>MOST_LONG * (12 * <usize>width + 4) + 8;
}

/** to [segments [i]] += x [i], rows of `width` floats; rows of other segments than 0..limit-1 are left out. */
export function segmentSum(x: usize, segments: usize, count: i32, limit: i32, width: i32, to: usize, scratch: usize): void {
  const bytes = <usize>width << 2;
  if (count > MANY && width < NARROW) {
    sumNarrow(x, segments, count, limit, bytes, to, scratch);
    return;
  }
  memory.fill(to, 0, <usize>limit * bytes);
  if (count > MANY) {
    const totals = scratch, names = totals + 3 * <usize>MOST_LONG * bytes, places = names + (<usize>MOST_LONG << 2);
    const long = findLong(segments, count, limit, places, names);
    if (long > 0) {
      sumLong(x, segments, count, limit, bytes, to, totals, names, long, places);
      return;
    }
  }
  for (let i = 0; i < count; i++, x += bytes) {
    const segment = load<i32>(segments + (<usize>i << 2));
    if (<u32>segment < <u32>limit) addFloats(to + <usize>segment * bytes, x, bytes);
  }
}

/** Sums in which those of the `long` segments called `names` are made apart; where each is made stands in `places`. */
function sumLong(
  x: usize, segments: usize, count: i32, limit: i32, bytes: usize, to: usize, totals: usize, names: usize, long: i32,
  places: usize,
): void {
  const all = <usize>long * bytes, blocks = totals + 2 * all;
  memory.fill(totals, 0, 3 * all);
  for (let segment = 0, at = to; segment < limit; segment++, at += bytes) store<u32>(places + (<usize>segment << 2), <u32>at);
  for (let i = 0; i < long; i++) {
    store<u32>(places + (<usize>load<i32>(names + (<usize>i << 2)) << 2), <u32>(blocks + <usize>i * bytes));
  }
  for (let left = count; left > 0; left -= BLOCK_ROWS) {
    for (let rest = min(left, BLOCK_ROWS); rest > 0; rest--, segments += 4, x += bytes) {
      const segment = load<i32>(segments);
      if (<u32>segment < <u32>limit) addFloats(<usize>load<u32>(places + (<usize>segment << 2)), x, bytes);
    }
    addBlock(totals, blocks, all);
  }
  for (let i = 0; i < long; i++) {
    const at = to + <usize>load<i32>(names + (<usize>i << 2)) * bytes;
    storeTotals(totals + 2 * <usize>i * bytes, 1, at, bytes);
  }
}

@inline
function addFloats(to: usize, x: usize, bytes: usize): void {
  const whole = bytes & ~15;
  for (let c: usize = 0; c < whole; c += 16) v128.store(to + c, f32x4.add(v128.load(to + c), v128.load(x + c)));
  for (let c = whole; c < bytes; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(x + c));
}

/** Writes down which segments seem to have many rows; returns how many there are. */
function findLong(segments: usize, count: i32, limit: i32, counts: usize, names: usize): i32 {
  const enough = max(MANY, count / MOST_LONG) / SAMPLE;
  let found = 0;
  memory.fill(counts, 0, <usize>limit << 2);
  for (let i = 0; i < count; i += SAMPLE) {
    const segment = load<i32>(segments + (<usize>i << 2));
    if (<u32>segment >= <u32>limit) continue;
    const at = counts + (<usize>segment << 2), rows = load<i32>(at) + 1;
    store<i32>(at, rows);
    if (rows != enough || found == MOST_LONG) continue;
    store<i32>(names + (<usize>found << 2), segment);
    found++;
  }
  return found;
}

function sumNarrow(x: usize, segments: usize, count: i32, limit: i32, bytes: usize, to: usize, totals: usize): void {
  const all = <usize>limit * bytes;
  memory.fill(totals, 0, 2 * all);
  for (let i = 0; i < count; i++, x += bytes) {
    const segment = load<i32>(segments + (<usize>i << 2));
    if (<u32>segment >= <u32>limit) continue;
    const total = totals + 2 * <usize>segment * bytes;
    for (let c: usize = 0; c < bytes; c += 4) addTo(total + 2 * c, load<f32>(x + c));
  }
  storeTotals(totals, 1, to, all);
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
