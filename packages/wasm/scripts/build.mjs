/**
 * Compiles the kernels, once with plain SIMD and once with relaxed SIMD, and writes each binary as a TypeScript module with
 * a string of hexadecimal digits, so that no consumer has to find a .wasm file. Unchanged sources (by hash) are not compiled
 * again. A digit is half a byte, so what repeats in the binary repeats in the text: compressed for a download it is a
 * quarter smaller than as base64, and unpacking it takes one loop.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileKernels, root } from './compile.mjs';

const generated = join(root, 'src/generated');
const hashFile = join(generated, '.hash');

/** Changes whenever an AssemblyScript source or one of these scripts does. */
function sourceHash() {
  const hash = createHash('sha256');
  for (const folder of ['src/assembly', 'scripts']) {
    for (const name of readdirSync(join(root, folder)).sort())
      hash.update(name).update(readFileSync(join(root, folder, name)));
  }
  return hash.digest('hex');
}

function writeBinary(build, binary) {
  const text = `/** The ${build} build of the kernels in hexadecimal digits. Written by scripts/build.mjs. */
export const hex: string =
  '${binary.toString('hex')}';
`;
  writeFileSync(join(generated, `kernels-${build}.ts`), text);
}

/** The names of the exports as a type, so that a misspelt call does not compile. */
function writeNames(binary) {
  const { Module } = globalThis.WebAssembly;
  const names = Module.exports(new Module(binary)).map(({ name }) => name);
  const text = `/** Names of the compiled functions. Written by scripts/build.mjs. */
export type KernelName =
${names.map((name) => `  | '${name}'`).join('\n')};
`;
  writeFileSync(join(generated, 'kernel-names.ts'), text);
}

const hash = sourceHash();
if (existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) {
  // Nothing to do.
} else {
  mkdirSync(generated, { recursive: true });
  rmSync(hashFile, { force: true });
  for (const build of ['simd', 'relaxed']) {
    const binary = await compileKernels(build);
    writeBinary(build, binary);
    if (build === 'simd') writeNames(binary);
    console.log(`kernels-${build}: ${binary.length} bytes`);
  }
  writeFileSync(hashFile, hash);
}
