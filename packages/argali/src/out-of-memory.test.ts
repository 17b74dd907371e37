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
  expect(await lossIn(megabytes, {})).toBe(loss);
});

/** Runs `f` with room for so many more blocks. */
async function withBlocks<T>(blocks: number, f: () => Promise<T>): Promise<T> {
  const wasm = allocator();
  const { _malloc: allocate } = wasm;
  let left = blocks;
  // No block has 4 GB.
  wasm._malloc = (bytes) => allocate(left-- > 0 ? bytes : 2 ** 32);
  try {
    return await f();
  } finally {
    wasm._malloc = allocate;
  }
}

const layers: Record<string, [make: () => argali.Layer, inputShape: number[]]> = {
  Conv2D: [() => new argali.Conv2D({ filters: 8, kernelSize: 3, activation: 'gelu' }), [6, 6, 8]],
  Conv2DTranspose: [() => new argali.Conv2DTranspose({ filters: 3, kernelSize: 2, strides: 2 }), [3, 3, 2]],
  DepthwiseConv2D: [() => new argali.DepthwiseConv2D({ kernelSize: 3 }), [5, 5, 3]],
  MaxPooling2D: [() => new argali.MaxPooling2D(), [4, 4, 3]],
  BatchNormalization: [() => new argali.BatchNormalization(), [4, 3]],
  LayerNormalization: [() => new argali.LayerNormalization(), [4, 3]],
  GroupNormalization: [() => new argali.GroupNormalization({ groups: 2 }), [4, 4]],
  LSTM: [() => new argali.LSTM({ units: 3, returnSequences: true }), [4, 3]],
  GRU: [() => new argali.GRU({ units: 3, dropout: 0.3 }), [4, 3]],
  Bidirectional: [() => new argali.Bidirectional({ layer: new argali.SimpleRNN({ units: 2 }) }), [4, 3]],
  Dropout: [() => new argali.Dropout({ rate: 0.5 }), [7]],
  PReLU: [() => new argali.PReLU(), [7]],
};

it.each(Object.entries(layers))('a step with %s that fails on the way leaves nothing behind', async (_, given) => {
  const [make, inputShape] = given;
  const inputs = argali.Input({ shape: inputShape });
  const features = new argali.Flatten().apply(make().apply(inputs));
  const model = new argali.Model({
    inputs,
    outputs: new argali.Dense({ units: 3, activation: 'softmax' }).apply(features),
  });
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  const [xs, ys] = [tf.randomNormal([2, ...inputShape]), tf.tensor1d([0, 2], 'int32')];
  await model.trainOnBatch(xs, ys);
  const before = tf.memory();
  for (let blocks = 0, fails = true; fails; blocks++) {
    fails = await withBlocks(blocks, async () => {
      try {
        await model.trainOnBatch(xs, ys);
        return false;
      } catch (error) {
        expect((error as Error).message).toMatch(outOfMemory);
        return true;
      }
    });
    expect(tf.memory()).toEqual(before);
  }
  expect(Number.isFinite((await model.trainOnBatch(xs, ys)).loss)).toBe(true);
  model.dispose();
  tf.dispose([xs, ys]);
});
