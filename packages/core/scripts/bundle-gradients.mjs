/**
 * tfjs-core registers no gradients by itself, and the module of it that does cannot be imported in plain Node, since its
 * imports lack extensions. This makes one small module of it: the gradient functions are bundled, while everything that
 * tfjs-core exports publicly (the engine and the ops) is imported from there, so that an app still has one engine.
 */
import { build } from 'esbuild';
import { readFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs-core');
const distFolder = path.join(path.dirname(require.resolve('@tensorflow/tfjs-core/package.json')), 'dist');
const outFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../src/generated');
const namespaces = ['backend_util', 'broadcast_util', 'util', 'slice_util', 'tensor_util'];

function exportedNames(source) {
  return [...source.matchAll(/^export (?:async )?(?:const|let|function|class) (\w+)/gm)].map((match) => match[1]);
}

/** A module that takes `names` from tfjs-core's public exports, or null if some are private. */
function publicModule(names) {
  const lines = [`import * as tf from '@tensorflow/tfjs-core';`];
  for (const name of names) {
    const namespace = namespaces.find((candidate) => typeof tf[candidate][name] === 'function');
    if (name in tf) lines.push(`export { ${name} } from '@tensorflow/tfjs-core';`);
    else if (namespace) lines.push(`export const ${name} = (...args) => tf.${namespace}.${name}(...args);`);
    else return null;
  }
  return lines.join('\n');
}

/** Modules that are public as a whole, whatever else they export for tfjs-core's own use. */
const wholeModules = {
  'engine.js': `import { engine } from '@tensorflow/tfjs-core'; export const ENGINE = /* @__PURE__ */ engine();`,
  'environment.js': `export { env, ENV, Environment } from '@tensorflow/tfjs-core';`,
  'index.js': `export * from '@tensorflow/tfjs-core';`,
  'tensor.js': `import * as tf from '@tensorflow/tfjs-core'; export { Tensor, TensorBuffer, Variable } from '@tensorflow/tfjs-core'; export const getGlobalTensorClass = () => tf.Tensor;`,
  // Named one by one: as a whole it would keep all of tfjs-core in every bundle.
  'base.js': `export { ${namespaces.join(', ')} } from '@tensorflow/tfjs-core';`,
  'ops/ops.js': `export * from '@tensorflow/tfjs-core';`,
  'util.js': publicModule(Object.keys(tf.util)),
};

const takePublicExports = {
  name: 'take-public-exports',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, ({ path: name }) => ({ path: name, external: true }));
    esbuild.onLoad({ filter: /tfjs-core[\\/]dist[\\/].*\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const relative = path.relative(distFolder, file);
      if (relative in wholeModules) return { contents: wholeModules[relative] };
      if (relative.startsWith('gradients') || relative === 'register_all_gradients.js') return { contents: source };
      const names = exportedNames(source);
      return { contents: (names.length > 0 && publicModule(names)) || source };
    });
  },
};

const listed = await readFile(path.join(distFolder, 'register_all_gradients.js'), 'utf8');
const entry = listed
  .replace(/^import \{ registerGradient \}.*$/m, '')
  .replace('const gradConfigs', 'export const gradConfigs')
  .replace(/^for \(const .*[\s\S]*$/m, '');
const { metafile, outputFiles } = await build({
  stdin: { contents: entry, resolveDir: distFolder, loader: 'js' },
  bundle: true,
  format: 'esm',
  target: 'es2022',
  write: false,
  metafile: true,
  treeShaking: true,
  legalComments: 'eof',
  outdir: 'out',
  plugins: [takePublicExports],
});
await mkdir(outFolder, { recursive: true });
await writeFile(path.join(outFolder, 'tfjs-gradients.js'), outputFiles[0].contents);
await writeFile(
  path.join(outFolder, 'tfjs-gradients.d.ts'),
  `import type { GradConfig } from '@tensorflow/tfjs-core';\nexport declare const gradConfigs: GradConfig[];\n`,
);
if (process.argv.includes('--verbose'))
  console.log(
    Object.keys(metafile.inputs)
      .filter((file) => !file.includes('gradients'))
      .join('\n'),
  );
