import * as argali from 'argali';
import { Add, ArgaliError, Dense, Input, Lambda, Layer, LSTM, Model, Sequential, tf } from 'argali';
import { useBackend } from './backends.ts';

type Class = new (...args: unknown[]) => Layer;

class Own extends Layer {
  static override readonly className = 'Own';
  override call(x: tf.Tensor): tf.Tensor {
    return x;
  }
}

const input = Input({ shape: [4] });

/** What nobody should give, and what is right in another place. */
const values: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  'a number': () => 3,
  NaN: () => NaN,
  'a string': () => 'x',
  'a boolean': () => true,
  'a bigint': () => 10n,
  'a symbol': () => Symbol('x'),
  'a function': () => () => 1,
  'a class': () => Dense,
  'an empty array': () => [],
  'an array of numbers': () => [1, 2],
  'an array of nothing': () => [undefined],
  'an array of null': () => [null],
  'a ragged array': () => [[[1], [2, 3]]],
  'an object': () => ({}),
  'an object without a prototype': () => Object.create(null) as unknown,
  'a map': () => new Map(),
  'a promise': () => Promise.resolve(1),
  'a layer': () => new Dense({ units: 2 }),
  'an array of layers': () => [new Dense({ units: 2 })],
  'a model': () => functional(),
  'a tensor': () => tf.ones([2, 4]),
  'a tensor of strings': () => tf.tensor(['a', 'b']),
  tensors: () => [tf.ones([2, 4]), tf.ones([2, 4])],
  'a tensor that is gone': () => gone(tf.ones([2, 4])),
  'a symbolic tensor': () => input,
  'symbolic tensors': () => [input, input],
  'both kinds of tensors': () => [input, tf.ones([2, 4])],
  'an empty name': () => ({ name: '' }),
  'a number for a name': () => ({ name: 5 }),
  'a string for a flag': () => ({ trainable: 'no' }),
  'a number for a type': () => ({ dtype: 5 }),
  'a number for a shape': () => ({ inputShape: 5 }),
  'a number for a regularizer': () => ({ activityRegularizer: 5 }),
};

function gone<T extends { dispose(): void }>(thing: T): T {
  thing.dispose();
  return thing;
}

/** `make`, which is run when first asked: by then there is a backend. */
function once<T>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}

function functional(): Model {
  return new Model({ inputs: input, outputs: new Dense({ units: 1 }).apply(input) });
}

function built(): Dense {
  const layer = new Dense({ units: 2 });
  layer.build([null, 4]);
  return layer;
}

const layerClasses = Object.entries<unknown>(argali).filter(
  (entry): entry is [string, Class] => typeof entry[1] === 'function' && entry[1].prototype instanceof Layer,
);

const layers: Readonly<Record<string, () => Layer>> = {
  'a layer': () => new Dense({ units: 2 }),
  'a built layer': built,
  'a layer of several inputs': () => new Add(),
  'a recurrent layer': () => new LSTM({ units: 2 }),
  'a function': () => new Lambda({ function: (x) => x }),
  "a caller's layer": () => new Own({}),
  'a sequential model': () => new Sequential([new Dense({ units: 2 })]),
  'a functional model': functional,
  'a model without layers': () => new Model(),
  'an empty sequential model': () => new Sequential(),
  'a layer that is gone': once(() => gone(built())),
  'a model that is gone': once(() => gone(functional())),
};

/** What `f` throws, if it is no error of ours. */
function rawError(f: () => unknown): string | null {
  try {
    tf.tidy(() => void f());
    return null;
  } catch (error) {
    return error instanceof ArgaliError ? null : String(error);
  }
}

/** The raw errors of `f` over all values, by the value's name. */
function rawErrors(f: (value: unknown) => unknown): Record<string, string> {
  const found = Object.entries(values).map(([name, make]) => [name, rawError(() => f(make()))] as const);
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** A method of something that says nothing of its types. */
function call(owner: unknown, method: string, ...args: unknown[]): unknown {
  return (owner as Record<string, (...args: unknown[]) => unknown>)[method]?.(...args);
}

describe('what is given in the wrong place gives an error that says so', () => {
  beforeAll(() => useBackend('cpu'));

  it.each(layerClasses)('new %s', (_, cls) => {
    expect(rawErrors((value) => new cls(value))).toEqual({});
  });

  it.each([Model, Sequential, Dense, Own])('$className.fromConfig', (cls) => {
    expect(rawErrors((value) => call(cls, 'fromConfig', value))).toEqual({});
  });

  const makers: Readonly<Record<string, (value: unknown) => unknown>> = {
    Input: (value) => Input(value as never),
    'the inputs of a model': (value) => new Model({ inputs: value as never, outputs: functional().outputs }),
    'the outputs of a model': (value) => new Model({ inputs: input, outputs: value as never }),
    'a layer of a sequential model': (value) => new Sequential([value as never]),
    'the layers of a sequential model': (value) => new Sequential({ layers: value as never }),
    'options of a sequential model': (value) => new Sequential([], value as never),
    'sequential.add': (value) => {
      new Sequential().add(value as never);
    },
    modelFromConfig: (value) => argali.modelFromConfig(value as never),
    cloneModel: (value) => argali.cloneModel(value as never),
    'options of cloneModel': (value) => argali.cloneModel(functional(), value ?? {}),
  };
  it.each(Object.entries(makers))('%s', (_, make) => {
    expect(rawErrors(make)).toEqual({});
  });

  describe.each(Object.entries(layers))('%s', (_, make) => {
    it.each(['apply', 'applyAll', 'build', 'ensureBuilt', 'setWeights', 'addLoss', 'getLayer'])('.%s', (method) => {
      expect(rawErrors((value) => call(make(), method, value))).toEqual({});
    });

    it('.apply with arguments', () => {
      const x = (): tf.Tensor => tf.ones([2, 4]);
      expect(rawErrors((args) => call(make(), 'apply', x(), args))).toEqual({});
      expect(rawErrors((mask) => call(make(), 'apply', x(), { mask }))).toEqual({});
      expect(rawErrors((initialState) => call(make(), 'apply', tf.ones([2, 4, 4]), { initialState }))).toEqual({});
    });

    it('.trainable', () => {
      expect(rawErrors((value) => Reflect.set(make(), 'trainable', value))).toEqual({});
    });

    it('methods and properties without arguments', () => {
      const methods = [
        'getWeights',
        'countParams',
        'getConfig',
        'regularizationLosses',
        'pop',
        'dispose',
        'resetMetrics',
      ];
      const getters = ['weights', 'trainableWeights', 'sublayers', 'layers', 'inputShape', 'outputShape', 'optimizer'];
      const errors = [
        ...methods.map((method) => rawError(() => call(make(), method))),
        ...getters.map((getter) => rawError(() => Reflect.get(make(), getter))),
      ];
      expect(errors.filter((error) => error !== null)).toEqual([]);
    });
  });

  it('names a layer or model that is gone', async () => {
    const [layer, model] = [gone(built()), functional()];
    const x = tf.ones([2, 4]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    model.dispose();
    for (const f of [
      () => layer.getWeights(),
      () => layer.setWeights([]),
      () => layer.apply(x),
      () => layer.build([null, 4]),
      () => model.getWeights(),
      () => model.predictOnBatch(x),
      () => model.compile({}),
    ])
      expect(f).toThrow(/^(Dense|Functional) ".*" has been disposed of$/);
    await expect(model.predict(x)).rejects.toThrow('has been disposed of');
    x.dispose();
  });
});
