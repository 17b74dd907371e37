import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {
  Activation,
  ActivityRegularization,
  Add,
  AdditiveAttention,
  AlphaDropout,
  Attention,
  Average,
  AveragePooling1D,
  AveragePooling2D,
  BatchNormalization,
  Bidirectional,
  Concatenate,
  Conv1D,
  Conv2D,
  Conv2DTranspose,
  Dense,
  DepthwiseConv2D,
  Dropout,
  Embedding,
  Flatten,
  GaussianDropout,
  GaussianNoise,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GroupNormalization,
  GRU,
  Input,
  LayerNormalization,
  LSTM,
  Masking,
  Maximum,
  MaxPooling1D,
  MaxPooling2D,
  Minimum,
  Model,
  MultiHeadAttention,
  Multiply,
  PReLU,
  RMSNormalization,
  SeparableConv2D,
  setBackend,
  setRandomSeed,
  setWarningHandler,
  SimpleRNN,
  SpatialDropout1D,
  SpatialDropout2D,
  SpectralNormalization,
  TimeDistributed,
  UnitNormalization,
  UpSampling2D,
  ZeroPadding2D,
  type CompileConfig,
  type FitOptions,
  type SymbolicTensor,
} from './index.ts';

/*
 * Random models of built-in layers train to the same numbers, to the last bit, whether their steps are repeated from a
 * recording or computed layer by layer.
 */

type Part = (x: SymbolicTensor) => SymbolicTensor;
type Make = { apply(x: SymbolicTensor): SymbolicTensor };

const layer = (make: () => unknown): Part => (x) => (make() as Make).apply(x); // prettier-ignore
const ofTwo = (make: () => unknown): Part => (x) => (make() as { apply(x: SymbolicTensor[]): SymbolicTensor }).apply([x, x]); // prettier-ignore

