/** Compiles the AssemblyScript sources of this package. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { microKernels } from './micro-kernels.mjs';
import { winogradLines } from './winograd.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

const options = ['--optimizeLevel', '3', '--enable', 'simd', '--enable', 'bulk-memory'];
// The memory is the backend's; without a runtime there is no data segment and no stack that could collide with it.
const linking = ['--importMemory', '--noExportMemory', '--runtime', 'stub'];
// An exported function with a class parameter: here the caller passes its address.
const quiet = ['--disableWarning', '201'];

/** The binary of a build, 'simd' or 'relaxed'. `order` is that of the multiply-adds in the tiles. */
export async function compileKernels(build, { order } = {}) {
  const work = join(root, 'build');
  mkdirSync(work, { recursive: true });
  const relaxed = build === 'relaxed';
  writeFileSync(join(work, 'micro-kernels.ts'), microKernels({ relaxed, ...(order && { order }) }));
  writeFileSync(join(work, 'winograd-lines.ts'), winogradLines({ relaxed }));
  const features = relaxed ? ['--enable', 'relaxed-simd'] : [];
  const files = ['src/assembly/index.ts', '--outFile', `build/${build}.wasm`, '--baseDir', root];
  const { error, stdout, stderr } = await asc.main([...files, ...options, ...linking, ...quiet, ...features]);
  const output = join(work, `${build}.wasm`);
  if (error || !existsSync(output)) {
    throw new Error(`The ${build} kernels do not compile.\n${stdout.toString()}${stderr.toString()}`);
  }
  return readFileSync(output);
}
