import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend.ts';
import { MemoryGuard, type Lender } from './memory-guard.ts';
import { startBackend } from './testing/harness.ts';
import { fillHeap } from './testing/scarcity.ts';

// On the real heap of 4 GB, whose blocks take no memory of the machine before something is written into them.
const outOfMemory = /^Out of WebAssembly memory: expected room for \d+ more bytes/;

let backend: WasmBackend;
let others: tf.Tensor[];

beforeAll(async () => {
  await startBackend();
  backend = tf.backend() as unknown as WasmBackend;
  others = Array.from({ length: 64 }, (_, i) => tf.fill([1 + i * i], i));
});

/** A sum over the bytes of all tensors, and of what lies before them: address 0 and the data of tfjs's C++. */
function checksum(): number {
  const { wasm, dataIdMap } = backend;
  let sum = 0;
  const add = (from: number, to: number): void => {
    for (let at = from; at < to; at++) sum = (Math.imul(sum, 31) + (wasm.HEAPU8[at] ?? 0)) | 0;
  };
  add(0, 1024);
  for (const { dataId, size } of others) {
    const start = dataIdMap.get(dataId).memoryOffset;
    add(start, start + 4 * size);
  }
  return sum;
}

/** Runs `f` while the heap is full. */
function whileFull(f: () => void): void {
  const before = checksum();
  const giveBack = fillHeap(backend);
  try {
    f();
    expect(checksum()).toBe(before);
  } finally {
    giveBack();
  }
  expect(tf.tidy(() => tf.add(tf.ones([3]), 1).dataSync())).toEqual(Float32Array.of(2, 2, 2));
}

describe('a full heap', () => {
  const n = 512;
  let a: tf.Tensor2D;
  let image: tf.Tensor4D;
  let rows: tf.Tensor2D;
  beforeAll(() => {
    a = tf.fill([n, n], 0.5);
    image = tf.fill([1, 64, 64, 64], 0.5);
    rows = tf.zeros([1, 2 ** 20]);
  });

  const large = new Float32Array(n * n).fill(7);
  const ops: Record<string, () => unknown> = {
    upload: () => tf.tensor(large, [n, n]),
    'whole numbers': () => tf.tensor(new Int32Array(n * n), [n, n], 'int32'),
    booleans: () => tf.zeros([4 * n, n], 'bool'),
    variable: () => tf.variable(tf.ones([n, n])),
    buffer: () => tf.buffer([n, n], 'float32', large).toTensor(),
    complex: () => tf.complex(a, a),
    fill: () => tf.fill([n, n], 3),
    range: () => tf.range(0, n * n),
    linspace: () => tf.linspace(0, 1, n * n),
    eye: () => tf.eye(n),
    add: () => tf.add(a, 1),
    exp: () => tf.exp(a),
    cast: () => tf.cast(a, 'int32'),
    matMul: () => tf.matMul(a, a),
    transpose: () => tf.transpose(a),
    concat: () => tf.concat([a, a]),
    slice: () => tf.slice(a, [0, 0], [n, n - 1]),
    split: () => tf.split(a, 2),
    gather: () => tf.gather(a, tf.zeros([n], 'int32')),
    oneHot: () => tf.oneHot(tf.zeros([n], 'int32'), n),
    conv2d: () => tf.conv2d(image, tf.fill([3, 3, 64, 64], 1), 1, 'same'),
    maxPool: () => tf.maxPool(image, 2, 1, 'same'),
    resize: () => tf.image.resizeBilinear(image, [90, 90]),
    mirrorPad: () => tf.mirrorPad(a, [[1, 1], [1, 1]], 'reflect'), // prettier-ignore
    topk: () => tf.topk(a, n - 1),
    randomNormal: () => tf.randomNormal([n, n]),
    gradient: () => tf.grad((x) => tf.sum(tf.square(tf.tanh(x))))(a),
  };

  it.each(Object.entries(ops))('refuses %s', (_, op) => {
    whileFull(() => {
      const before = tf.memory();
      expect(() => tf.tidy(() => void op())).toThrow(outOfMemory);
      expect(tf.memory()).toEqual(before);
    });
  });

  it('refuses the smallest ones, too, before the last byte is taken', () => {
    whileFull(() => {
      const scalars: tf.Scalar[] = [];
      expect(() => {
        for (;;) scalars.push(tf.scalar(scalars.length));
      }).toThrow(outOfMemory);
      expect(scalars.every((scalar, i) => scalar.dataSync()[0] === i)).toBe(true);
      tf.dispose(scalars);
    });
  });

  it('keeps room for what kernels in C++ allocate beside their results', () => {
    const pixels = tf.zeros<tf.Rank.R4>([1, 2, 2, 1]);
    const block = backend.wasm._malloc(7 * 2 ** 20);
    whileFull(() => {
      backend.wasm._free(block);
      // A few bytes of results, and 8 MB of values with their indices.
      expect(() => tf.topk(rows, 1)).toThrow(outOfMemory);
      // 1 MB of results, and 6 MB of pointers and weights.
      expect(() => tf.image.resizeBilinear(pixels, [500, 500])).toThrow(outOfMemory);
    });
    expect(tf.topk(rows, 1).values.dataSync()).toEqual(Float32Array.of(0));
    expect(tf.image.resizeBilinear(pixels, [500, 500]).size).toBe(250_000);
  });

  it('leaves the values of another backend where they are', async () => {
    await tf.setBackend('cpu');
    const x = tf.tensor(large, [n, n]);
    await tf.setBackend('wasm');
    whileFull(() => {
      expect(() => tf.square(x)).toThrow(outOfMemory);
      expect(x.dataSync()[n * n - 1]).toBe(7);
    });
    expect(tf.sum(x).dataSync()[0]).toBe(7 * n * n);
  });

  it('says of what kernels make in JavaScript that it is too much', () => {
    expect(() => tf.range(0, 1e10)).toThrow('Out of memory: Range works on more values than JavaScript has room for');
  });
});

