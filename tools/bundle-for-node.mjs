/**
 * Bundles each public package into one module, `dist/node/index.js`, which its exports give to Node: reading and linking the
 * hundreds of small ones took half of a program's start. What a package imports on demand, and other packages, stay apart.
 * Bundlers get the small modules, of which they leave out what an app does not use.
 */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const packages = new URL('../packages/', import.meta.url);

async function bundle(folder) {
  const outdir = fileURLToPath(new URL('dist/node', folder));
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [fileURLToPath(new URL('src/index.ts', folder))],
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: '[name]',
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    // Two files may each have a function `load`: both keep that name.
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
}

for (const name of readdirSync(packages)) {
  const folder = new URL(`${name}/`, packages);
  const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  if (manifest.private !== true) await bundle(folder);
}
