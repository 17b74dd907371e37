import * as tf from '@tensorflow/tfjs-core';
import {
  Activation,
  activations,
  Adam,
  Add,
  BatchNormalization,
  Dense,
  Dropout,
  Embedding,
  Flatten,
  GaussianNoise,
  GlobalAveragePooling1D,
  Input,
  Layer,
  LeakyReLU,
  losses,
  LossScaleOptimizer,
  LSTM,
  Masking,
  Model,
  Optimizer,
  regularizers,
  Rescaling,
  Sequential,
  setBackend,
  setRandomSeed,
  setWarningHandler,
  SGD,
  SpectralNormalization,
  StringLookup,
  TextVectorization,
  type CallContext,
  type CompileConfig,
  type FitOptions,
  type Variable,
} from './index.ts';
import { dispatches } from './testing/dispatches.ts';

/*
 * What happens to a model while it trains: its settings change, its classes are the caller's, its steps fail. By recorded
 * steps it comes to the same numbers, to the last bit, as layer by layer.
 */

beforeAll(async () => {
  await setBackend('wasm');
  setWarningHandler(() => undefined);
});

afterAll(() => setWarningHandler(null));

interface Use {
  model: Model;
  compile?: CompileConfig;
  /** Shape of a sample. Default: `[3]`. */
  shape?: number[];
  fit?: FitOptions;
  /** Runs after each batch, counted from 1 over all epochs. */
  after?: (batch: number) => unknown;
}

/** Trains in 12 batches; returns the loss of each and the weights. */
async function train(make: () => Use, compile: CompileConfig = {}): Promise<unknown> {
  setRandomSeed(7);
  const { model, shape = [3], after, ...use } = make();
  model.compile({ optimizer: new Adam({ learningRate: 0.05 }), loss: 'mse', ...use.compile, ...compile });
  const x = tf.randomUniform([12, ...shape], -1, 1, 'float32', 1);
  const y = tf.randomUniform([12, 1], -1, 1, 'float32', 2);
  const seen: (number | undefined)[] = [];
  const onTrainBatchEnd = (_: number, logs: Record<string, number> = {}): void => {
    seen.push(logs['loss']);
    after?.(seen.length);
  };
  const callbacks = [{ onTrainBatchEnd }];
  try {
    await model.fit(x, y, { batchSize: 4, epochs: 4, shuffle: false, verbose: 0, ...use.fit, callbacks });
    return { seen, weights: model.weights.map(({ value }) => [...value.dataSync()]) };
  } finally {
    model.dispose();
    tf.dispose([x, y]);
  }
}

async function expectSame(make: () => Use, compile?: CompileConfig): Promise<void> {
  const eager = await train(make, { ...compile, runEagerly: true });
  const before = tf.memory().numTensors;
  expect(await train(make, compile)).toEqual(eager);
  expect(tf.memory().numTensors).toBe(before);
}

/** As JavaScript does, which knows no `readonly`. */
function write(object: object, values: object): void {
  Object.assign(object, values);
}

const stack = (...layers: Layer[]): Sequential =>
  new Sequential([new Dense({ units: 4, inputShape: [3] }), ...layers, new Dense({ units: 1 })]);

/** A model with the layer, which changes after the 5th batch and back after the 9th. */
function changing<L extends Layer>(layer: L, there: object, back: object): Use {
  const after = (batch: number): void => {
    if (batch % 4 === 1) write(layer, batch === 5 ? there : back);
  };
  return { model: stack(layer), after };
}

