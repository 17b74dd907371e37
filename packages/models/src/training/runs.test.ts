import { setRandomSeed, setStepRecorder, setWarningHandler } from '@argali/core';
import { BatchNormalization, Dense, Flatten } from '@argali/layers';
import { MeanMetricWrapper, Metric, SGD, type MetricLike } from '@argali/training';
import { recordKernels, registerTrainingKernels } from '@argali/wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CallbackLike } from '../callbacks/callback.ts';
import type { CompileConfig } from '../compile/compile.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest, line, silent } from '../testing/problems.ts';
import type { BatchData, BatchIterable } from './data.ts';
import type { FitOptions } from './fit.ts';

beginEachTest();

let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  setWarningHandler((message) => warnings.push(message));
});
afterAll(() => setWarningHandler(null));

/** y = x, whose weight does not change: the loss of each sample is known. */
function identity(config: CompileConfig = {}): Sequential {
  const model = new Sequential([new Dense({ units: 1, kernelInitializer: 'ones', inputShape: [1] })]);
  model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'mse', ...config });
  return model;
}

const x = [[1], [2], [3], [4], [5]];
const y = [[0], [1], [0], [1], [1]];
// Squared errors: 1, 1, 9, 9, 16.

function expectClose(actual: number[] | undefined, expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(actual?.[i]).toBeCloseTo(value, 4));
}

