import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {
  Adam,
  AdamW,
  BatchNormalization,
  Dense,
  Dropout,
  EarlyStopping,
  GaussianNoise,
  Input,
  LayerNormalization,
  Model,
  PReLU,
  RMSprop,
  setBackend,
  setRandomSeed,
  setWarningHandler,
  SGD,
  SpectralNormalization,
  type BatchData,
  type BatchIterable,
  type CallbackLike,
  type FitOptions,
  type Layer,
  type ModelData,
  type Optimizer,
  type SymbolicTensor,
} from './index.ts';

/*
 * Random models in random uses of `fit`: data of every form that end where they like, validation, weights, and callbacks that
 * keep, set, read, toggle, evaluate, stop and fail. By recorded steps, layer by layer, and on cpu it comes to the same:
 * histories, weights, errors, what callbacks kept; and no tensor is left.
 */

/** A layer of the caller's, called like one of the library's, whose factor changes from call to call. */
class Scaling extends Dense {
  static override readonly className: string = 'Dense';
  factor = 1;
  override call(x: tf.Tensor): tf.Tensor {
    return tf.mul(super.call(x), (this.factor *= 1.01));
  }
}

const layers: readonly (() => Layer)[] = [
  () => new Dense({ units: 4, activation: 'tanh' }),
  () => new Dense({ units: 4, activation: 'relu', kernelRegularizer: 'l2' }),
  () => new Dense({ units: 4, activation: 'gelu', activityRegularizer: 'l2' }),
  () => new BatchNormalization({ momentum: 0.7 }),
  () => new BatchNormalization({ momentum: 0.8, center: false, scale: false }),
  () => new LayerNormalization(),
  () => new Dropout({ rate: 0.4 }),
  () => new Dropout({ rate: 0.3, seed: 7 }),
  () => new GaussianNoise({ stddev: 0.1, seed: 7 }),
  () => new SpectralNormalization({ layer: new Dense({ units: 4 }) }),
  () => new PReLU(),
  () => new Scaling({ units: 4 }),
];

// A gradient that is 0 but for rounding, as of a bias before a normalisation, would make full steps with a small epsilon.
const optimizers: readonly (() => Optimizer)[] = [
  () => new SGD({ learningRate: 0.02, momentum: 0.5 }),
  () => new Adam({ epsilon: 0.01 }),
  () => new RMSprop({ epsilon: 0.01 }),
  () => new AdamW({ epsilon: 0.01, clipnorm: 0.5 }),
];

const actions = ['keep', 'clone', 'set', 'scale', 'rate', 'freeze', 'thaw', 'drop', 'evaluate', 'predict', 'test', 'stop', 'fail', 'abort', 'evaluate beside'] as const; // prettier-ignore
const hooks = ['onTrainBatchBegin', 'onTrainBatchEnd', 'onEpochBegin', 'onEpochEnd', 'onTestBatchEnd'] as const;
const forms = ['arrays', 'tensors', 'function', 'iterator', 'set', 'async', 'failing'] as const;

const use = fc.record({
  layers: fc.array(fc.nat(layers.length - 1), { minLength: 1, maxLength: 4 }),
  outputs: fc.constantFrom(1, 1, 2),
  optimizer: fc.nat(optimizers.length - 1),
  loss: fc.constantFrom('meanSquaredError', 'huber', 'logCosh'),
  metrics: fc.boolean(),
  form: fc.constantFrom(...forms),
  samples: fc.integer({ min: 3, max: 11 }),
  batchSize: fc.integer({ min: 1, max: 5 }),
  epochs: fc.integer({ min: 1, max: 4 }),
  shuffle: fc.boolean(),
  validation: fc.constantFrom('none', 'split', 'arrays', 'function', 'iterator', 'split and arrays'),
  validationSteps: fc.constantFrom(null, null, 1, 2),
  stepsPerEpoch: fc.constantFrom(null, null, 1, 3),
  sampleWeight: fc.boolean(),
  stopping: fc.boolean(),
  /** What is done at which call of which hook. */
  callbacks: fc.array(
    fc.record({
      action: fc.constantFrom(...actions),
      hook: fc.constantFrom(...hooks),
      call: fc.nat(6),
      layer: fc.nat(3),
    }),
    { maxLength: 4 },
  ),
});
type Use = typeof use extends fc.Arbitrary<infer T> ? T : never;

type Rows = number[][];

/** Numbers without pattern, the same each time. */
function rows(count: number, width: number, phase: number): Rows {
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: width }, (_, j) => Math.sin(12.9898 * (i * width + j) + phase)),
  );
}