describe('what changes during fit', () => {
  const changes: Record<string, () => Use> = {
    'whether a BatchNormalization is trainable': () =>
      changing(new BatchNormalization({ momentum: 0.5 }), { trainable: false }, { trainable: true }),
    'whether the whole model is': () => {
      const model = stack(new BatchNormalization());
      return { model, after: (batch) => void (model.trainable = batch < 5) };
    },
    'the momentum of one': () =>
      changing(new BatchNormalization({ momentum: 0.5 }), { momentum: 0.1 }, { momentum: 0.9 }),
    'a bound of its renormalization': () => {
      const renormClipping: { rmax?: number } = {};
      const layer = new BatchNormalization({ renorm: true, renormClipping });
      return { model: stack(layer), after: (batch) => batch === 5 && write(renormClipping, { rmax: 0.9 }) };
    },
    'a rate of Dropout': () => changing(new Dropout({ rate: 0.5 }), { rate: 0.1 }, { rate: 0 }),
    'a deviation of noise': () => changing(new GaussianNoise({ stddev: 1 }), { stddev: 0.1 }, { stddev: 3 }),
    'an activation': () => changing(new Dense({ units: 3 }), { activation: tf.tanh }, { activation: tf.relu }),
    'an activation, to one that changes itself': () => {
      let factor = 1;
      return changing(new Dense({ units: 3 }), { activation: (x: tf.Tensor) => tf.mul(x, factor++) }, {});
    },
    'a slope': () => changing(new LeakyReLU(), { negativeSlope: 0.9 }, { negativeSlope: 0.2 }),
    'a scale': () => changing(new Rescaling({ scale: 2 }), { scale: 3 }, { scale: [1, 2, 3, 4] }),
    'an item of a list of scales': () => {
      const scale = [1, 2, 3, 4];
      return { model: stack(new Rescaling({ scale })), after: (batch) => void (scale[0] = batch) };
    },
    'the steps of SpectralNormalization': () =>
      changing(
        new SpectralNormalization({ layer: new Dense({ units: 4 }) }),
        { powerIterations: 3 },
        { powerIterations: 2 },
      ),
    'what is masked': () => {
      const masking = new Masking({ maskValue: 0 });
      const model = new Sequential([new Activation({ activation: 'relu', inputShape: [4, 2] }), masking, new LSTM({ units: 2 }), new Dense({ units: 1 })]); // prettier-ignore
      return { model, shape: [4, 2], after: (batch) => batch === 5 && write(masking, { maskValue: -1 }) };
    },
    'whether masks go on': () => {
      const through = new Activation({ activation: 'relu' });
      const model = new Sequential([new Masking({ inputShape: [4, 2] }), through, new LSTM({ units: 2 }), new Dense({ units: 1 })]); // prettier-ignore
      return { model, shape: [4, 2], after: (batch) => void (through.supportsMasking = batch % 3 === 0) };
    },
    'a regularizer': () => {
      const kernelRegularizer = new regularizers.L2({ l2: 0.1 });
      const model = stack(new Dense({ units: 3, kernelRegularizer }));
      return { model, after: (batch) => batch === 5 && write(kernelRegularizer, { l2: 1 }) };
    },
    'an activity regularizer': () => {
      const activityRegularizer = new regularizers.L1({ l1: 0.1 });
      const model = stack(new Dense({ units: 3, activityRegularizer }));
      return { model, after: (batch) => batch === 5 && write(activityRegularizer, { l1: 1 }) };
    },
    'a loss': () => {
      const loss = new losses.Huber({ delta: 0.1 });
      return { model: stack(), compile: { loss }, after: (batch) => batch === 5 && write(loss, { delta: 1 }) };
    },
    'a method': () => {
      const layer = new Dense({ units: 3 });
      let factor = 1;
      const call = (x: tf.Tensor): tf.Tensor => tf.mul(Dense.prototype.call.call(layer, x), factor++);
      return { model: stack(layer), after: (batch) => batch === 5 && write(layer, { call }) };
    },
    'the layers': () => {
      const model = stack();
      return { model, after: (batch) => batch === 5 && model.add(new Activation({ activation: 'tanh' })) };
    },
    'an argument of a call': () => {
      const inputs = Input({ shape: [3] });
      const args = { training: true };
      const outputs = new Dense({ units: 1 }).apply(new Dropout({ rate: 0.5 }).apply(inputs, args));
      return { model: new Model({ inputs, outputs }), after: (batch) => void (args.training = batch < 5) };
    },
    'where a random stream is': () => {
      const layer = new Dropout({ rate: 0.5, seed: 3 });
      const { seedGenerator } = layer as unknown as { seedGenerator: { step: number } };
      return { model: stack(layer), after: (batch) => batch % 5 === 0 && write(seedGenerator, { step: 0 }) };
    },
    'everything, all the time': () => {
      const layer = new Dropout({ rate: 0.5 });
      return { model: stack(layer), after: (batch) => write(layer, { rate: batch / 20 }) };
    },
  };

  it.each(Object.entries(changes))('takes effect in the next step: %s', (_, make) => expectSame(make));

  it('is recorded anew less and less often', async () => {
    const use = changes['everything, all the time'] as () => Use;
    const long = (): Use => ({ ...use(), fit: { epochs: 40 } });
    const eager = await dispatches(() => train(long, { runEagerly: true }));
    expect(await dispatches(() => train(long))).toBeGreaterThan(0.95 * eager);
  });

  it('does not keep steps from being recorded', async () => {
    const use = changes['a rate of Dropout'] as () => Use;
    const long = (): Use => ({ ...use(), fit: { epochs: 20 } });
    const eager = await dispatches(() => train(long, { runEagerly: true }));
    expect(await dispatches(() => train(long))).toBeLessThan(0.5 * eager);
  });
});