/** Four batches of a sample: losses 1, 1, 9, 9. */
function* four(): Generator<BatchData> {
  for (let i = 0; i < 4; i++) yield [[x[i] ?? []], [y[i] ?? []]];
}
const restartable: [string, () => BatchIterable][] = [
  ['a function', () => four],
  ['an iterable', () => ({ [Symbol.iterator]: four })],
  ['a set', () => new Set(four())],
  ['a function of async batches', () => async function* () { await Promise.resolve(); yield* four(); }], // prettier-ignore
];

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await registerTrainingKernels();
    setStepRecorder('wasm', recordKernels);
    await tf.setBackend(backend);
  });

  describe('what is validated', () => {
    const run = async (options: FitOptions): Promise<Record<string, number[]>> => {
      const model = identity({ weightedMetrics: ['mae'] });
      const { history } = await model.fit(x, y, { shuffle: false, batchSize: 2, ...options, ...silent });
      model.dispose();
      return history;
    };
    const half = { validationSplit: 0.4 };
    const classWeight = { 0: 1, 1: 10 };
    const sampleWeight = [1, 2, 3, 4, 5];

    it('is not weighed by class, but by sample', async () => {
      const { loss, val_loss, val_mae } = await run({ ...half, classWeight });
      expectClose(loss, [(1 + 10 + 9) / 3]);
      expectClose(val_loss, [(9 + 16) / 2]);
      expectClose(val_mae, [3.5]);
      expectClose((await run({ ...half, sampleWeight }))['val_loss'], [(4 * 9 + 5 * 16) / 2]);
      expectClose((await run({ ...half, sampleWeight, classWeight }))['val_loss'], [58]);
    });

    it('is the data that are given, and then all samples train', async () => {
      const validationData = [x.slice(0, 1), y.slice(0, 1)] as const;
      const { loss, val_loss } = await run({ ...half, validationData, classWeight });
      expectClose(loss, [(1 + 10 + 9 + 90 + 160) / 5]);
      expectClose(val_loss, [1]);
      expectClose((await run({ validationData: [x, y, sampleWeight] }))['val_loss'], [(1 + 2 + 27 + 36 + 80) / 5]);
    });

    it('has so many steps', async () => {
      const steps = { validationSteps: 1, validationBatchSize: 1 };
      expectClose((await run({ ...half, ...steps }))['val_loss'], [9]);
      expectClose((await run({ validationData: [x, y], ...steps }))['val_loss'], [1]);
      expectClose((await run({ ...half, validationSteps: 1 }))['val_loss'], [12.5]);
    });

    it.each(restartable)('is the same after each epoch: %s', async (_, make) => {
      for (const [validationSteps, loss] of [
        [2, 1],
        [3, 11 / 3],
        [4, 5],
        [null, 5],
      ] as const)
        // prettier-ignore
        expectClose((await run({ epochs: 3, validationData: make(), validationSteps }))['val_loss'], [loss, loss, loss]);
      expect(warnings).toEqual([]);
      expectClose((await run({ validationData: make(), validationSteps: 5 }))['val_loss'], [5]);
      expect(warnings.join()).toMatch(/evaluation ran out of data after 4 batches; expected 5 steps/);
    });

    it('comes after the epochs that are asked for', async () => {
      const epochs = { epochs: 5, validationData: [x, y] as const };
      expect((await run({ ...epochs, validationFreq: 2 }))['val_loss']).toHaveLength(2);
      expect((await run({ ...epochs, validationFreq: [1, 4, 5] }))['val_loss']).toHaveLength(3);
    });
  });

  describe('data that end', () => {
    it.each(restartable)('begin anew where that can be: %s', async (_, make) => {
      const losses = async (epochs: number, stepsPerEpoch: number | null): Promise<number[] | undefined> => {
        const model = identity();
        const { history } = await model.fit(make(), { epochs, stepsPerEpoch, ...silent });
        model.dispose();
        return history['loss'];
      };
      expectClose(await losses(3, null), [5, 5, 5]);
      expectClose(await losses(3, 4), [5, 5, 5]);
      expectClose(await losses(4, 2), [1, 9, 1, 9]);
      expect(warnings).toEqual([]);
      expectClose(await losses(3, 3), [11 / 3, 9, 11 / 3]);
      expect(warnings.join()).toMatch(/epoch 2 ran out of data after 1 batches; expected 3 steps/);
    });

    it('end the training with a warning, never with a loss of 0', async () => {
      const model = identity();
      const { history, epoch } = await model.fit(four(), { epochs: 3, ...silent });
      expectClose(history['loss'], [5]);
      expect(epoch).toEqual([0]);
      expect(warnings.join()).toMatch(/the data have ended after 1 epochs of 3/);
      const validated = await model.fit(x, y, { epochs: 3, validationData: four(), ...silent });
      expectClose(validated.history['val_loss'], [5]);
      expect(validated.history['loss']).toHaveLength(3);
      expect(warnings.filter((warning) => /validation data have ended/.test(warning))).toHaveLength(2);
      expectClose([(await model.evaluate(four(), { steps: 9, ...silent })).loss], [5]);
      const predicted = await model.predict(four(), { steps: 9 });
      expect([...predicted.dataSync()]).toEqual([1, 2, 3, 4]);
      predicted.dispose();
      model.dispose();
    });

    it('before they have begun are an error', async () => {
      const model = identity();
      const none: BatchIterable[] = [[].values(), new Set<BatchData>(), function* () {}, async function* () {}]; // prettier-ignore
      const before = tf.memory().numTensors;
      for (const empty of none) {
        await expect(model.fit(empty, silent)).rejects.toThrow(/fit: expected at least one batch/);
        await expect(model.fit(x, y, { validationData: empty, ...silent })).rejects.toThrow(/validationData.*at least/);
        await expect(model.evaluate(empty, silent)).rejects.toThrow(/evaluate: expected at least one batch/);
        await expect(model.predict(empty, silent)).rejects.toThrow(/predict: expected at least one batch/);
      }
      expect(tf.memory().numTensors).toBe(before);
      await expect(model.fit((() => 3) as never, silent)).rejects.toThrow(
        /an iterator of batches. Received: it made 3/,
      );
      model.dispose();
    });

    it('keep their tensors in arrays and sets; what an iterator hands out is used up', async () => {
      const model = identity();
      const kept: [Tensor, Tensor][] = [1, 2].map((i) => [tf.fill([1, 1], i), tf.zeros([1, 1])]);
      expectClose((await model.fit(new Set(kept), { epochs: 2, ...silent })).history['loss'], [2.5, 2.5]);
      const [[first, zero] = []] = kept;
      if (first === undefined || zero === undefined) throw new Error('no batch');
      const same = function* (): Generator<BatchData> {
        for (let i = 0; i < 2; i++) yield [first, zero];
      };
      await expect(model.fit(same, silent)).rejects.toThrow(/a tensor that has been disposed of/);
      const both = function* (): Generator<BatchData> {
        const t = tf.ones([1, 1]);
        yield [t, t, tf.ones([1])];
      };
      expectClose((await model.fit(both, silent)).history['loss'], [0]);
      tf.dispose(kept);
      model.dispose();
    });
  });

  describe('iterators', () => {
    const closed: string[] = [];
    beforeEach(() => closed.splice(0));
    const endless = (name: string) =>
      function* (): Generator<BatchData> {
        try {
          for (;;) yield [tf.ones([1, 1]), tf.ones([1, 1])];
        } finally {
          closed.push(name);
        }
      };
    const stop: CallbackLike = {
      onTrainBatchEnd() {
        model.stopTraining = true;
      },
    };
    let model: Sequential;
    beforeEach(() => (model = identity()));
    afterEach(() => model.dispose());

    it('are closed at the end, however it comes', async () => {
      await model.fit(endless('steps'), { stepsPerEpoch: 2, epochs: 2, ...silent });
      await model.fit(endless('stop'), { callbacks: [stop], ...silent });
      await model.fit(endless('stop of an iterator')(), { callbacks: [stop], ...silent });
      const fail = { onTrainBatchEnd: () => Promise.reject(new Error('no')) };
      await expect(model.fit(endless('error'), { callbacks: [fail], ...silent })).rejects.toThrow('no');
      await model.fit(x, y, { validationData: endless('validation'), validationSteps: 1, epochs: 2, ...silent });
      await model.evaluate(endless('evaluate'), { steps: 1, ...silent });
      (await model.predict(endless('predict'), { steps: 1 })).dispose();
      expect(closed).toEqual(['steps', 'stop', 'stop of an iterator', 'error', 'validation', 'validation', 'evaluate', 'predict']); // prettier-ignore
      // The caller goes on with his own.
      const own = endless('own')();
      await model.fit(own, { stepsPerEpoch: 2, ...silent });
      await model.fit(own, { stepsPerEpoch: 2, ...silent });
      expect(closed).not.toContain('own');
    });

    it('do not keep a signal from ending the run', async () => {
      const before = tf.memory().numTensors;
      const after = (ms: number): AbortSignal => {
        const controller = new AbortController();
        setTimeout(() => controller.abort(new Error('too late')), ms);
        return controller.signal;
      };
      const never = async function* (): AsyncGenerator<BatchData> {
        yield await new Promise<BatchData>(() => undefined);
      };
      let late: (value: BatchData) => void = () => undefined;
      const slow = async function* (): AsyncGenerator<BatchData> {
        yield await new Promise<BatchData>((resolve) => (late = resolve));
      };
      await expect(model.fit(never, { signal: after(5), ...silent })).rejects.toThrow('too late');
      await expect(model.evaluate(never, { signal: after(5), ...silent })).rejects.toThrow('too late');
      await expect(model.predict(never, { signal: after(5) })).rejects.toThrow('too late');
      await expect(model.fit(endless('busy'), { signal: after(5), ...silent })).rejects.toThrow('too late');
      await expect(model.fit(slow, { signal: after(5), ...silent })).rejects.toThrow('too late');
      late([tf.ones([1, 1]), tf.ones([1, 1])]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(tf.memory().numTensors).toBe(before);
      expect(closed).toEqual(['busy']);
    });
  });

  describe('runs side by side', () => {
    const { x: many, y: labels } = line(60);
    const others = labels.map(([v = 0]) => [v + 10]);

    class Largest extends Metric {
      static override readonly className = 'Largest';
      value = 0;
      override updateState(yTrue: Tensor): void {
        this.value = Math.max(this.value, ...yTrue.dataSync());
      }
      override result(): Tensor {
        return tf.scalar(this.value);
      }
      override resetState(): void {
        this.value = 0;
      }
    }
    const make = (learningRate: number): Sequential => {
      const model = new Sequential([new Dense({ units: 1, inputShape: [2] })]);
      const metrics: MetricLike[] = ['mae', 'r2Score', new Largest({ name: 'largest' })];
      model.compile({ optimizer: new SGD({ learningRate }), loss: 'mse', metrics });
      return model;
    };

    it('have each their own numbers', async () => {
      const model = make(0);
      const apart = [await model.evaluate(many, labels, silent), await model.evaluate(many, others, silent)];
      expect(await Promise.all([model.evaluate(many, labels, silent), model.evaluate(many, others, silent)])).toEqual(
        apart,
      );
      const options = { epochs: 3, batchSize: 5, shuffle: false, ...silent };
      const { history: alone } = await model.fit(many, labels, options);
      const seen: unknown[] = [];
      const callbacks: CallbackLike[] = [
        {
          async onTrainBatchEnd(batch) {
            if (batch % 3 === 0) seen.push(await model.evaluate(many, others, { batchSize: 60, ...silent }));
            if (batch % 4 === 0) tf.dispose(await model.predict(many));
            if (batch % 5 === 0) await model.testOnBatch(many, labels);
          },
        },
      ];
      const [{ history }, second] = await Promise.all([
        model.fit(many, labels, { ...options, callbacks, validationData: [many, others] }),
        model.evaluate(many, labels, silent),
      ]);
      expect(history).toMatchObject(alone);
      expect(second).toEqual(apart[0]);
      expect(seen).toHaveLength(12);
      for (const logs of seen) expect(logs).toEqual(seen[0]);
      await expect(Promise.all([model.fit(many, labels, silent), model.fit(many, labels, silent)])).rejects.toThrow(
        /is being trained/,
      );
      model.dispose();
    });

    it('leave a stop that was asked for', async () => {
      const model = make(0.1);
      const { epoch } = await model.fit(many, labels, {
        epochs: 5,
        callbacks: [
          {
            async onEpochEnd() {
              model.stopTraining = true;
              await model.evaluate(many, labels, silent);
              tf.dispose(await model.predict(many));
            },
          },
        ],
        ...silent,
      });
      expect(epoch).toEqual([0]);
      const count = { onTestBatchEnd: () => void (model.stopEvaluating = true) };
      const first = await model.testOnBatch(many.slice(0, 32), labels.slice(0, 32));
      expect((await model.evaluate(many, labels, { callbacks: [count], ...silent })).loss).toBeCloseTo(first.loss, 5);
      const end = { onPredictBatchEnd: () => void (model.stopPredicting = true) };
      expect((await model.predict(many, { callbacks: [end] })).shape).toEqual([32, 1]);
      model.dispose();
    });

    it('train two models as one after the other', async () => {
      const weights = async (together: boolean): Promise<number[][]> => {
        setRandomSeed(3);
        const models = [make(0.1), make(0.1)];
        const run = (model: Sequential): Promise<unknown> =>
          model.fit(many, labels, { epochs: 3, shuffle: false, ...silent });
        if (together) await Promise.all(models.map(run));
        else for (const model of models) await run(model);
        return models.flatMap((model) => model.weights.map(({ value }) => [...value.dataSync()]));
      };
      expect(await weights(true)).toEqual(await weights(false));
    });
  });

  it('one batch has numbers of its own', async () => {
    const model = identity({
      metrics: ['mse', new MeanMetricWrapper({ fn: (a, b) => tf.abs(tf.sub(a, b)), name: 'off' })],
    });
    for (const method of ['trainOnBatch', 'testOnBatch'] as const)
      for (const [i, loss] of [1, 1, 9].entries())
        expect(await model[method]([x[i] ?? []], [y[i] ?? []])).toEqual({ loss, mse: loss, off: Math.sqrt(loss) });
    model.dispose();
  });

  describe('nothing to train', () => {
    it('is no reason to stop', async () => {
      const { x: points, y: values } = line(12);
      const frozen = new Sequential([new Dense({ units: 1, inputShape: [2] })]);
      frozen.trainable = false;
      frozen.compile({ optimizer: 'sgd', loss: 'mse' });
      const { loss } = await frozen.evaluate(points, values, silent);
      expectClose(
        (await frozen.fit(points, values, { epochs: 5, ...silent })).history['loss'],
        Array<number>(5).fill(loss),
      );
      expect(warnings).toEqual([expect.stringMatching(/does not have any trainable weights/)]);
      const empty = new Sequential([new Flatten({ inputShape: [2] })]);
      empty.compile({ optimizer: 'adam', loss: 'mse' });
      expect((await empty.trainOnBatch(points, points)).loss).toBe(0);
      frozen.dispose();
      empty.dispose();
    });

    it('does not keep statistics from moving', async () => {
      const { x: points } = line(12);
      const layer = new BatchNormalization({ center: false, scale: false, momentum: 0, inputShape: [2] });
      const model = new Sequential([layer]);
      model.compile({ optimizer: 'sgd', loss: 'mse' });
      for (let epochs = 1; epochs < 5; epochs++) {
        const moved = points.map(([a = 0, b = 0]) => [a + epochs, b]);
        await model.fit(moved, points, { batchSize: 12, epochs, shuffle: false, ...silent });
        const mean = moved.reduce((sum, [a = 0]) => sum + a / 12, 0);
        expect(layer.weights[0]?.value.dataSync()[0]).toBeCloseTo(mean, 5);
      }
      model.dispose();
    });
  });

  it('options that are null stand for their defaults', async () => {
    const model = identity();
    const none = { batchSize: null, validationBatchSize: null, stepsPerEpoch: null, validationSteps: null };
    const { history } = await model.fit(x, y, { ...none, validationSplit: 0.4, ...silent });
    expectClose(history['val_loss'], [12.5]);
    expectClose([(await model.evaluate(x, y, { batchSize: null, steps: null, ...silent })).loss], [36 / 5]);
    (await model.predict(x, { batchSize: null, steps: null })).dispose();
    for (const name of [
      'batchSize',
      'validationBatchSize',
      'stepsPerEpoch',
      'validationSteps',
      'validationFreq',
    ] as const)
      for (const value of [0, -1, 1.5, Number.NaN, '8' as never])
        await expect(model.fit(x, y, { validationSplit: 0.4, [name]: value, ...silent })).rejects.toThrow(
          new RegExp(`${name}.*positive integer`),
        );
    model.dispose();
  });

  it('predicts over very many batches', async () => {
    const model = identity();
    const before = tf.memory().numTensors;
    const count = 5_000;
    const batches = function* (): Generator<BatchData> {
      for (let i = 0; i < count; i++) yield [[[i]]];
    };
    const predicted = await model.predict(batches);
    expect([...predicted.dataSync()]).toEqual(Array.from({ length: count }, (_, i) => i));
    predicted.dispose();
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});
