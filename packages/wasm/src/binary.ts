import { binary as relaxedBinary } from './generated/kernels-relaxed.ts';
import { binary as simdBinary } from './generated/kernels-simd.ts';

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
  return WebAssembly.compile(decode(build === 'relaxed' ? relaxedBinary : simdBinary));
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
