/**
 * Compiles the AssemblyScript kernels, once with plain SIMD and once with relaxed SIMD, and writes each binary as a
 * TypeScript module with a base64 string, so that no consumer has to find a .wasm file. Unchanged sources (by hash) are
 * not compiled again.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { microKernels } from './micro-kernels.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const assembly = join(root, 'src/assembly');
const generated = join(root, 'src/generated');
const work = join(root, 'build');

const options = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--enable',
  'simd',
  '--enable',
  'bulk-memory',
  '--importMemory',
  '--noExportMemory',
  '--runtime',
  'stub',
  '--disableWarning',
  '201',
];

function sourceHash() {
  const hash = createHash('sha256');
  const files = [
    ...readdirSync(assembly)
      .sort()
      .map((name) => join(assembly, name)),
    ...readdirSync(join(root, 'scripts'))
      .sort()
      .map((name) => join(root, 'scripts', name)),
  ];
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

async function compile(build) {
  const relaxed = build === 'relaxed';
  writeFileSync(join(work, 'micro-kernels.ts'), microKernels({ relaxed }));
  const features = relaxed ? ['--enable', 'relaxed-simd'] : [];
  const files = ['src/assembly/index.ts', '--outFile', `build/${build}.wasm`, '--baseDir', root];
  const { error, stdout, stderr } = await asc.main([...files, ...options, ...features]);
  if (error) throw new Error(`The ${build} kernels do not compile.\n${stdout.toString()}${stderr.toString()}`);
  const binary = readFileSync(join(work, `${build}.wasm`));
  const text = `/** The ${build} build of the kernels as base64. Written by scripts/build.mjs. */
export const binary: string =
  '${binary.toString('base64')}';
`;
  writeFileSync(join(generated, `kernels-${build}.ts`), text);
  if (!relaxed) writeNames(binary);
  return binary.length;
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
const hashFile = join(generated, '.hash');
if (existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) {
  console.log('The kernels are up to date.');
} else {
  mkdirSync(work, { recursive: true });
  mkdirSync(generated, { recursive: true });
  rmSync(hashFile, { force: true });
  for (const build of ['simd', 'relaxed']) console.log(`kernels-${build}: ${await compile(build)} bytes`);
  writeFileSync(hashFile, hash);
}
