import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { packageFolder } from './machine.ts';

/** What a browser downloads for a program, in bytes after gzip. */
export interface BundleSize {
  program: string;
  scripts: number;
  /** The wasm file of tfjs's backend. */
  binary: number;
}

/** The CNN's program on argali. */
export const argaliProgram = `
import { Conv2D, Dense, Flatten, MaxPooling2D, Sequential, setBackend } from 'argali';
await setBackend('wasm');
const model = new Sequential([
  new Conv2D({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }),
  new MaxPooling2D({ poolSize: 2 }),
  new Flatten(),
  new Dense({ units: 10, activation: 'softmax' }),
]);
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
await model.fit(globalThis.x, globalThis.y);
`;

function tfjsProgram(backend: 'wasm' | 'cpu'): string {
  return `
import '@tensorflow/tfjs-backend-${backend}';
import { setBackend } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
await setBackend('${backend}');
const model = sequential({ layers: [
  layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }),
  layers.maxPooling2d({ poolSize: 2 }),
  layers.flatten(),
  layers.dense({ units: 10, activation: 'softmax' }),
] });
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
await model.fit(globalThis.x, globalThis.y);
`;
}

/** The CNN's program on argali, and on tfjs-layers with the backend that cannot train it and the one that can. */
export async function bundleSizes(): Promise<BundleSize[]> {
  const binary = gzipped(
    readFileSync(
      join(packageFolder, '../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'),
    ),
  );
  return [
    { program: 'argali on wasm', scripts: await scriptSize(argaliProgram), binary },
    { program: 'tfjs-layers on wasm', scripts: await scriptSize(tfjsProgram('wasm')), binary },
    { program: 'tfjs-layers on cpu', scripts: await scriptSize(tfjsProgram('cpu')), binary: 0 },
  ];
}

async function scriptSize(program: string): Promise<number> {
  const { chunks } = await bundle(program);
  return chunks.reduce((sum, contents) => sum + gzipped(contents), 0);
}

/** What a browser loads for a program: the chunks, and which modules they hold something of. */
export interface Bundle {
  chunks: Uint8Array[];
  modules: string[];
}

/**
 * Bundles a program, split where it imports on demand. Not counted is what it never loads: backends that it does not choose,
 * and one of the two builds of argali's kernels, which are of one size.
 *
 * @param conditions export conditions beside those of browsers; default: none of ours, so that packages are what they publish
 */
export async function bundle(program: string, conditions: string[] = ['module']): Promise<Bundle> {
  const others = ['cpu', 'webgl', 'webgpu'].map((name) => `@tensorflow/tfjs-backend-${name}`);
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: packageFolder },
    absWorkingDir: packageFolder,
    outdir: 'build',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions,
    external: [
      'node:*',
      'fs',
      'path',
      'os',
      'util',
      'crypto',
      'worker_threads',
      'perf_hooks',
      ...others.filter((name) => !program.includes(`'${name}'`)),
    ],
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const outputs = Object.entries(metafile.outputs).filter(
    ([, { entryPoint }]) => !/kernels-simd/.test(entryPoint ?? ''),
  );
  const paths = new Set(outputs.map(([path]) => join(packageFolder, path)));
  return {
    chunks: outputFiles.flatMap(({ path, contents }) => (paths.has(path) ? contents : [])),
    modules: outputs.flatMap(([, { inputs }]) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : [])),
    ),
  };
}

function gzipped(contents: Uint8Array): number {
  return gzipSync(contents, { level: 9 }).byteLength;
}

export function sizeLine({ program, scripts, binary }: BundleSize): string {
  const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;
  const parts = binary > 0 ? ` (${kilobytes(scripts)} of scripts, ${kilobytes(binary)} of tfjs's wasm file)` : '';
  return `${program}: ${kilobytes(scripts + binary)}${parts}`;
}
