import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

export const packageFolder: string = join(import.meta.dirname, '..');
const root = join(packageFolder, '../..');

const packages = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-wasm', '@jax-js/jax'];

/** The processor, its cores, the memory, and how busy others keep it before anything is measured. */
export function machine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${model}, ${cores.length} cores, ${memory} GiB, load ${(loadavg()[0] ?? 0).toFixed(1)}`;
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
