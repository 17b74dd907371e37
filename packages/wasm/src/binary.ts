/** Which of the two builds of the kernels: plain SIMD, or with the fused multiply-add of relaxed SIMD. */
export type Build = 'simd' | 'relaxed';

/** A module of one function that uses `f32x4.relaxed_madd`, for asking the engine whether it knows it. */
const RELAXED_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2,
  253, 133, 2, 11,
]);

/** True where relaxed SIMD runs: from Node 22 and Chrome 114 on. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(RELAXED_PROBE);
}

/** Compiles a build, by default the fastest this engine runs. */
export async function compileKernels(
  build: Build = hasRelaxedSimd() ? 'relaxed' : 'simd',
): Promise<WebAssembly.Module> {
  // Each import is written out, so that a bundler sees it; the build that is not wanted is never loaded.
  const { hex } = await (build === 'relaxed'
    ? import('./generated/kernels-relaxed.ts')
    : import('./generated/kernels-simd.ts'));
  return WebAssembly.compile(bytesOf(hex));
}

/** The bytes that pairs of hexadecimal digits (lower case) stand for. */
export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = 16 * digit(hex.charCodeAt(2 * i)) + digit(hex.charCodeAt(2 * i + 1));
  }
  return bytes;
}

/** '0' has the code 48, 'a' has 97. */
function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}
