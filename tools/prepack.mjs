/** Run by npm inside a package that is about to be packed: its tarball carries the licence, and is refused without a build. */
import { copyFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

for (const file of ['dist/index.js', 'dist/node/index.js']) {
  if (!existsSync(file)) throw new Error(`There is no ${file} to pack. Run \`npm run build\` at the root first.`);
}
copyFileSync(fileURLToPath(new URL('../LICENSE', import.meta.url)), 'LICENSE');
