/**
 * Makes vectors, stored one after another, orthonormal in place (Gram-Schmidt, modified). The result is the `Q` of their
 * QR decomposition with a positive diagonal of `R`. The vectors have to be linearly independent.
 */
export function orthonormalize(vectors: Float64Array, length: number): void {
  const count = length === 0 ? 0 : vectors.length / length;
  for (let i = 0; i < count; i++) {
    const vector = vectors.subarray(i * length, (i + 1) * length);
    const norm = Math.sqrt(dot(vector, vector));
    for (let n = 0; n < length; n++) vector[n] = (vector[n] ?? 0) / norm;
    for (let j = i + 1; j < count; j++) {
      const other = vectors.subarray(j * length, (j + 1) * length);
      const along = dot(vector, other);
      for (let n = 0; n < length; n++) other[n] = (other[n] ?? 0) - along * (vector[n] ?? 0);
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += (a[n] ?? 0) * (b[n] ?? 0);
  return sum;
}
