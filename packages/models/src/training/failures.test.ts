import { setStepRecorder } from '@argali/core';
import { BatchNormalization, Conv2D, Dense, Dropout, Embedding, Flatten, GRU, MaxPooling2D } from '@argali/layers';
import { Adam } from '@argali/training';
import { recordKernels, registerTrainingKernels } from '@argali/wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { CallbackHooks } from '../callbacks/callback.ts';
import { Callback } from '../callbacks/callback.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest, silent } from '../testing/problems.ts';
import type { BatchData } from './data.ts';
import type { FitOptions } from './fit.ts';

beginEachTest();

const hooks = Object.getOwnPropertyNames(Callback.prototype).filter((name) => name.startsWith('on'));

/** Labels 0 and 1 for six images, or for six sentences. */
const y = [0, 1, 1, 0, 1, 0];

function images(runEagerly: boolean): { model: Sequential; x: tf.Tensor } {
  const model = new Sequential([
    new Conv2D({ filters: 2, kernelSize: 2, activation: 'gelu', inputShape: [4, 4, 1] }),
    new BatchNormalization(),
    new MaxPooling2D({ poolSize: 2 }),
    new Dropout({ rate: 0.2 }),
    new Flatten(),
    new Dense({ units: 2, activation: 'softmax', kernelRegularizer: 'l2', activityRegularizer: 'l1' }),
  ]);
  model.compile({
    optimizer: new Adam({ clipnorm: 1, useEma: true }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    runEagerly,
  });
  return { model, x: tf.randomNormal([6, 4, 4, 1], 0, 1, 'float32', 1) };
}

function sentences(runEagerly: boolean): { model: Sequential; x: tf.Tensor } {
  const model = new Sequential([
    new Embedding({ inputDim: 5, outputDim: 3, maskZero: true }),
    new GRU({ units: 2, dropout: 0.2 }),
    new Dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy', metrics: ['auc'], runEagerly });
  return { model, x: tf.tensor2d([1, 2, 3, 4, 0, 0, 2, 2, 0, 3, 1, 0, 4, 4, 4, 1, 0, 0], [6, 3], 'int32') };
}

/** Runs `f` with the kernel call of that number throwing; whether there was such a call. */
async function withFailure(number: number, f: () => Promise<unknown>): Promise<boolean> {
  const engine = tf.engine();
  const { runKernel } = engine;
  let calls = 0;
  engine.runKernel = ((...args: Parameters<typeof runKernel>) => {
    if (++calls === number) throw new Error('this kernel fails');
    return runKernel.apply(engine, args);
  }) as typeof runKernel;
  try {
    const run = f();
    await (calls >= number ? expect(run).rejects.toThrow('this kernel fails') : run.catch(() => undefined));
  } finally {
    Reflect.deleteProperty(engine, 'runKernel');
  }
  return calls >= number;
}

describe.each(['cpu', 'wasm'])('whatever fails on %s', (backend) => {
  beforeAll(async () => {
    await registerTrainingKernels();
    setStepRecorder('wasm', recordKernels);
    await tf.setBackend(backend);
  });

  it.each(hooks)('leaves nothing behind: the hook %s', async (hook) => {
    const { model, x } = images(false);
    const options: FitOptions = { epochs: 2, batchSize: 2, validationData: [x, y], ...silent };
    await model.fit(x, y, options);
    (await model.predict(x)).dispose();
    const before = tf.memory().numTensors;
    const callbacks = [{ [hook]: () => Promise.reject(new Error('no')) } as Partial<CallbackHooks>];
    const kind = /Test/.test(hook) ? 'evaluate' : /Predict/.test(hook) ? 'predict' : 'fit';
    if (kind === 'predict') await expect(model.predict(x, { callbacks })).rejects.toThrow('no');
    if (kind === 'evaluate') await expect(model.evaluate(x, y, { callbacks, ...silent })).rejects.toThrow('no');
    if (kind !== 'predict') await expect(model.fit(x, y, { ...options, callbacks })).rejects.toThrow('no');
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
    model.dispose();
  });

  it.each([
    ['images', images, false],
    ['images', images, true],
    ['sentences', sentences, true],
  ])('leaves nothing behind: any kernel in a run with %s', async (_, make, runEagerly) => {
    const { model, x } = make(runEagerly);
    // Steps are recorded in the second and repeated from the third on.
    const all: FitOptions = { batchSize: runEagerly ? 6 : 2, shuffle: false, ...silent };
    await model.fit(x, y, { ...all, validationData: [x, y] });
    const runs: (() => Promise<unknown>)[] = [
      () => model.fit(x, y, all),
      () => model.fit(x, y, { ...all, batchSize: 6, validationData: [x, y] }),
      () => model.trainOnBatch(x, y),
      () => model.testOnBatch(x, y),
      () => model.evaluate(x, y, silent),
      async () => tf.dispose(await model.predict(x, { batchSize: 4 })),
      () => Promise.resolve().then(() => tf.dispose(model.predictOnBatch(x))),
    ];
    for (const run of runs) {
      const before = tf.memory().numTensors;
      let number = 1;
      while (await withFailure(number, run)) {
        expect([number, tf.memory().numTensors]).toEqual([number, before]);
        number += 1;
      }
      expect(number).toBeGreaterThan(3);
      expect(tf.memory().numTensors).toBe(before);
    }
    x.dispose();
    model.dispose();
  });

  it('leaves nothing behind: labels that do not fit, and batches that are none', async () => {
    const { model, x } = images(true);
    await model.fit(x, y, silent);
    const before = tf.memory().numTensors;
    const wrong = [[[0, 1, 1]], [[1, 0, 0]]];
    for (let i = 0; i < 3; i++)
      await expect(
        model.fit(
          tf.tidy(() => x),
          wrong,
          silent,
        ),
      ).rejects.toThrow();
    const make: (() => unknown)[] = [
      () => [tf.ones([2, 4, 4, 1]), tf.ones([3])],
      () => [tf.ones([2, 4, 4, 1]), tf.ones([2]), tf.ones([1])],
      () => [tf.ones([2, 5]), tf.ones([2])],
      () => [tf.ones([2, 4, 4, 1]), { other: tf.ones([2]) }],
      () => tf.ones([2]),
      () => ({ x: tf.ones([0, 4, 4, 1]), y: tf.ones([0]) }),
      () => [],
      () => null,
    ];
    for (const [i, batch] of make.entries()) {
      const source = function* (): Generator<BatchData> {
        yield batch() as BatchData;
      };
      await expect(model.fit(source, silent)).rejects.toThrow();
      expect([i, tf.memory().numTensors]).toEqual([i, before]);
      await expect(model.evaluate(source, silent)).rejects.toThrow();
      expect([i, tf.memory().numTensors]).toEqual([i, before]);
    }
    x.dispose();
    model.dispose();
  });
});