function makeModel({ layers: chosen, outputs, optimizer, loss, metrics }: Use, runEagerly: boolean): Model {
  const inputs = Input({ shape: [3] });
  const ends: SymbolicTensor[] = [];
  let x: SymbolicTensor = new Dense({ units: 4 }).apply(inputs);
  for (const index of chosen) x = (layers[index] ?? (() => new PReLU()))().apply(x);
  for (const name of ['a', 'b'].slice(0, outputs)) ends.push(new Dense({ units: 1, name }).apply(x));
  const model = new Model({ inputs, outputs: ends });
  const each = metrics ? ['mae', 'rootMeanSquaredError'] : [];
  const ofOutputs = outputs === 1 ? each : ends.map(() => each);
  model.compile({ optimizer: optimizers[optimizer]?.() ?? 'sgd', loss, metrics: ofOutputs as 'mae'[], runEagerly });
  return model;
}

const asTensor = (values: Rows): tf.Tensor => tf.tensor2d(values);

/** The batches of samples from `from` on; `make` makes what a batch holds. */
function* batchesOf(
  { batchSize, samples, outputs, form }: Use,
  make: (values: Rows) => ModelData,
): Generator<BatchData> {
  const [x, y] = [rows(samples, 3, 0), rows(samples, 1, 1)];
  for (let start = 0; start < samples; start += batchSize) {
    if (form === 'failing' && start > 3) throw new Error('no more batches');
    const part = (values: Rows): ModelData => make(values.slice(start, start + batchSize));
    yield [part(x), outputs === 1 ? part(y) : ([part(y), part(y)] as tf.Tensor[])];
  }
}

interface Data {
  args: [ModelData, ModelData] | [BatchIterable];
  /** Tensors of the caller's. */
  held: tf.Tensor[];
}

function dataOf(u: Use): Data {
  const { form, samples, outputs } = u;
  if (form === 'arrays' || form === 'tensors') {
    const held: tf.Tensor[] = [];
    const make = (values: Rows): ModelData => {
      if (form === 'arrays')
        return { data: Float32Array.from(values.flat()), shape: [values.length, values[0]?.length ?? 0] };
      const tensor = asTensor(values);
      held.push(tensor);
      return tensor;
    };
    const y = Array.from({ length: outputs }, () => make(rows(samples, 1, 1)));
    return { args: [make(rows(samples, 3, 0)), outputs === 1 ? (y[0] as ModelData) : (y as tf.Tensor[])], held };
  }
  if (form === 'set') {
    const kept = [...batchesOf(u, asTensor)];
    return { args: [new Set(kept)], held: (kept as unknown as tf.Tensor[][][]).flat(3) };
  }
  const plain = (): Generator<BatchData> => batchesOf(u, (values) => values);
  const once = async function* (): AsyncGenerator<BatchData> {
    await Promise.resolve();
    yield* batchesOf(u, asTensor);
  };
  const made: Record<string, BatchIterable> = { function: () => batchesOf(u, asTensor), iterator: plain(), async: once, failing: plain }; // prettier-ignore
  return { args: [made[form] ?? plain], held: [] };
}

function optionsOf(u: Use): FitOptions {
  const { form, samples, batchSize, outputs, epochs, shuffle, stepsPerEpoch, validation, validationSteps } = u;
  const isArrays = form === 'arrays' || form === 'tensors';
  const y = rows(4, 1, 2);
  const held: BatchData[] = [[rows(4, 3, 3), outputs === 1 ? y : ([y, y] as never)]];
  const data: Record<string, FitOptions['validationData']> = {
    arrays: held[0] as readonly [ModelData, ModelData],
    'split and arrays': held[0] as readonly [ModelData, ModelData],
    function: () => [...held, ...held].values(),
    iterator: [...held, ...held, ...held].values(),
  };
  return {
    batchSize,
    epochs,
    shuffle,
    stepsPerEpoch,
    validationSteps,
    verbose: 0,
    validationData: data[validation] ?? null,
    ...(isArrays && validation.startsWith('split') && { validationSplit: 0.4 }),
    ...(isArrays && u.sampleWeight && { sampleWeight: rows(samples, 1, 5).map(([v = 0]) => Math.abs(v)) }),
  };
}

interface Kept {
  tensors: tf.Tensor[];
  /** Their numbers when they were kept. */
  numbers: number[][];
}

const numbersOf = (tensors: readonly tf.Tensor[]): number[][] => tensors.map((tensor) => [...tensor.dataSync()]);

/** What callbacks do, and what comes of it. */
class Acts {
  readonly kept: Kept[] = [];
  readonly seen: unknown[] = [];
  readonly beside: Promise<unknown>[] = [];
  readonly controller: AbortController = new AbortController();
  readonly #model: Model;
  readonly #callbacks: Use['callbacks'];
  readonly #x: Rows = rows(3, 3, 7);
  readonly #y: ModelData;

  constructor(model: Model, { callbacks, outputs }: Use) {
    this.#model = model;
    this.#callbacks = callbacks;
    const y = rows(3, 1, 8);
    this.#y = outputs === 1 ? y : ([y, y] as never);
  }

  get callbacks(): CallbackLike[] {
    return this.#callbacks.map(({ action, hook, call, layer }) => {
      let calls = 0;
      return { [hook]: async () => (calls++ === call ? this.#act(action, layer) : undefined) };
    });
  }

