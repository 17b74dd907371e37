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

/** The upper 32 bits of a product of two unsigned 32-bit integers. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** Fills `out` with 32 random bits each; `seed` and `step` are unsigned 32-bit integers. */
export function philox(out: Uint32Array, seed: number, step: number): void {
  for (let block = 0; block * 4 < out.length; block++) {
    let c0 = block >>> 0;
    let c1 = 0;
    let c2 = step >>> 0;
    let c3 = 0;
    let k0 = seed >>> 0;
    let k1 = 0;
    for (let round = 0; round < 10; round++) {
      const high0 = mulHigh(MULTIPLIER_0, c0);
      const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0;
      const high1 = mulHigh(MULTIPLIER_1, c2);
      const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0;
      c0 = (high1 ^ c1 ^ k0) >>> 0;
      c1 = low1;
      c2 = (high0 ^ c3 ^ k1) >>> 0;
      c3 = low0;
      k0 = (k0 + KEY_STEP_0) >>> 0;
      k1 = (k1 + KEY_STEP_1) >>> 0;
    }
    const at = block * 4;
    out[at] = c0;
    if (at + 1 < out.length) out[at + 1] = c1;
    if (at + 2 < out.length) out[at + 2] = c2;
    if (at + 3 < out.length) out[at + 3] = c3;
  }
}

/** A point of a random stream: which stream, and how far along. */
export interface RandomPoint {
  seed: number;
  step: number;
}

/** `size` uniform numbers in [0, 1), of 24 random bits each. */
export function uniform(size: number, { seed, step }: RandomPoint): Float32Array {
  const bits = new Uint32Array(size);
  philox(bits, seed, step);
  return Float32Array.from(bits, (word) => (word >>> 8) * 2 ** -24);
}

/** `size` standard normal numbers, by the Box-Muller transform. */
export function normal(size: number, { seed, step }: RandomPoint): Float32Array {
  const bits = new Uint32Array(size + (size % 2));
  philox(bits, seed, step);
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(((bits[i] ?? 0) + 1) * 2 ** -32));
    const angle = 2 * Math.PI * (bits[i + 1] ?? 0) * 2 ** -32;
    out[i] = radius * Math.cos(angle);
    out[i + 1] = radius * Math.sin(angle);
  }
  return out.subarray(0, size);
}

/** `size` standard normal numbers, redrawn until each lies within two standard deviations. */
export function truncatedNormal(size: number, { seed, step }: RandomPoint): Float32Array {
  const out = new Float32Array(size);
  let filled = 0;
  for (let draw = 0; filled < size; draw++) {
    // A later draw takes another stream of the same seed; the multiplier keeps it clear of the caller's own steps.
    for (const value of normal(size, { seed, step: (step + Math.imul(draw, KEY_STEP_0)) >>> 0 }))
      if (Math.abs(value) <= 2 && filled < size) out[filled++] = value;
  }
  return out;
}

/** The numbers 0 … size-1 in random order (Fisher-Yates). */
export function permutation(size: number, { seed, step }: RandomPoint): Int32Array {
  const bits = new Uint32Array(size);
  philox(bits, seed, step);
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor((bits[i] ?? 0) * 2 ** -32 * (i + 1));
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
}