describe('random streams', () => {
  it.each([
    [1, 1],
    [2, 1],
    [2, 2],
    [3, 1],
  ])('with one seed stay apart where one is drawn from %d times a step and the other %d times', (first, second) =>
    expectSame(() => {
      const inputs = Input({ shape: [3] });
      const [one, other] = [0.5, 0.3].map((rate) => new Dropout({ rate, seed: 11 })) as [Dropout, Dropout];
      const parts = [...Array<Dropout>(first).fill(one), ...Array<Dropout>(second).fill(other)];
      const sum = new Add().apply(parts.map((layer) => layer.apply(inputs)));
      return { model: new Model({ inputs, outputs: new Dense({ units: 1 }).apply(sum) }) };
    }),
  );
});

/** Multiplies by a number that changes from call to call. */
function growing(): (x: tf.Tensor) => tf.Tensor {
  let factor = 0;
  return (x) => tf.mul(x, 1 + 0.1 * ++factor);
}

describe('code of the caller under a name of the library’s', () => {
  const LibraryDense = Dense;
  const uses: Record<string, () => Use> = {
    'a layer': () => {
      const grow = growing();
      class Dense extends LibraryDense {
        override call(x: tf.Tensor): tf.Tensor {
          return grow(super.call(x));
        }
      }
      return { model: stack(new Dense({ units: 3 })) };
    },
    'a layer that says the name': () => {
      const grow = growing();
      class Mine extends Layer {
        static override readonly className: string = 'GaussianNoise';
        override call(x: tf.Tensor, { training }: CallContext): tf.Tensor {
          return training ? grow(x) : x;
        }
      }
      return { model: stack(new Mine({})) };
    },
    'a model': () => {
      const grow = growing();
      class Functional extends Model {
        readonly dense: Layer = this.track(new Dense({ units: 1 }));
        override call(x: tf.Tensor): tf.Tensor {
          return grow(this.dense.apply(x));
        }
      }
      return { model: new Functional() };
    },
    'a sequence': () => {
      const grow = growing();
      const Library = Sequential;
      const Mine = class Sequential extends Library {
        override call(x: tf.Tensor): tf.Tensor {
          const [y = x] = [super.call(x)].flat();
          return grow(y);
        }
      };
      return { model: new Mine([new Dense({ units: 1, inputShape: [3] })]) };
    },
    'a loss': () => {
      const grow = growing();
      class MeanSquaredError extends losses.MeanSquaredError {
        static override readonly className: string = 'MeanSquaredError';
        override call(yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
          return grow(super.call(yTrue, yPred));
        }
      }
      return { model: stack(), compile: { loss: new MeanSquaredError() } };
    },
    'a regularizer': () => {
      const grow = growing();
      class L2 extends regularizers.L2 {
        static override readonly className: string = 'L2';
        override call(x: tf.Tensor): tf.Scalar {
          return grow(super.call(x)) as tf.Scalar;
        }
      }
      return { model: stack(new Dense({ units: 3, kernelRegularizer: new L2() })) };
    },
    'an activation': () => {
      const grow = growing();
      return { model: stack(new Dense({ units: 3, activation: function relu(x: tf.Tensor) { return grow(x); } })) }; // prettier-ignore
    },
    'an activation that is registered': () => {
      const name = `mine${Math.random()}`;
      activations.registerActivation(name, growing());
      return { model: stack(new Dense({ units: 3, activation: name as 'relu' })) };
    },
    'a method put before that of the class': () => {
      const grow = growing();
      const layer = new Dense({ units: 3 });
      layer.call = (x) => grow(LibraryDense.prototype.call.call(layer, x));
      return { model: stack(layer) };
    },
    'an accessor put before a field': () => {
      let rate = 0;
      const layer = new Dropout({ rate: 0.5 });
      Object.defineProperty(layer, 'rate', { get: () => (rate = (rate + 0.1) % 1) });
      return { model: stack(layer) };
    },
    'a scaled loss': () => ({
      model: stack(),
      compile: { optimizer: new LossScaleOptimizer({ innerOptimizer: 'sgd', dynamicGrowthSteps: 3 }) },
    }),
    'an optimizer that scales the loss': () => {
      const grow = growing();
      class Scaling extends SGD {
        override scaleLoss(loss: tf.Tensor): tf.Tensor {
          return grow(loss);
        }
      }
      return { model: stack(), compile: { optimizer: new Scaling() } };
    },
  };

  it.each(Object.entries(uses))('runs in every step: %s', (_, make) => expectSame(make));
});

