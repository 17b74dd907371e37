/**
 * Bundles each public package into one module, `dist/node/index.js`, which its exports give to Node: reading and linking the
 * hundreds of small ones took half of a program's start. What a package imports on demand, and other packages, stay apart.
 * Bundlers get the small modules, of which they leave out what an app does not use.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const packages = new URL('../packages/', import.meta.url);
const require = createRequire(import.meta.url);

/**
 * In Node tfjs is CommonJS, and large. Before Node imports such a module it parses it twice more, to see of what kind it is
 * and which names it exports: 0.1 s of a start, in Node 20 0.3 s. It does not for one that is required. So a line of CommonJS
 * requires tfjs, where bundlers see it too, and the names, which are known here, are taken from there.
 */
function requireTfjs(outdir) {
  return {
    name: 'require-tfjs',
    setup({ onResolve, onLoad }) {
      const filter = /^@tensorflow\/tfjs-(core|backend-cpu|backend-wasm)$/;
      onResolve({ filter }, ({ path }) => ({ path, namespace: 'tfjs' }));
      onResolve({ filter: /\.cjs$/, namespace: 'tfjs' }, ({ path }) => ({ path, external: true }));
      onLoad({ filter, namespace: 'tfjs' }, ({ path }) => {
        const file = `${path.split('/')[1]}.cjs`;
        writeFileSync(new URL(file, outdir), `exports.tfjs = require('${path}');\n`);
        const names = Object.keys(require(path)).map(
          (name) => `export const ${name} = /* @__PURE__ */ take('${name}');`,
        );
        return {
          contents: [`import required from './${file}';`, 'const take = (name) => required.tfjs[name];', ...names].join(
            '\n',
          ),
        };
      });
    },
  };
}

/**
 * `keepNames` names every function anew each time it is made, also those that a function makes for itself in every call of
 * the training loop, whose names nobody asks for. They lose it here: a prediction takes a tenth less.
 */
function withoutInnerNames(text) {
  const file = ts.createSourceFile('index.js', text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.JS);
  const cuts = [];
  const visit = (node, isInner) => {
    if (isInner && ts.isCallExpression(node) && node.expression.text === '__name' && node.arguments.length === 2) {
      const [named] = node.arguments;
      cuts.push([node.getStart(file), named.getStart(file)], [named.end, node.end]);
    }
    ts.forEachChild(node, (child) => visit(child, isInner || ts.isFunctionLike(node)));
  };
  visit(file, false);
  let [kept, at] = ['', 0];
  for (const [from, to] of cuts.sort(([a], [b]) => a - b)) {
    kept += text.slice(at, from);
    at = to;
  }
  return kept + text.slice(at);
}

async function bundle(folder) {
  const outdir = new URL('dist/node/', folder);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL('src/index.ts', folder))],
    outdir: fileURLToPath(outdir),
    bundle: true,
    splitting: true,
    chunkNames: '[name]',
    packages: 'external',
    plugins: [requireTfjs(outdir)],
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    // Two files may each have a function `load`: both keep that name.
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
  for (const name of readdirSync(outdir).filter((name) => name.endsWith('.js'))) {
    const file = new URL(name, outdir);
    writeFileSync(file, withoutInnerNames(readFileSync(file, 'utf8')));
  }
}

for (const name of readdirSync(packages)) {
  const folder = new URL(`${name}/`, packages);
  const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  if (manifest.private !== true) await bundle(folder);
}