const activations = ['relu', 'tanh', 'sigmoid', 'gelu', 'silu', 'elu', 'selu', 'softplus', 'mish', 'hardSwish', 'softmax', 'logSoftmax', 'leakyRelu'] as const; // prettier-ignore
const anyShape: Part[] = [
  ...activations.map((activation) => layer(() => new Dense({ units: 4, activation }))),
  layer(() => new Dense({ units: 4, kernelRegularizer: 'l1L2', biasRegularizer: 'l2', kernelConstraint: 'maxNorm' })),
  layer(() => new Dense({ units: 4, activityRegularizer: 'l2', useBias: false })),
  layer(() => new Activation({ activation: 'softsign' })),
  layer(() => new Dropout({ rate: 0.3 })),
  layer(() => new AlphaDropout({ rate: 0.2 })),
  layer(() => new GaussianNoise({ stddev: 0.1 })),
  layer(() => new GaussianDropout({ rate: 0.2 })),
  layer(() => new BatchNormalization()),
  layer(() => new LayerNormalization()),
  layer(() => new RMSNormalization()),
  layer(() => new UnitNormalization()),
  layer(() => new GroupNormalization({ groups: 2 })),
  layer(() => new PReLU()),
  layer(() => new BatchNormalization({ momentum: 0.5, renorm: true })),
  layer(() => new SpectralNormalization({ layer: new Dense({ units: 4 }) })),
  layer(() => new ActivityRegularization({ l1: 0.01, l2: 0.02 })),
];
const sequences: Part[] = [
  ...[0, 0.3].flatMap((dropout) => [
    layer(() => new LSTM({ units: 4, returnSequences: true, dropout })),
    layer(() => new GRU({ units: 4, returnSequences: true, recurrentDropout: dropout })),
  ]),
  layer(() => new SimpleRNN({ units: 4, returnSequences: true, goBackwards: true })),
  layer(() => new GRU({ units: 4, returnSequences: true, activation: 'relu', resetAfter: false })),
  layer(() => new Bidirectional({ layer: new LSTM({ units: 2, returnSequences: true }) })),
  layer(() => new Masking({ maskValue: 0 })),
  layer(() => new Conv1D({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' })),
  layer(() => new Conv1D({ filters: 4, kernelSize: 2, padding: 'causal', dilationRate: 2 })),
  layer(() => new MaxPooling1D({ poolSize: 2, strides: 1, padding: 'same' })),
  layer(() => new AveragePooling1D({ poolSize: 2, strides: 1, padding: 'same' })),
  layer(() => new SpatialDropout1D({ rate: 0.3 })),
  layer(() => new TimeDistributed({ layer: new Dense({ units: 4, activation: 'tanh' }) })),
  ofTwo(() => new MultiHeadAttention({ numHeads: 2, keyDim: 3, dropout: 0.2 })),
  ofTwo(() => new Attention()),
  ofTwo(() => new AdditiveAttention()),
];
const images: Part[] = [
  layer(() => new Conv2D({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' })),
  layer(() => new Conv2D({ filters: 8, kernelSize: 3, padding: 'same' })),
  layer(() => new Conv2D({ filters: 4, kernelSize: 2, strides: 2, padding: 'same', activation: 'tanh' })),
  layer(() => new DepthwiseConv2D({ kernelSize: 3, padding: 'same' })),
  layer(() => new SeparableConv2D({ filters: 4, kernelSize: 2, padding: 'same' })),
  layer(() => new Conv2DTranspose({ filters: 4, kernelSize: 2, padding: 'same' })),
  layer(() => new MaxPooling2D({ poolSize: 2, padding: 'same' })),
  layer(() => new AveragePooling2D({ poolSize: 2, strides: 1, padding: 'same' })),
  layer(() => new SpatialDropout2D({ rate: 0.3 })),
  layer(() => new UpSampling2D({ size: 2 })),
  layer(() => new ZeroPadding2D({ padding: 1 })),
];

interface Kind {
  shape: number[];
  int?: boolean;
  /** Shape of a sample's labels. Default: a single one. */
  labels?: number[];
  first?: Part[];
  parts: Part[];
  last: Part[];
}

const sequenceEnds: Part[] = [
  layer(() => new LSTM({ units: 4 })),
  layer(() => new Bidirectional({ layer: new GRU({ units: 3 }), mergeMode: 'sum' })),
  layer(() => new GlobalAveragePooling1D()),
  layer(() => new GlobalMaxPooling1D()),
  layer(() => new Flatten()),
];
const words: Kind = {
  shape: [5],
  int: true,
  first: [false, true].map((maskZero) => layer(() => new Embedding({ inputDim: 8, outputDim: 4, maskZero }))),
  parts: [...sequences, ...sequences, ...anyShape],
  last: sequenceEnds,
};
const kinds: Record<string, Kind> = {
  vectors: { shape: [4], parts: anyShape, last: [(x) => x] },
  sequences: { shape: [5, 4], parts: [...sequences, ...sequences, ...anyShape], last: sequenceEnds },
  words,
  'words with labels of their own': { ...words, labels: [5], last: [(x) => x] },
  images: {
    shape: [6, 6, 4],
    parts: [...images, ...images, ...anyShape],
    last: [
      layer(() => new Flatten()),
      layer(() => new GlobalAveragePooling2D()),
      layer(() => new GlobalMaxPooling2D()),
    ],
  },
};
const merges = [Add, Average, Maximum, Minimum, Multiply, Concatenate];
const optimizers = ['adam', 'adamw', 'adamax', 'nadam', 'rmsprop', 'adagrad', 'adadelta', 'adafactor', 'ftrl', 'lion', 'lamb', 'muon', 'sgd'] as const; // prettier-ignore
const losses = ['sparseCategoricalCrossentropy', 'categoricalCrossentropy', 'meanSquaredError', 'huber', 'logCosh', 'klDivergence', 'categoricalHinge', 'cosineSimilarity', 'binaryCrossentropy', 'categoricalFocalCrossentropy', 'poisson'] as const; // prettier-ignore

const problem = fc.record({
  kind: fc.constantFrom(...Object.keys(kinds)),
  first: fc.nat(),
  /** Which part comes next, and whether its result is merged with what it was given, and how. */
  parts: fc.array(fc.record({ part: fc.nat(), merge: fc.nat(17) }), { minLength: 1, maxLength: 4 }),
  last: fc.nat(),
  optimizer: fc.constantFrom(...optimizers),
  loss: fc.constantFrom(...losses),
  weighted: fc.boolean(),
});
type Problem = typeof problem extends fc.Arbitrary<infer T> ? T : never;

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

/** The result of a part beside what it was given, where their shapes allow it. */
function merged(x: SymbolicTensor, y: SymbolicTensor, merge: number): SymbolicTensor {
  const Merge = merges[merge];
  return Merge && String(x.shape) === String(y.shape) ? new Merge().apply([x, y]) : y;
}

function makeModel({ kind, first, parts, last }: Problem): Model {
  const { shape, int = false, first: begins, parts: known, last: ends } = kinds[kind] as Kind;
  const inputs = Input({ shape, dtype: int ? 'int32' : 'float32' });
  let x: SymbolicTensor = begins ? pick(begins, first)(inputs) : inputs;
  for (const { part, merge } of parts) x = merged(x, pick(known, part)(x), merge);
  return new Model({ inputs, outputs: new Dense({ units: 3, activation: 'softmax' }).apply(pick(ends, last)(x)) });
}

interface Data {
  x: tf.Tensor;
  y: tf.Tensor;
  sampleWeight: tf.Tensor;
}

/** 10 samples, many of their numbers 0. */
function dataFor({ kind, loss }: Problem): Data {
  const { shape, int = false, labels = [] } = kinds[kind] as Kind;
  return tf.tidy(() => {
    const classes = tf.randomUniform([10, ...labels], 0, 3, 'int32', 2);
    return {
      x: int
        ? tf.randomUniform([10, ...shape], 0, 8, 'int32', 1)
        : tf.relu(tf.randomUniform([10, ...shape], -0.3, 1, 'float32', 1)),
      y: loss.startsWith('sparse') ? classes : tf.cast(tf.oneHot(classes, 3), 'float32'),
      sampleWeight: tf.randomUniform([10], 0, 2, 'float32', 3),
    };
  });
}

/** What a callback does after a batch. */
const use = fc.record({
  batch: fc.nat(8),
  act: fc.constantFrom('keep', 'keep a part', 'set', 'freeze', 'thaw', 'rate', 'write', 'evaluate', 'predict'),
  /** Of what there is, which. */
  which: fc.nat(),
});
type Use = typeof use extends fc.Arbitrary<infer T> ? T : never;

/** Tensors that a caller keeps, and what they were. */
class Kept {
  readonly #tensors: { tensor: tf.Tensor; then: number[] }[] = [];

  add(...tensors: tf.Tensor[]): void {
    for (const tensor of tensors) this.#tensors.push({ tensor, then: [...tensor.dataSync()] });
  }

  /** Values of the shape of `weights`, if there are some. */
  like(weights: readonly tf.Tensor[]): tf.Tensor[] | null {
    const found = weights.map(({ shape }) =>
      this.#tensors.find(({ tensor }) => String(tensor.shape) === String(shape)),
    );
    return found.every((entry) => entry !== undefined) ? found.map(({ tensor }) => tensor) : null;
  }

  get changed(): boolean {
    return this.#tensors.some(({ tensor, then }) => String([...tensor.dataSync()]) !== String(then));
  }

  get values(): number[][] {
    return this.#tensors.map(({ then }) => then);
  }

  dispose(): void {
    for (const { tensor } of this.#tensors) tensor.dispose();
  }
}

/** A use of a model in training, as programs make of it. */
async function act({ act, which }: Use, model: Model, { kept, data }: { kept: Kept; data: Data }): Promise<void> {
  const layer = pick(model.layers, which) as unknown as { trainable: boolean; rate?: number; momentum?: number };
  const weight = pick(model.weights, which).value;
  if (act === 'keep') kept.add(...model.getWeights(), ...model.optimizer.getWeights());
  if (act === 'keep a part') kept.add(tf.clone(weight), tf.reshape(weight, [-1]));
  if (act === 'set') model.setWeights(kept.like(model.weights.map(({ value }) => value)) ?? model.weights.map(({ value }) => value)); // prettier-ignore
  if (act === 'freeze' || act === 'thaw') layer.trainable = act === 'thaw';
  if (act === 'rate') model.optimizer.learningRate = 0.001 * (1 + (which % 5));
  if (act === 'write' && layer.rate !== undefined) layer.rate = (which % 10) / 10;
  if (act === 'write' && layer.momentum !== undefined) layer.momentum = (which % 10) / 10;
  if (act === 'evaluate') kept.add(tf.tensor1d(Object.values(await model.evaluate(data.x, data.y, { verbose: 0 })))); // prettier-ignore
  if (act === 'predict') kept.add(await model.predict(data.x, { verbose: 0 }));
}

/** Trains in batches of 4, 4 and 2. */
async function train(problem: Problem, compile: CompileConfig, uses: readonly Use[] = []): Promise<unknown> {
  setRandomSeed(5);
  const data = dataFor(problem);
  const { x, y, sampleWeight } = data;
  const model = makeModel(problem);
  model.compile({ loss: problem.loss, optimizer: problem.optimizer, ...compile });
  const kept = new Kept();
  let batch = 0;
  const onTrainBatchEnd = async (): Promise<void> => {
    for (const use of uses) if (use.batch === batch) await act(use, model, { kept, data });
    batch++;
  };
  const callbacks = uses.length > 0 ? [{ onTrainBatchEnd }] : [];
  const options: FitOptions = {
    batchSize: 4,
    epochs: 3,
    verbose: 0,
    callbacks,
    ...(problem.weighted && { sampleWeight }),
  };
  const { history } = await model.fit(x, y, options);
  const weights = model.weights.map(({ value }) => Array.from(value.dataSync()));
  model.dispose();
  const { changed, values } = kept;
  kept.dispose();
  tf.dispose([x, y, sampleWeight]);
  return { history, weights, changed, values };
}

const warnings: string[] = [];

beforeAll(async () => {
  await setBackend('wasm');
  setWarningHandler((message) => warnings.push(message));
});

afterAll(() => setWarningHandler(null));

it('random models train to the same numbers by recorded steps', async () => {
  await fc.assert(
    fc.asyncProperty(problem, async (p) => {
      const eager = await train(p, { runEagerly: true });
      const before = tf.memory().numTensors;
      warnings.length = 0;
      const recorded = await train(p, { jitCompile: true });
      expect(recorded).toEqual(eager);
      // Some of these models have no finite loss, as where a whole row is masked before a mean.
      expect(warnings.filter((warning) => warning.includes('jitCompile'))).toEqual([]);
      expect(tf.memory().numTensors).toBe(before);
    }),
    { numRuns: 40, seed: 1 },
  );
}, 60_000);

it('random uses of models in training give the same numbers by recorded steps, and nothing that is kept changes', async () => {
  await fc.assert(
    fc.asyncProperty(problem, fc.array(use, { minLength: 1, maxLength: 8 }), async (p, uses) => {
      const eager = await train(p, { runEagerly: true }, uses);
      const before = tf.memory().numTensors;
      const recorded = await train(p, {}, uses);
      expect(recorded).toEqual(eager);
      expect(recorded).toHaveProperty('changed', false);
      expect(tf.memory().numTensors).toBe(before);
    }),
    { numRuns: 40, seed: 2 },
  );
}, 120_000);
