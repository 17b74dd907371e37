/**
 * Packs the public packages and checks each tarball: publint reads the manifest and the files it points to, and
 * "are the types wrong" resolves the types as each kind of consumer would.
 */
import path from 'node:path';
import { packAll, run } from './packages.ts';

for (const tarball of packAll()) {
  console.log(`\n# ${path.basename(tarball)}`);
  run('publint', ['run', '--strict', tarball]);
  run('attw', [tarball, '--profile', 'esm-only', '--format', 'table', '--no-summary', '--no-color']);
}
