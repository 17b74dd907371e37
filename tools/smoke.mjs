/**
 * Trains on the built packages in plain Node, as an app would, on both backends that ship, and again with the modules that
 * bundlers get; then runs the README's example.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import * as argali from 'argali';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
assert.equal(
  createRequire(import.meta.url)('argali').Sequential,
  argali.Sequential,
  'require() and import give the same module',
);

const xs = [[0], [1], [2], [3]];
const ys = [[1], [3], [5], [7]];

async function train({ Dense, Sequential, setBackend, setRandomSeed, tf }, backend) {
  await setBackend(backend);
  setRandomSeed(1);
  const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const { history } = await model.fit(xs, ys, { epochs: 100, batchSize: 4, verbose: 0 });
  const losses = history.loss ?? [];
  const prediction = await model.predict([[4]], { verbose: 0 });
  const [value] = await prediction.data();
  assert.ok(losses.length === 100 && losses[99] < losses[0] / 10, `${backend}: the loss falls`);
  assert.ok(value > 7.5 && value < 10, `${backend}: 2x + 1 at 4 is near 9, not ${value}`);
  prediction.dispose();
  model.dispose();
  console.log(
    `${backend}: loss ${losses[0].toFixed(3)} → ${losses[99].toFixed(5)}, tensors left: ${tf.memory().numTensors}`,
  );
  return losses;
}

await train(argali, 'wasm');
const losses = await train(argali, 'cpu');

const bundle = fileURLToPath(new URL('build/bundled/argali.js', root));
await build({
  stdin: { contents: `export * from 'argali';`, resolveDir: fileURLToPath(root), sourcefile: 'argali.js' },
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  external: ['node:*', '@tensorflow/*', 'fastest-levenshtein'],
  logLevel: 'error',
});
assert.deepEqual(await train(await import(bundle), 'cpu'), losses, 'a bundle trains as Node does');

const example = /```ts\n([^]*?)```/.exec(readFileSync(new URL('README.md', root), 'utf8'))?.[1];
assert.ok(example, 'the README has an example');
mkdirSync(new URL('build/', root), { recursive: true });
writeFileSync(new URL('build/readme.mjs', root), example);
await import(new URL('build/readme.mjs', root));
