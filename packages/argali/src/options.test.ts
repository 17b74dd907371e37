import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { snakeCaseKey } from '@argali/core';
import * as argali from './index.ts';
import { optionObjects, type OptionObject } from './testing/option-objects.ts';

/** Types, and parameters by place, of data: what is in them is not an option. */
const data = new Set([
  'BoxedImageData',
  'Configurable',
  'ConfigurableClass',
  'LayerClass',
  'MetricState',
  'PairShapes',
  'RgbaImage',
  'RunParams',
  'SequenceRequest',
  'SerializedObject',
  'ShapedArray',
  'boundingBoxes.clipToImageSize[0]',
  'losses.circle.reference[2]',
  // An object of hooks is checked as LambdaCallback's is.
  ...['evaluate', 'fit', 'predict'].flatMap((method) => [1, 2].map((i) => `Model#${method}.callbacks[${i}]`)),
  'Variable.regularizer[1]',
  'Variable.constraint[1]',
  // See below.
  'registerTrainingKernels[0]',
]);

/** Objects whose methods take options, by class. */
const subjects: Record<string, () => unknown> = {
  Layer: () => new argali.Dense({ units: 1 }),
  LearningRateSearch: () =>
    argali.findLearningRate(compiledModel(), tf.ones([4, 1]), tf.ones([4, 1]), { steps: 2, batchSize: 2 }),
  Loss: () => new argali.MeanSquaredError(),
  LossScaleOptimizer: () => new argali.LossScaleOptimizer({ innerOptimizer: 'adam' }),
  Model: compiledModel,
  MultiOptimizer: () =>
    new argali.MultiOptimizer({ optimizerMap: new argali.OptimizerMap({ defaultOptimizer: 'sgd' }) }),
  Optimizer: () => new argali.Adam(),
};

function compiledModel(): argali.Model {
  const model = new argali.Sequential([new argali.Dense({ units: 1, inputShape: [1] })]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
}

/** An iterable of batches, after which come the options. */
const noBatches = new Set();

/** Arguments before the options, where it matters what they are. */
const before: Record<string, readonly unknown[]> = {
  'activationStatistics[2]': [compiledModel, [[1]]],
  'checkGradients[2]': [compiledModel, noBatches],
  'findLearningRate[2]': [compiledModel, noBatches],
  'gradientStatistics[2]': [compiledModel, noBatches],
  'Model#evaluate[1]': [noBatches],
  'Model#fit[1]': [noBatches],
};

type Callable = (...args: unknown[]) => unknown;

/** What calls the function, constructor or method with `options` in their place. */
async function callerOf({ path, index, isConstructor }: OptionObject): Promise<Callable> {
  const [place = '', method] = path.split('#');
  if (method !== undefined) {
    const subject = (await subjects[place]?.()) as Record<string, Callable>;
    return (options) => subject[method]?.(...argumentsBefore(path, index), options);
  }
  const [name = '', field] = place.split(/\.(?=[a-z]\w*$)/);
  const find = (keys: string): unknown =>
    keys.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], argali);
  const whole = find(place) as Callable | undefined;
  const target = whole ?? (find(name) as Callable);
  const wrap = (options: unknown): unknown => (whole === undefined ? { [field ?? '']: options } : options);
  if (isConstructor)
    return (options) => Reflect.construct(target, [...argumentsBefore(path, index), wrap(options)]) as object;
  return (options) => target(...argumentsBefore(path, index), wrap(options));
}

function argumentsBefore(path: string, index: number): unknown[] {
  const given = before[`${path}[${index}]`] ?? [];
  return Array.from({ length: index }, (_, i) => (given[i] === compiledModel ? compiledModel() : given[i]));
}

/** The error of a call, also of an async one. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return null;
}

/** How `call` with `options` is wrong: it has to throw an `ArgumentError`, of that message if one is given. */
async function complaint(call: Callable, options: unknown, message = ''): Promise<string[]> {
  const error = await errorOf(() => call(options));
  const isRight = error instanceof argali.ArgumentError && error.message.includes(message);
  return isRight ? [] : [`${JSON.stringify(options)}: ${String(error)}`];
}

const objects = optionObjects(data);
const everyKey = new Set(objects.flatMap(({ keys }) => keys));

beforeAll(() => tf.setBackend('cpu'));

it('finds the objects of options of the API in its types', () => {
  const paths = objects.map(({ path }) => path);
  for (const path of ['Dense', 'optimizers.SGD', 'losses.huber', 'Model#fit', 'padSequences', 'setBackend'])
    expect(paths).toContain(path);
  expect(objects.length).toBeGreaterThan(340);
});

describe.each(objects.map((object) => [`${object.path}[${object.index}]`, object] as const))('%s', (_, object) => {
  it('refuses a misspelt option, and names the nearest', async () => {
    const call = await callerOf(object);
    const wrong: string[] = [];
    for (const key of object.keys)
      for (const spelling of [`${key.slice(0, 1)}q${key.slice(1)}`, snakeCaseKey(key)])
        if (spelling !== key)
          wrong.push(...(await complaint(call, { [spelling]: 1 }, `'${spelling}'. Did you mean '${key}'?`)));
    expect(wrong).toEqual([]);
  });

  it('refuses the options of everything else', async () => {
    const call = await callerOf(object);
    const wrong: string[] = [];
    for (const key of everyKey) if (!object.keys.includes(key)) wrong.push(...(await complaint(call, { [key]: 1 })));
    expect(wrong).toEqual([]);
  });

  it('refuses what is no object of options', async () => {
    const call = await callerOf(object);
    const values: unknown[] = [0.1, 'adam', true, new Map(), tf.scalar(1)];
    if (!object.takesArrays) values.push([]);
    if (!object.takesNull) values.push(null);
    if (!object.isOptional) values.push(undefined);
    const wrong: string[] = [];
    for (const value of values) wrong.push(...(await complaint(call, value)));
    expect(wrong).toEqual([]);
  });
});

it('registerTrainingKernels, which has no errors of this family, refuses them too', () => {
  const options: object = { builds: 'simd' };
  expect(() => argali.registerTrainingKernels(options)).toThrow("there is no option 'builds'. Did you mean 'build'?");
});

describe('a class of the caller’s', () => {
  class Scaled extends argali.Dense {
    readonly factor: number;

    constructor(config: { factor?: number } & argali.DenseConfig) {
      super(config);
      this.factor = config.factor ?? 1;
    }
  }
  class Declared extends Scaled {
    static override readonly options: readonly string[] = ['factor'];
  }

  it('may take options of its own, but none in another spelling of what is known', () => {
    expect(new Scaled({ units: 1, factor: 2 }).factor).toBe(2);
    const options = { units: 1, use_bias: false };
    expect(() => new Scaled(options)).toThrow("Scaled: there is no option 'use_bias'. Did you mean 'useBias'?");
  });

  it('takes no others once it declares them', () => {
    expect(new Declared({ units: 1, factor: 2 }).factor).toBe(2);
    const options = { units: 1, factr: 2 };
    expect(() => new Declared(options)).toThrow("Declared: there is no option 'factr'. Did you mean 'factor'?");
  });
});
