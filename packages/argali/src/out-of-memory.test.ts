import * as tf from '@tensorflow/tfjs-core';
import * as argali from './index.ts';

// On the real heap of 4 GB, whose blocks take no memory of the machine before something is written into them.
const outOfMemory = /Out of WebAssembly memory: expected room for \d+ more bytes/;

interface Allocator {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

const allocator = (): Allocator => (tf.backend() as unknown as { wasm: Allocator }).wasm;

/** Takes all memory but so many megabytes. Returns a function that gives it back. */
function fillHeap(megabytes: number): () => void {
  const wasm = allocator();
  const left = megabytes === 0 ? null : wasm._malloc(megabytes * 2 ** 20);
  const blocks: number[] = [];
  for (let bytes = 2 ** 29; bytes >= 2 ** 18; bytes /= 2) {
    try {
      for (;;) blocks.push(wasm._malloc(bytes));
    } catch {
      // Smaller ones may still fit.
    }
  }
  if (left !== null) wasm._free(left);
  return () => blocks.splice(0).forEach((block) => wasm._free(block));
}

function network(options: Partial<argali.CompileConfig> = {}): argali.Sequential {
  const model = new argali.Sequential([
    new argali.Conv2D({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [64, 64, 8] }),
    new argali.BatchNormalization(),
    new argali.Activation({ activation: 'gelu' }),
    new argali.GlobalAveragePooling2D(),
    new argali.Dense({ units: 64, activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', ...options });
  return model;
}

const x = { data: Float32Array.from({ length: 8 * 64 * 64 * 8 }, (_, i) => Math.sin(i)), shape: [8, 64, 64, 8] };
const y = { data: Int32Array.from({ length: 8 }, (_, i) => i * 7), shape: [8] };

/** Batches of four sizes in turn, each four times: of each the second is noted, and the third repeats it. */
function* batches(): Generator<[tf.Tensor, tf.Tensor]> {
  for (let i = 0; i < 16; i++) {
    const size = 8 - (i % 4);
    const length = size * 64 * 64 * 8;
    yield [tf.tensor(x.data.slice(0, length), [size, 64, 64, 8]), tf.tensor(y.data.slice(0, size), [size], 'int32')];
  }
}

const predictionsOf = async (model: argali.Sequential): Promise<number[]> => {
  const predictions = await model.predict(x);
  const values = Array.from(predictions.dataSync());
  predictions.dispose();
  return values;
};

beforeAll(async () => {
  await argali.setBackend('wasm');
});

it('a full heap stops what needs memory, changes no other model, and is forgotten once there is room', async () => {
  const [model, other] = [network(), network()];
  await model.fit(x, y, { epochs: 3, batchSize: 4, verbose: 0 });
  await other.fit(x, y, { epochs: 1, batchSize: 4, verbose: 0 });
  const expected = await predictionsOf(other);
  const tensors = tf.memory().numTensors;

  const giveBack = fillHeap(0);
  await expect(model.fit(x, y, { epochs: 2, batchSize: 4, verbose: 0 })).rejects.toThrow(outOfMemory);
  await expect(model.evaluate(x, y, { verbose: 0 })).rejects.toThrow(outOfMemory);
  await expect(model.predict(x)).rejects.toThrow(outOfMemory);
  expect(() => tf.tidy(() => new argali.Dense({ units: 1024 }).apply(tf.zeros([1, 1024])))).toThrow(outOfMemory);
  giveBack();

  expect(tf.memory().numTensors).toBe(tensors);
  expect(await predictionsOf(other)).toEqual(expected);
  const { history } = await model.fit(x, y, { epochs: 2, batchSize: 4, verbose: 0 });
  expect(history['loss']?.every(Number.isFinite)).toBe(true);
  model.dispose();
  other.dispose();
});

it('what trains layer by layer trains recorded, in as little memory', async () => {
  const lossIn = async (megabytes: number, options: Partial<argali.CompileConfig>): Promise<number | undefined> => {
    argali.setRandomSeed(1);
    const model = network(options);
    const giveBack = fillHeap(megabytes);
    try {
      return (await model.fit(batches, { verbose: 0 })).history['loss']?.[0];
    } catch (error) {
      expect((error as Error).message).toMatch(outOfMemory);
      return undefined;
    } finally {
      giveBack();
      model.dispose();
    }
  };
  let megabytes = 0;
  let loss: number | undefined;
  while (loss === undefined) loss = await lossIn(++megabytes, { runEagerly: true });
  // The recordings of all sizes have 20 MB together.
  expect(megabytes).toBeLessThan(15);
  // A recording copies its inputs, which are 1 MB.
  expect(await lossIn(megabytes + 2, {})).toBe(loss);
});
