import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

export const root: string = path.join(import.meta.dirname, '..');

interface Manifest {
  name: string;
  private?: boolean;
}

/** Names of the packages that are published, as npm knows them. */
export function publicPackages(): string[] {
  return readdirSync(path.join(root, 'packages'))
    .map((folder) => JSON.parse(readFileSync(path.join(root, 'packages', folder, 'package.json'), 'utf8')) as Manifest)
    .filter((manifest) => manifest.private !== true)
    .map((manifest) => manifest.name);
}

/** Packs every public package into `build/tarballs`, as `npm publish` would, and returns the paths of the tarballs. */
export function packAll(): string[] {
  const folder = path.join(root, 'build/tarballs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const workspaces = publicPackages().flatMap((name) => ['--workspace', name]);
  run('npm', ['pack', '--silent', '--pack-destination', folder, ...workspaces]);
  return readdirSync(folder).map((file) => path.join(folder, file));
}

/** Runs a program in `cwd` (default: the root of the repository) with its output shown; throws where it fails. */
export function run(program: string, args: readonly string[], cwd: string = root): void {
  execFileSync(program, args, { cwd, stdio: 'inherit' });
}
