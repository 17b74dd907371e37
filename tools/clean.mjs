/** Removes everything that a build, a test run or a packing makes; installed dependencies stay. */
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const remove = (path) => rmSync(fileURLToPath(new URL(path, root)), { recursive: true, force: true });

for (const path of ['build', 'coverage', 'docs/api', 'examples/out']) remove(path);
for (const name of readdirSync(new URL('packages', root))) {
  for (const path of ['build', 'dist', 'src/generated', 'LICENSE']) remove(`packages/${name}/${path}`);
}
