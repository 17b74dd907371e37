/**
 * Trains a small CNN in a real headless Chromium, on a bundle served from this machine, and compares it with Node, number for
 * number. `CHROMIUM` names the browser; default: the one of the system.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { trainSmallCnn, type Result } from './browser/page.ts';

const executablePath = process.env['CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
if (executablePath === undefined) throw new Error('There is no Chromium: install one, or name it in CHROMIUM');

const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, 'browser/page.ts')],
  bundle: true,
  format: 'esm',
  platform: 'browser',
  conditions: ['@argali/source'],
  external: ['@tensorflow/tfjs-backend-webgl', '@tensorflow/tfjs-backend-webgpu'],
  minify: true,
  write: false,
  logLevel: 'error',
});
const script = outputFiles[0]?.text ?? '';

const wasmFolder = join(
  dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')),
  'wasm-out',
);
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/')
    response.setHeader('content-type', 'text/html').end('<script type="module" src="/page.js"></script>');
  else if (path === '/page.js') response.setHeader('content-type', 'text/javascript').end(script);
  else if (path.endsWith('.wasm'))
    response.setHeader('content-type', 'application/wasm').end(readFileSync(join(wasmFolder, basename(path))));
  else response.writeHead(404).end();
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
assert.ok(typeof address === 'object' && address !== null);

const browser = await chromium.launch({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
  ],
});
let inBrowser: Result;
try {
  const page = await browser.newPage();
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  await page.goto(`http://127.0.0.1:${address.port}/`);
  await page.waitForFunction(() => 'trainSmallCnn' in globalThis);
  inBrowser = await page.evaluate(() => globalThis.trainSmallCnn('/wasm/'));
  assert.deepEqual(failures, [], 'the page runs without errors');
} finally {
  await browser.close();
  server.close();
}

const inNode = await trainSmallCnn();
/** The largest difference of two lists of numbers, relative to the largest number. */
function difference(a: readonly number[], b: readonly number[]): number {
  const scale = Math.max(...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN)))) / scale;
}
const [losses, prediction] = [
  difference(inBrowser.losses, inNode.losses),
  difference(inBrowser.prediction, inNode.prediction),
];
console.log(
  `Chromium (${inBrowser.relaxed ? 'relaxed' : 'plain'} SIMD): loss ${inBrowser.losses.map((loss) => loss.toFixed(5)).join(' ')}\n` +
    `Node (${inNode.relaxed ? 'relaxed' : 'plain'} SIMD): loss ${inNode.losses.map((loss) => loss.toFixed(5)).join(' ')}\n` +
    `largest difference: losses ${losses.toExponential(1)}, predictions ${prediction.toExponential(1)}; bundle ${(script.length / 1024).toFixed(0)} KB`,
);
// Relaxed SIMD rounds once where plain SIMD rounds twice; ten steps of Adam spread that.
const tolerance = inBrowser.relaxed === inNode.relaxed ? 1e-6 : 1e-5;
assert.ok(losses < tolerance && prediction < tolerance, `expected differences below ${tolerance}`);
assert.equal(inBrowser.kernels, inNode.kernels, 'the same kernels are registered');
assert.ok(
  inBrowser.losses.every((loss, i, all) => i === 0 || loss < (all[i - 1] ?? 0)),
  'the loss falls',
);
