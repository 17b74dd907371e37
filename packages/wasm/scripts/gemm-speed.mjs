/**
 * Measures a 512³ matrix product with the multiply-adds of the tiles in either order, and fails when the order we ship is
 * clearly the slower one: then a new V8 keeps registers differently, and the note in micro-kernels.mjs has to be revised.
 * (V8 of Node 20 and 22: twice as fast as the other way round. Of Node 24 and 26: both the same.)
 * Node 20 needs --experimental-wasm-relaxed-simd for the relaxed build.
 */
import { performance } from 'node:perf_hooks';
import { compileKernels } from './compile.mjs';
import { ascending, descending } from './micro-kernels.mjs';

const { Instance, Memory, Module, validate } = globalThis.WebAssembly;
const SIZE = 512;
const BYTES = SIZE * SIZE * 4;

/** A function that runs the product once and returns 10⁹ floating-point operations a second. */
function product(binary) {
  const memory = new Memory({ initial: 128 });
  const { gemm } = new Instance(new Module(binary), { env: { memory, abort: () => {} } }).exports;
  const [a, b, c, scratch] = [0, 1, 2, 3].map((i) => 65536 + i * BYTES);
  new Float32Array(memory.buffer).fill(0.5, a / 4, c / 4);
  return () => {
    const start = performance.now();
    gemm(SIZE, SIZE, SIZE, a, SIZE * 4, 4, b, SIZE * 4, 4, c, SIZE * 4, 0, -Infinity, Infinity, scratch);
    return (2 * SIZE ** 3) / (performance.now() - start) / 1e6;
  };
}

for (const build of ['simd', 'relaxed']) {
  const binaries = [
    await compileKernels(build, { order: descending }),
    await compileKernels(build, { order: ascending }),
  ];
  if (!binaries.every((binary) => validate(binary))) {
    console.log(`${build}: not available in Node ${process.versions.node}`);
    continue;
  }
  // In turns, and the best of many: other work on the machine disturbs both alike.
  const products = binaries.map(product);
  const best = [0, 0];
  for (let run = 0; run < 100; run++) products.forEach((measure, i) => (best[i] = Math.max(best[i], measure())));
  const [shipped, other] = best;
  console.log(`${build}: ${shipped.toFixed(1)} GFLOPS, the other way round ${other.toFixed(1)}`);
  if (shipped < 0.9 * other) process.exitCode = 1;
}