describe('steps that fail', () => {
  /** Trains until a word is too large, and then goes on. */
  async function run(wrongAt: number, compile: CompileConfig): Promise<unknown> {
    setRandomSeed(7);
    const [words, numbers] = [Input({ shape: [3], dtype: 'int32' }), Input({ shape: [3] })];
    const normalized = new BatchNormalization({ momentum: 0.5 }).apply(new Dropout({ rate: 0.2 }).apply(numbers));
    const embedded = new Flatten().apply(new Embedding({ inputDim: 5, outputDim: 1 }).apply(words));
    const sum = new Add().apply([new BatchNormalization().apply(normalized), embedded]);
    const model = new Model({ inputs: [numbers, words], outputs: new Dense({ units: 1 }).apply(sum) });
    model.compile({ optimizer: 'sgd', loss: 'mse', ...compile });
    function* batches(wrong: number): Generator<{ x: tf.Tensor[]; y: tf.Tensor }> {
      for (let i = 0; i < 6; i++)
        yield {
          x: [tf.fill([2, 3], i), tf.tensor([[0, 1, i === wrong ? 5 : 4], [1, 2, 3]], [2, 3], 'int32')], // prettier-ignore
          y: tf.ones([2, 1]),
        };
    }
    const failing = model.fit(() => batches(wrongAt), { verbose: 0 });
    await expect(failing).rejects.toThrow(/Embedding "embedding.*Received: 5/s);
    const atOnce = model.weights.map(({ value }) => [...value.dataSync()]);
    const { history } = await model.fit(() => batches(-1), { epochs: 2, verbose: 0 });
    const weights = model.weights.map(({ value }) => [...value.dataSync()]);
    model.dispose();
    return { atOnce, history, weights };
  }

  it.each([0, 1, 2, 4])('leave what they leave layer by layer: batch %d', async (wrongAt) => {
    expect(await run(wrongAt, {})).toEqual(await run(wrongAt, { runEagerly: true }));
  });
});

describe('variables that move', () => {
  class Moving extends Optimizer {
    constructor() {
      super({ learningRate: 0.01 });
    }
    protected override updateStep(gradient: tf.Tensor, { value }: Variable, rate: number): void {
      value.assign(tf.sub(value, tf.mul(gradient, rate)));
    }
  }
  const long = (optimizer: () => CompileConfig['optimizer']) => (): Use => ({
    model: stack(),
    compile: { optimizer: optimizer() as Optimizer },
    fit: { epochs: 20 },
  });

  it.each<[string, () => CompileConfig['optimizer'], number]>([
    ['an optimizer of tf.train, which brings them back', () => tf.train.adam(0.01), 0.85],
    ['an optimizer of the caller’s', () => new Moving(), 1.02],
  ])('by %s', async (_, optimizer, most) => {
    const make = long(optimizer);
    await expectSame(make);
    const eager = await dispatches(() => train(make, { runEagerly: true }));
    expect(await dispatches(() => train(make))).toBeLessThan(most * eager);
  });
});

describe('strings', () => {
  const words = 'abcde'.split('');
  const models: Record<string, () => Model> = {
    'that are looked up': () => {
      const inputs = Input({ shape: [1], dtype: 'string' });
      const hot = new StringLookup({ vocabulary: words, outputMode: 'oneHot' }).apply(inputs);
      return new Model({ inputs, outputs: new Dense({ units: 1 }).apply(new Dropout({ rate: 0.3 }).apply(hot)) });
    },
    'that are cut up': () => {
      const inputs = Input({ shape: [1], dtype: 'string' });
      const ids = new TextVectorization({ vocabulary: words, outputSequenceLength: 2 }).apply(inputs);
      const embedded = new Embedding({ inputDim: 7, outputDim: 3 }).apply(ids);
      return new Model({
        inputs,
        outputs: new Dense({ units: 1 }).apply(new GlobalAveragePooling1D().apply(embedded)),
      });
    },
  };

  it.each(Object.entries(models))('%s can be trained on', async (_, make) => {
    const run = async (compile: CompileConfig): Promise<unknown> => {
      setRandomSeed(2);
      const model = make();
      model.compile({ optimizer: 'sgd', loss: 'mse', ...compile });
      const x = tf.tensor2d(
        Array.from({ length: 12 }, (_, i) => [words[(i * 7) % 5] ?? '']),
        [12, 1],
        'string',
      );
      const y = tf.tidy(() => tf.reshape(tf.linspace(-1, 1, 12), [12, 1]));
      const { history } = await model.fit(x, y, { batchSize: 4, epochs: 3, verbose: 0 });
      const weights = model.weights.map(({ value }) => [...value.dataSync()]);
      model.dispose();
      tf.dispose([x, y]);
      return { history, weights };
    };
    const eager = await run({ runEagerly: true });
    expect(await run({})).toEqual(eager);
    expect(await run({ jitCompile: true })).toEqual(eager);
  });
});