it.each([2 ** 29, 2 ** 30, 2 ** 30 + 1, 2 ** 31, 2 ** 40])('refuses a tensor of 4 · %d bytes', (size) => {
  const before = { ...tf.memory(), bytes: checksum() };
  expect(() => tf.fill([size], 1)).toThrow('more bytes, where one tensor has 2146435072 at most');
  expect({ ...tf.memory(), bytes: checksum() }).toEqual(before);
});

it('computes above 2 GB', () => {
  const block = backend.wasm._malloc(2 ** 31 - 2 ** 21);
  tf.tidy(() => {
    const boxes = tf.tensor2d([[0, 0, 1, 1], [0, 0.1, 1, 1.1], [0, 2, 1, 3]]); // prettier-ignore
    // Larger than what is free below.
    const x = tf.fill([2 ** 22], 0.5);
    expect(backend.dataIdMap.get(x.dataId).memoryOffset).toBeGreaterThan(2 ** 31);
    expect(tf.mean(tf.square(x)).dataSync()[0]).toBe(0.25);
    const fill = tf.fill([2 ** 20], 1);
    const chosen = tf.image.nonMaxSuppression(boxes, tf.tensor1d([0.9, 0.8, 0.7]), 3);
    expect(Array.from(chosen.dataSync())).toEqual([0, 2]);
    fill.dispose();
  });
  backend.wasm._free(block);
});

describe('lenders', () => {
  /** A guard over an allocator of 100 MB that are never given back by themselves. */
  function guardOf(megabytes: number): {
    guard: MemoryGuard;
    lend: (name: string, bytes: number) => Lender & { isBusy: boolean };
    given: string[];
  } {
    let free = megabytes * 2 ** 20;
    const sizes = new Map<number, number>();
    const limited = Object.create(backend) as WasmBackend;
    limited.wasm = Object.create(backend.wasm) as WasmBackend['wasm'];
    limited.wasm._malloc = (bytes) => {
      if (bytes > free) return 0;
      free -= bytes;
      sizes.set(sizes.size + 1, bytes);
      return sizes.size;
    };
    limited.wasm._free = (pointer) => void (free += sizes.get(pointer) ?? 0);
    const guard = new MemoryGuard(limited);
    const given: string[] = [];
    const lend = (name: string, bytes: number): Lender & { isBusy: boolean } => {
      const pointer = guard.allocate(bytes);
      const giveUp = (): void => {
        given.push(name);
        guard.release(pointer);
      };
      const lender = { bytes, lastUse: guard.now(), isBusy: false, giveUp };
      guard.addLender(lender);
      return lender;
    };
    return { guard, lend, given };
  }
  const mb = 2 ** 20;

  it('give up what was not used for longest, as much as is needed', () => {
    const { guard, lend, given } = guardOf(100);
    const first = lend('first', 30 * mb);
    lend('second', 30 * mb);
    lend('third', 30 * mb);
    Object.assign(first, { lastUse: guard.now() });
    guard.allocate(20 * mb);
    expect(given).toEqual(['second']);
    expect(() => guard.allocate(80 * mb)).toThrow(outOfMemory);
    expect(given).toEqual(['second', 'third', 'first']);
  });

  it('are left alone while they work, and once they are gone', () => {
    const { guard, lend, given } = guardOf(100);
    const first = lend('first', 40 * mb);
    guard.removeLender(lend('second', 40 * mb));
    first.isBusy = true;
    expect(() => guard.allocate(40 * mb)).toThrow(outOfMemory);
    expect(given).toEqual([]);
    first.isBusy = false;
    guard.allocate(40 * mb);
    expect(given).toEqual(['first']);
  });

  it('keep half a gigabyte, or twice what the largest has', () => {
    const { lend, given } = guardOf(4096);
    lend('first', 200 * mb);
    lend('second', 200 * mb);
    lend('third', 100 * mb);
    expect(given).toEqual([]);
    lend('fourth', 100 * mb);
    expect(given).toEqual(['first']);
    lend('fifth', 600 * mb);
    expect(given).toEqual(['first']);
    lend('sixth', 600 * mb);
    expect(given).toEqual(['first', 'second', 'third', 'fourth']);
  });
});
