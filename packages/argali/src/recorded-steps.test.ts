import * as tf from '@tensorflow/tfjs-core';
import {
  Adam,
  BatchNormalization,
  Bidirectional,
  Concatenate,
  Conv2D,
  Dense,
  Dropout,
  EarlyStopping,
  Embedding,
  Flatten,
  GlobalAveragePooling1D,
  GroupNormalization,
  GRU,
  Input,
  Lambda,
  LambdaCallback,
  Layer,
  LayerNormalization,
  losses,
  LSTM,
  MaxPooling2D,
  Model,
  MultiHeadAttention,
  PReLU,
  Sequential,
  setBackend,
  setRandomSeed,
  setWarningHandler,
  SGD,
  SpatialDropout1D,
  type CompileConfig,
  type FitOptions,
  type SymbolicTensor,
} from './index.ts';
import { dispatches } from './testing/dispatches.ts';

const warnings: string[] = [];

beforeAll(async () => {
  await setBackend('wasm');
  setWarningHandler((message) => warnings.push(message));
});

beforeEach(() => {
  warnings.length = 0;
});

afterAll(() => setWarningHandler(null));

interface Problem {
  make: () => Model;
  /** Shape of one sample; `int` samples are numbers below 20. */
  shape: number[];
  int?: boolean;
  /** Shape of one sample's labels. Default: a single one. */
  labels?: number[];
  /** Default: true. */
  isRecorded?: boolean;
  compile?: () => CompileConfig;
  fit?: () => FitOptions;
}

const classify = (): Dense => new Dense({ units: 3, activation: 'softmax' });

