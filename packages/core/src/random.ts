/**
 * Philox4x32-10, a counter-based generator: the i-th block of numbers depends on the seed, the step and i alone, so any
 * backend can make any part of a stream in any order and get the same numbers.
 *
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11, https://doi.org/10.1145/2063384.2063405
 */
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;

/** The upper 32 bits of the product of two unsigned 32-bit integers, as a signed one; the inputs may be either. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = Math.imul(aLow, bLow);
  const cross = Math.imul(aHigh, bLow);
  const other = Math.imul(aLow, bHigh);
  const carry = (low >>> 16) + (cross & 0xffff) + (other & 0xffff);
  return (Math.imul(aHigh, bHigh) + (cross >>> 16) + (other >>> 16) + (carry >>> 16)) | 0;
}

/** One block: turns a counter of four words, in place, into four words of 32 random bits each, for a key of two words. */
export function philoxBlock(counter: Uint32Array, key0: number, key1: number): void {
  // One by one: destructuring would go through an iterator, which takes as long as the ten rounds.
  let c0 = counter[0] ?? 0;
  let c1 = counter[1] ?? 0;
  let c2 = counter[2] ?? 0;
  let c3 = counter[3] ?? 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = mulHigh(MULTIPLIER_0, c0);
    const high1 = mulHigh(MULTIPLIER_1, c2);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + KEY_STEP_0) | 0;
    k1 = (k1 + KEY_STEP_1) | 0;
  }
  counter[0] = c0;
  counter[1] = c1;
  counter[2] = c2;
  counter[3] = c3;
}

/** A point of a random stream: which stream, and how far along. Both are unsigned 32-bit integers. */
export interface RandomPoint {
  seed: number;
  step: number;
}

/** Fills `out` with 32 random bits each; `seed` and `step` are unsigned 32-bit integers. */
export function philox(out: Uint32Array, seed: number, step: number): void {
  fillWithBits(out, { seed, step }, 0);
}

/** {@link philox} with many independent streams for one point. */
function fillWithBits(out: Uint32Array, { seed, step }: RandomPoint, stream: number): void {
  const counter = new Uint32Array(4);
  for (let at = 0; at < out.length; at += 4) {
    counter[0] = at / 4;
    counter[1] = 0;
    counter[2] = step;
    counter[3] = 0;
    philoxBlock(counter, seed, stream);
    for (let i = 0; i < 4 && at + i < out.length; i++) out[at + i] = counter[i] ?? 0;
  }
}

/** `size` uniform numbers in [0, 1), of 24 random bits each. */
export function uniform(size: number, { seed, step }: RandomPoint): Float32Array {
  const bits = new Uint32Array(size);
  philox(bits, seed, step);
  const out = new Float32Array(size);
  for (let i = 0; i < size; i++) out[i] = ((bits[i] ?? 0) >>> 8) * 2 ** -24;
  return out;
}

/** `size` standard normal numbers, by the Box-Muller transform. */
export function normal(size: number, point: RandomPoint): Float32Array {
  return normalOfStream(size, point, 0);
}

function normalOfStream(size: number, point: RandomPoint, stream: number): Float32Array {
  const bits = new Uint32Array(size + (size % 2));
  fillWithBits(bits, point, stream);
  const out = new Float32Array(size);
  for (let i = 0; i < size; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(((bits[i] ?? 0) + 1) * 2 ** -32));
    const angle = 2 * Math.PI * 2 ** -32 * (bits[i + 1] ?? 0);
    out[i] = radius * Math.cos(angle);
    if (i + 1 < size) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}

/** `size` standard normal numbers, redrawn until each lies within two standard deviations. */
export function truncatedNormal(size: number, point: RandomPoint): Float32Array {
  const out = new Float32Array(size);
  let filled = 0;
  for (let stream = 0; filled < size; stream++) {
    const drawn = normalOfStream(size - filled, point, stream);
    for (let i = 0; i < drawn.length; i++) {
      const value = drawn[i] ?? 0;
      if (Math.abs(value) <= 2) out[filled++] = value;
    }
  }
  return out;
}

/** The numbers 0 … size-1 in random order (Fisher-Yates). */
export function permutation(size: number, { seed, step }: RandomPoint): Int32Array {
  const bits = new Uint32Array(size);
  philox(bits, seed, step);
  const order = new Int32Array(size);
  for (let i = 0; i < size; i++) order[i] = i;
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor((bits[i] ?? 0) * 2 ** -32 * (i + 1));
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
}