  #keep(tensors: tf.Tensor[]): void {
    this.kept.push({ tensors, numbers: numbersOf(tensors) });
  }

  async #act(action: (typeof actions)[number], index: number): Promise<void> {
    const model = this.#model;
    const layer = model.layers[index % model.layers.length];
    const weight = model.weights[index % model.weights.length];
    switch (action) {
      case 'keep': {
        const { optimizer } = model;
        this.#keep([...model.getWeights(), ...(optimizer.built ? optimizer.getWeights() : [])]);
        return;
      }
      case 'clone': {
        this.#keep(model.weights.map(({ value }) => tf.clone(value)));
        return;
      }
      case 'set': {
        const values = model.weights.map(({ value }) => tf.tidy(() => tf.mul(value, 0.9)));
        model.setWeights(values);
        this.#keep(values);
        return;
      }
      case 'scale':
        tf.tidy(() => weight?.assign(tf.mul(weight.value, 0.5)));
        return;
      case 'rate':
        model.optimizer.learningRate = 0.003;
        return;
      case 'freeze':
      case 'thaw':
        if (layer) layer.trainable = action === 'thaw';
        return;
      case 'drop':
        for (const dropout of model.layers) if (dropout instanceof Dropout) (dropout as { rate: number }).rate = 0.6;
        return;
      case 'evaluate':
        this.seen.push(await model.evaluate(this.#x, this.#y, { verbose: 0, batchSize: 2 }));
        return;
      case 'evaluate beside':
        this.beside.push(model.evaluate(this.#x, this.#y, { verbose: 0, batchSize: 1 }).then(() => undefined));
        return;
      case 'predict': {
        this.#keep([await model.predict<tf.Tensor | tf.Tensor[]>(this.#x)].flat());
        return;
      }
      case 'test':
        this.seen.push(await model.testOnBatch(this.#x, this.#y));
        return;
      case 'stop':
        model.stopTraining = true;
        return;
      case 'fail':
        throw new Error('a callback fails');
      case 'abort': {
        this.controller.abort(new Error('aborted'));
        return;
      }
    }
  }
}

interface Outcome {
  error: string | null;
  history: unknown;
  weights: number[][];
  seen: unknown[];
  kept: number[][][];
  iterations: number;
}

/** Runs a use; everything that is left of it is disposed of. */
async function run(u: Use, runEagerly: boolean): Promise<Outcome> {
  setRandomSeed(5);
  const before = tf.memory().numTensors;
  const model = makeModel(u, runEagerly);
  const acts = new Acts(model, u);
  const { args, held } = dataOf(u);
  const heldThen = numbersOf(held);
  const callbacks = [...acts.callbacks, ...(u.stopping ? [new EarlyStopping({ monitor: 'loss', restoreBestWeights: true })] : [])]; // prettier-ignore
  const options = { ...optionsOf(u), callbacks, signal: acts.controller.signal };
  const fit = model.fit.bind(model) as (...given: unknown[]) => ReturnType<Model['fit']>;
  let [error, history]: [string | null, unknown] = [null, null];
  try {
    ({ history } = await fit(...args, options));
  } catch (thrown) {
    error = (thrown as Error).message;
  }
  await Promise.allSettled(acts.beside);
  // Nothing that anybody holds has changed.
  for (const { tensors, numbers } of acts.kept) expect(numbersOf(tensors)).toEqual(numbers);
  expect(numbersOf(held)).toEqual(heldThen);
  const outcome = {
    error,
    history,
    weights: numbersOf(model.weights.map(({ value }) => value)),
    seen: acts.seen,
    kept: acts.kept.map(({ numbers }) => numbers),
    iterations: model.optimizer.iterations,
  };
  tf.dispose([acts.kept.map(({ tensors }) => tensors), held]);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return outcome;
}

/** Equal but for rounding, which a few steps of training enlarge. */
function expectNear(actual: unknown, expected: unknown, path: string = 'outcome'): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const isNear = Object.is(actual, expected) || Math.abs(actual - expected) <= 2e-3 * Math.max(1, Math.abs(expected));
    if (!isNear) throw new Error(`${path}: ${actual} and ${expected}`);
  } else if (typeof expected === 'object' && expected !== null && typeof actual === 'object' && actual !== null) {
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(expected))
      expectNear((actual as Record<string, unknown>)[key], value, `${path}.${key}`);
  } else expect(actual).toEqual(expected);
}

beforeAll(() => setWarningHandler(() => undefined));
afterAll(() => setWarningHandler(null));

const runs = Number(process.env['FUZZ_RUNS'] ?? 60);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

it('random models come to the same in random uses of fit, recorded, eagerly and on cpu', async () => {
  await setBackend('cpu');
  await setBackend('wasm');
  await fc.assert(
    fc.asyncProperty(use, async (u) => {
      await setBackend('wasm');
      const eager = await run(u, true);
      expect(await run(u, false)).toEqual(eager);
      await setBackend('cpu');
      expectNear(await run(u, false), eager);
    }),
    { numRuns: runs, seed },
  );
}, 600_000);
