// Discrete Fourier transforms in double precision, one complex number a vector: by halves where the length is a power of
// two, otherwise by Bluestein's convolution, both in O(n log n). The caller writes the tables of roots of unity.

/** Bytes of a complex number in double precision, and in single. */
const DOUBLE: usize = 16;
const SINGLE: usize = 8;

/** Bytes of scratch for {@link fourier}: one row, and with a chirp (`size` ≠ `length`) its transform. */
export function fourierScratch(length: i32, size: i32): usize {
  return <usize>(length == size ? size : 2 * size) * DOUBLE;
}

/**
 * to = the transform of each of `rows` rows of `length` complex numbers, or the inverse with its factor 1 / length.
 * `size` is `length` or, where that is no power of two, one of at least 2 length - 1. `roots` holds e^(-2πi k / size) for
 * k < size / 2, `chirp` e^(-πi k² / length) for k < length.
 */
export function fourier(
  x: usize, rows: i32, length: i32, size: i32, isInverse: i32, roots: usize, chirp: usize, scratch: usize, to: usize,
): void {
  const bytes = <usize>length * SINGLE, kernel = scratch + <usize>size * DOUBLE, isDirect = length == size;
  if (!isDirect) {
    fillChirp(kernel, chirp, length, size);
    transform(kernel, size, roots);
  }
  for (let row = 0; row < rows; row++) {
    for (let i: usize = 0; i < <usize>length; i++) {
      const value = promote(x + i * SINGLE, isInverse);
      v128.store(scratch + i * DOUBLE, isDirect ? value : times(value, v128.load(chirp + i * DOUBLE)));
    }
    if (isDirect) transform(scratch, size, roots);
    else convolve(scratch, kernel, length, size, roots);
    const factor = f64x2.splat(isInverse ? 1.0 / <f64>length : 1.0);
    for (let i: usize = 0; i < <usize>length; i++) {
      const value = v128.load(scratch + i * DOUBLE);
      demote(to + i * SINGLE, f64x2.mul(isDirect ? value : times(value, v128.load(chirp + i * DOUBLE)), factor), isInverse);
    }
    x += bytes;
    to += bytes;
  }
}

/** The inverse is the transform with real and imaginary parts exchanged, before and after. */
@inline
export function promote(from: usize, isInverse: i32): v128 {
  const value = f64x2.promote_low_f32x4(v128.load64_zero(from));
  return isInverse ? exchanged(value) : value;
}

@inline
export function demote(to: usize, value: v128, isInverse: i32): void {
  v128.store64_lane(to, f32x4.demote_f64x2_zero(isInverse ? exchanged(value) : value), 0);
}

@inline
function exchanged(value: v128): v128 {
  return v128.shuffle<f64>(value, value, 1, 0);
}

/** (a + bi)(c + di) = (ac - bd) + (ad + bc) i. */
@inline
export function times(a: v128, b: v128): v128 {
  const c = v128.shuffle<f64>(b, b, 0, 0), d = v128.shuffle<f64>(b, b, 1, 1);
  return f64x2.add(f64x2.mul(a, c), f64x2.mul(exchanged(a), f64x2.mul(d, f64x2(-1, 1))));
}

@inline
function conjugate(a: v128): v128 {
  return f64x2.mul(a, f64x2(1, -1));
}

/** The conjugate chirp at 0, ±1, ±2, …, around the circle. */
function fillChirp(to: usize, chirp: usize, length: i32, size: i32): void {
  memory.fill(to, 0, <usize>size * DOUBLE);
  for (let k = 0; k < length; k++) {
    const value = conjugate(v128.load(chirp + <usize>k * DOUBLE));
    v128.store(to + <usize>k * DOUBLE, value);
    if (k > 0) v128.store(to + <usize>(size - k) * DOUBLE, value);
  }
}

/** data = data ∗ kernel, whose transform is given, around the circle. */
function convolve(data: usize, kernel: usize, length: i32, size: i32, roots: usize): void {
  memory.fill(data + <usize>length * DOUBLE, 0, <usize>(size - length) * DOUBLE);
  transform(data, size, roots);
  const factor = f64x2.splat(1.0 / <f64>size);
  for (let i: usize = 0; i < <usize>size * DOUBLE; i += DOUBLE) {
    v128.store(data + i, exchanged(times(v128.load(data + i), v128.load(kernel + i))));
  }
  transform(data, size, roots);
  for (let i: usize = 0; i < <usize>length * DOUBLE; i += DOUBLE) {
    v128.store(data + i, f64x2.mul(exchanged(v128.load(data + i)), factor));
  }
}

/** In place; `size` is a power of two. */
function transform(data: usize, size: i32, roots: usize): void {
  reverseBits(data, size);
  for (let half = 1; half < size; half <<= 1) {
    const reach = <usize>half * DOUBLE, step = <usize>(size / (2 * half)) * DOUBLE, end = data + <usize>size * DOUBLE;
    for (let block = data; block < end; block += 2 * reach) {
      let root = roots;
      for (let at = block; at < block + reach; at += DOUBLE) {
        const even = v128.load(at), odd = times(v128.load(at + reach), v128.load(root));
        v128.store(at, f64x2.add(even, odd));
        v128.store(at + reach, f64x2.sub(even, odd));
        root += step;
      }
    }
  }
}

function reverseBits(data: usize, size: i32): void {
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j |= bit;
    if (i < j) {
      const a = data + <usize>i * DOUBLE, b = data + <usize>j * DOUBLE, value = v128.load(a);
      v128.store(a, v128.load(b));
      v128.store(b, value);
    }
  }
}

/** to = |x| of complex numbers. */
export function complexAbs(x: usize, to: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const real = <f64>load<f32>(x + i * SINGLE), imaginary = <f64>load<f32>(x + i * SINGLE, 4);
    store<f32>(to + (i << 2), <f32>sqrt(real * real + imaginary * imaginary));
  }
}