const problems: Record<string, Problem> = {
  'a perceptron': {
    make: () => new Sequential([new Dense({ units: 8, activation: 'relu', kernelRegularizer: 'l2' }), classify()]),
    shape: [5],
  },
  'a convolutional network with batch normalisation': {
    make: () =>
      new Sequential([
        new Conv2D({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' }),
        new BatchNormalization(),
        new MaxPooling2D({ poolSize: 2 }),
        new Flatten(),
        classify(),
      ]),
    shape: [8, 8, 2],
  },
  'a network with dropout': {
    make: () => new Sequential([new Dense({ units: 8, activation: 'gelu' }), new Dropout({ rate: 0.4 }), classify()]),
    shape: [5],
  },
  'a recurrent network': {
    make: () => new Sequential([new LSTM({ units: 4, returnSequences: true }), new GRU({ units: 4 }), classify()]),
    shape: [6, 3],
  },
  'an embedding': {
    make: () => new Sequential([new Embedding({ inputDim: 20, outputDim: 4 }), new LSTM({ units: 4 }), classify()]),
    shape: [6],
    int: true,
  },
  'group normalisation and log-probabilities': {
    make: () =>
      new Sequential([
        new Conv2D({ filters: 4, kernelSize: 3, strides: 2 }),
        new GroupNormalization({ groups: 2 }),
        new Flatten(),
        new Dense({ units: 3, activation: 'logSoftmax' }),
      ]),
    shape: [7, 7, 2],
    compile: () => ({ loss: new losses.SparseCategoricalCrossentropy({ fromLogits: true }) }),
  },
  'masked sequences': {
    make: () =>
      new Sequential([
        new Embedding({ inputDim: 20, outputDim: 4, maskZero: true }),
        new LSTM({ units: 4 }),
        classify(),
      ]),
    shape: [6],
    int: true,
  },
  'a loss for each step that is not masked': {
    make: () => new Sequential([new Embedding({ inputDim: 20, outputDim: 4, maskZero: true }), classify()]),
    shape: [6],
    int: true,
    labels: [6],
    compile: () => ({ metrics: ['accuracy'] }),
  },
  'labels that have to be aligned': {
    make: () => new Sequential([new GRU({ units: 4, returnSequences: true }), new Dense({ units: 4 })]),
    shape: [7, 3],
    labels: [2],
    compile: () => ({ loss: 'ctc' }),
  },
  'masks that are joined, cut and chosen by': {
    make: () => {
      const words = Input({ shape: [6], dtype: 'int32' });
      const [first, second] = [1, 2].map(() =>
        new Embedding({ inputDim: 20, outputDim: 4, maskZero: true }).apply(words),
      ) as [SymbolicTensor, SymbolicTensor];
      const joined = new Concatenate({ axis: 1 }).apply([first, second]);
      const lstm = new LSTM({ units: 4, activation: 'relu', returnSequences: true, zeroOutputForMask: true });
      const beside = new Concatenate().apply([first, second]);
      const outputs = new Concatenate().apply([
        new GlobalAveragePooling1D().apply(lstm.apply(joined)),
        new Bidirectional({ layer: new GRU({ units: 3 }) }).apply(beside),
      ]);
      return new Model({ inputs: words, outputs: classify().apply(outputs) });
    },
    shape: [6],
    int: true,
  },
  'functions with cases': {
    make: () =>
      new Sequential([
        new Dense({ units: 6, activation: 'selu' }),
        new PReLU(),
        new SpatialDropout1D({ rate: 0.2 }),
        new Flatten(),
        new Dense({ units: 1, activation: 'leakyRelu' }),
      ]),
    shape: [4, 3],
    compile: () => ({ loss: 'huber' }),
  },
  'a transformer block': {
    make: () => {
      const inputs = Input({ shape: [6, 8] });
      const attended = new MultiHeadAttention({ numHeads: 2, keyDim: 4 }).apply([inputs, inputs]);
      const outputs = classify().apply(new Flatten().apply(new LayerNormalization().apply(attended)));
      return new Model({ inputs, outputs });
    },
    shape: [6, 8],
  },
  'sample weights, metrics and validation': {
    make: () => new Sequential([new Dense({ units: 8, activation: 'tanh' }), classify()]),
    shape: [5],
    compile: () => ({ metrics: ['accuracy'], weightedMetrics: ['accuracy'] }),
    fit: () => ({ classWeight: { 0: 1, 1: 2, 2: 0.5 }, validationSplit: 0.25 }),
  },
  'accumulated, clipped and averaged gradients': {
    make: () => new Sequential([new Dense({ units: 8, activation: 'tanh' }), classify()]),
    shape: [5],
    compile: () => ({
      optimizer: new Adam({
        gradientAccumulationSteps: 2,
        globalClipnorm: 0.5,
        useEma: true,
        emaOverwriteFrequency: 3,
      }),
    }),
  },
  'early stopping and a changing learning rate': {
    make: () => new Sequential([new Dense({ units: 8, activation: 'tanh' }), classify()]),
    shape: [5],
    compile: () => ({ optimizer: new SGD({ learningRate: 0.1, momentum: 0.9 }) }),
    fit: () => ({
      callbacks: [
        new EarlyStopping({ monitor: 'loss', patience: 1, restoreBestWeights: true }),
        new LambdaCallback({
          onEpochEnd: (epoch) => {
            if (epoch === 1) current.optimizer.learningRate = 5;
          },
        }),
      ],
    }),
  },
};

/** The model in training, for callbacks. */
let current: Model;

/** Trains on 22 samples in batches of 8, 8 and 6; returns everything that the run gives. */
async function train(
  { make, shape, int = false, labels = [], compile, fit }: Problem,
  eagerly: boolean,
): Promise<unknown> {
  setRandomSeed(11);
  const x = int
    ? tf.randomUniform([22, ...shape], 0, 20, 'int32', 5)
    : tf.randomUniform([22, ...shape], -1, 1, 'float32', 5);
  const y = tf.randomUniform([22, ...labels], 0, 3, 'int32', 6);
  current = make();
  current.compile({ loss: 'sparseCategoricalCrossentropy', optimizer: 'adam', ...compile?.(), runEagerly: eagerly });
  const { history } = await current.fit(x, y, { batchSize: 8, epochs: 4, verbose: 0, ...fit?.() });
  const weights = current.weights.map(({ value }) => value.dataSync());
  current.dispose();
  tf.dispose([x, y]);
  return { history, weights };
}

describe.each(Object.entries(problems))('%s', (_, problem) => {
  it('trains to the same numbers by recorded steps, and leaves nothing behind', async () => {
    const eager = await train(problem, true);
    const before = tf.memory();
    const recorded = await train(problem, false);
    expect(recorded).toEqual(eager);
    const { numTensors, numDataBuffers } = tf.memory();
    expect([numTensors, numDataBuffers]).toEqual([before.numTensors, before.numDataBuffers]);
  });

  it(problem.isRecorded === false ? 'is not recorded' : 'runs fewer kernels by far', async () => {
    const eager = await dispatches(() => train(problem, true));
    const recorded = await dispatches(() => train(problem, false));
    if (problem.isRecorded === false) expect(recorded).toBe(eager);
    else expect(recorded).toBeLessThan(0.85 * eager);
  });
});

/** Multiplies by a number that changes from call to call. */
class Growing extends Layer {
  static override readonly className: string = 'Growing';
  #factor = 0;

  override call(inputs: tf.Tensor): tf.Tensor {
    return tf.mul(inputs, ++this.#factor);
  }
}

describe('code of the caller', () => {
  const own: Record<string, Problem> = {
    'a layer': { make: () => new Sequential([new Growing({}), classify()]), shape: [5] },
    'a function in a layer': {
      make: () => new Sequential([new Lambda({ function: (x) => tf.mul(x, Math.random()) }), classify()]),
      shape: [5],
    },
    'an activation': {
      make: () => new Sequential([new Dense({ units: 3, activation: (x) => tf.sin(x) }), classify()]),
      shape: [5],
    },
    'a loss': {
      make: problems['a perceptron']?.make ?? (() => new Model()),
      shape: [5],
      compile: () => ({ loss: (_, yPred) => tf.mean(tf.square(yPred), -1) }),
    },
  };

  it.each(Object.entries(own))('%s runs in every step', async (_, problem) => {
    const automatic = await dispatches(() => train(problem, false));
    const eager = await dispatches(() => train(problem, true));
    expect(automatic).toBe(eager);
  });

  it('is recorded on request, with the numbers of that step', async () => {
    const problem = own['a layer'];
    if (!problem) throw new Error('there is no such problem');
    const eager = await dispatches(() => train(problem, true));
    const recorded = await dispatches(() => train({ ...problem, compile: () => ({ jitCompile: true }) }, false));
    expect(recorded).toBeLessThan(0.85 * eager);
  });
});

it('says why a step cannot be recorded, if it was asked to', async () => {
  class Reading extends Layer {
    override call(inputs: tf.Tensor): tf.Tensor {
      return tf.mul(inputs, inputs.dataSync()[0] ?? 0);
    }
  }
  await train(
    { make: () => new Sequential([new Reading({}), classify()]), shape: [5], compile: () => ({ jitCompile: true }) },
    false,
  );
  expect(warnings).toEqual([expect.stringContaining('a step cannot be recorded: values were read in the step')]);
});

it('names the layer when an index turns out too large in a step that is repeated', async () => {
  const model = new Sequential([
    new Embedding({ inputDim: 20, outputDim: 4, name: 'words' }),
    new Flatten(),
    classify(),
  ]);
  model.compile({ loss: 'sparseCategoricalCrossentropy' });
  const batches = function* (): Generator<[tf.Tensor, tf.Tensor]> {
    for (const largest of [19, 19, 19, 19, 20])
      yield [tf.tensor([[0, 1, largest]], [1, 3], 'int32'), tf.tensor([1], [1], 'int32')];
  };
  await expect(model.fit(batches, { verbose: 0 })).rejects.toThrow(/Embedding "words".*20/);
  model.dispose();
});

it('records nothing while tfjs profiles', async () => {
  const problem = problems['a perceptron'];
  if (!problem) throw new Error('there is no such problem');
  const plain = await dispatches(() => train(problem, true));
  tf.engine().state.profiling = true;
  const profiled = await dispatches(() => train(problem, false)).finally(() => (tf.engine().state.profiling = false));
  expect(profiled).toBe(plain);
});

it.each([
  ['runEagerly', { runEagerly: 1 }],
  ['jitCompile', { jitCompile: 'yes' }],
])('%s is checked', (name, config) => {
  const model = new Sequential([classify()]);
  expect(() => model.compile(config as unknown as CompileConfig)).toThrow(`compile: expected \`${name}\` to be one of`);
});
