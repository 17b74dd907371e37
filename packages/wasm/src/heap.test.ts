import * as tf from '@tensorflow/tfjs-core';
import { compileKernels } from './binary.ts';
import type { WasmBackend } from './backend.ts';
import { Heap } from './heap.ts';
import { startScarceBackend, type Scarcity } from './testing/scarcity.ts';

let scarcity: Scarcity;
beforeAll(async () => {
  scarcity = await startScarceBackend();
});
afterEach(() => scarcity.allow(Infinity));

async function newHeap(): Promise<Heap> {
  return new Heap(scarcity.backend, await compileKernels('simd'));
}

it('a full heap gives a clear error and writes nowhere', async () => {
  const heap = await newHeap();
  const bytes = heap.bytes.slice(0, 64);
  scarcity.allow(Infinity, 10_000);
  expect(() => heap.output([100, 100])).toThrow('Out of WebAssembly memory: expected room for 40000 more bytes');
  expect(() => heap.scratch(20_000)).toThrow('Out of WebAssembly memory');
  expect(heap.bytes.slice(0, 64)).toEqual(bytes);
  expect(heap.scratch(100) % 16).toBe(0);
});

it('a failed growth of the scratch block leaves it usable', async () => {
  const heap = await newHeap();
  scarcity.allow(Infinity, 10_000);
  heap.scratch(1000);
  expect(() => heap.scratch(50_000)).toThrow('Out of WebAssembly memory');
  expect(heap.scratch(2000)).toBeGreaterThan(0);
});

it('refuses a backend without memory', async () => {
  const module = await compileKernels('simd');
  const backend = { wasm: {} } as unknown as WasmBackend;
  expect(() => new Heap(backend, module)).toThrow('expected the wasm backend of tfjs 4 with its memory');
});

it('refuses shared memory', async () => {
  const module = await compileKernels('simd');
  const wasmMemory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
  const backend = { wasm: { wasmMemory } } as unknown as WasmBackend;
  expect(() => new Heap(backend, module)).toThrow('expected the wasm backend to run without threads');
});

it('survives growth of the memory', () => {
  tf.tidy(() => {
    const x = tf.ones([200, 200]);
    const large = tf.zeros([8_000_000]);
    const y = tf.matMul(x, x);
    expect(y.dataSync()[39_999]).toBe(200);
    expect(large.size).toBe(8_000_000);
  });
});
