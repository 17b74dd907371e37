import { join } from 'node:path';
import { build } from 'esbuild';
import { packageFolder } from './machine.ts';

/** Where the compiled contenders lie. */
export const workerFile: string = join(packageFolder, 'build/worker.js');

/** Compiles the contenders of Node, so that no loader of TypeScript takes part in the race. Packages stay what they are. */
export async function compileWorker(): Promise<void> {
  await build({
    entryPoints: [join(packageFolder, 'src/worker.ts')],
    outdir: join(packageFolder, 'build'),
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
}
