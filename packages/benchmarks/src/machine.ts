import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

export const packageFolder: string = join(import.meta.dirname, '..');
const root = join(packageFolder, '../..');

const packages = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-wasm', '@jax-js/jax'];

/** The processor, its cores and the memory, in a line. */
export function machine(): string {
  const cores = cpus();
  return `${cores[0]?.model.trim() ?? 'unknown processor'}, ${cores.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
}

/** Of argali and the peers from npm. */
export function packageVersions(): Record<string, string> {
  const own = versionIn(join(root, 'packages/argali'));
  return {
    argali: own,
    ...Object.fromEntries(packages.map((name) => [name, versionIn(join(root, 'node_modules', name))])),
  };
}

function versionIn(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}
