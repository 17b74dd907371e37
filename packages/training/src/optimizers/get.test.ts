import { ArgumentError, UnknownNameError, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { getOptimizer, optimizerRegistry, serializeOptimizer } from './get.ts';
import { Adam, LossScaleOptimizer, MultiOptimizer, Optimizer, OptimizerMap, SGD, TfjsOptimizer } from './index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function variable(path: string, value = 1): Variable {
  return new Variable(tf.tensor([value]), { name: path.split('/').pop() ?? path, path });
}

const first = ({ value }: Variable): number => value.dataSync()[0] ?? NaN;

describe('getOptimizer', () => {
  it('finds a class under any spelling and keeps instances', () => {
    for (const name of ['adam', 'Adam'] as const) expect(getOptimizer(name)).toBeInstanceOf(Adam);
    expect(getOptimizer('rmsprop').getConfig()).toMatchObject({ rho: 0.9 });
    expect(getOptimizer('adamw').getConfig()).toMatchObject({ weightDecay: 0.004, beta2: 0.999 });
    const adam = getOptimizer({ className: 'Adam', config: { learningRate: 0.5, beta1: 0.8 } });
    expect(adam.getConfig()).toMatchObject({ learningRate: 0.5, beta1: 0.8 });
    expect(getOptimizer(adam)).toBe(adam);
    expect(adam.name).toMatch(/^adam/);
  });

  it('names the nearest for an unknown one, and refuses what is none', () => {
    expect(() => getOptimizer('adma' as never)).toThrow(UnknownNameError);
    expect(() => getOptimizer('adma' as never)).toThrow("Unknown optimizer 'adma'. Did you mean 'adam'?");
    for (const nothing of [null, undefined, 3, {}]) expect(() => getOptimizer(nothing as never)).toThrow(ArgumentError);
  });

  it('takes a class of the caller', () => {
    class SignDescent extends Optimizer {
      static override readonly className: string = 'SignDescent';

      protected override updateStep(gradient: tf.Tensor, { value }: Variable, learningRate: number): void {
        value.assign(tf.sub(value, tf.mul(tf.sign(gradient), learningRate)));
      }
    }
    optimizerRegistry().register(SignDescent);
    const optimizer = getOptimizer({ className: 'SignDescent', config: { learningRate: 0.25 } });
    const weight = variable('weight');
    tf.tidy(() => optimizer.apply([tf.tensor([17])], [weight]));
    expect(first(weight)).toBe(0.75);
    expect(serializeOptimizer(optimizer)).toMatchObject({ className: 'SignDescent', config: { learningRate: 0.25 } });
  });
});

describe('TfjsOptimizer', () => {
  it('lets tf.train do the steps', () => {
    const [kernel, bias] = [variable('kernel'), variable('bias')];
    const inner = tf.train.momentum(0.1, 0.9);
    const optimizer = getOptimizer(inner);
    expect(optimizer).toBeInstanceOf(TfjsOptimizer);
    const gradient = tf.tensor([0.5]);
    optimizer.apply([gradient, gradient], [kernel, bias]);
    const before = tf.memory().numTensors;
    optimizer.apply([null, gradient]);
    optimizer.apply([gradient, gradient]);
    expect(tf.memory().numTensors).toBe(before);
    // m = 0.5, 0.95, 1.355 for the bias; 0.5, 0.95 for the kernel, which missed a step.
    expect(first(bias)).toBeCloseTo(1 - 0.1 * (0.5 + 0.95 + 1.355), 5);
    expect(first(kernel)).toBeCloseTo(1 - 0.1 * (0.5 + 0.95), 5);
    expect(optimizer.iterations).toBe(3);
    expect(optimizer.learningRate).toBe(0.1);
    optimizer.learningRate = 0.2;
    expect(optimizer.learningRate).toBe(0.2);
    optimizer.dispose();
    tf.dispose(gradient);
  });

  it('sets the learning rate of each kind that has one', () => {
    for (const inner of [tf.train.sgd(0.1), tf.train.adam(0.1), tf.train.rmsprop(0.1)]) {
      const optimizer = getOptimizer(inner);
      const weight = variable('weight', 0);
      const gradient = tf.tensor([1]);
      optimizer.learningRate = 0;
      optimizer.apply([gradient], [weight]);
      expect(first(weight)).toBeCloseTo(0, 10);
      expect(() => (optimizer.learningRate = () => 1)).toThrow(/expected a number/);
      optimizer.dispose();
    }
  });
});

describe('LossScaleOptimizer', () => {
  it('leaves out steps that are not finite and adapts the scale', () => {
    const weight = variable('weight');
    const optimizer = new LossScaleOptimizer({
      innerOptimizer: { className: 'SGD', config: { learningRate: 1 } },
      initialScale: 4,
      dynamicGrowthSteps: 2,
    });
    const step = (gradient: number): number[] => {
      tf.tidy(() => optimizer.apply([tf.tensor([gradient])], [weight]));
      return [first(weight), optimizer.dynamicScale, optimizer.iterations];
    };
    expect(tf.tidy(() => optimizer.scaleLoss(tf.scalar(3)).dataSync()[0])).toBe(12);
    expect(step(2)).toEqual([0.5, 4, 1]);
    expect(step(NaN)).toEqual([0.5, 2, 1]);
    expect(step(2)).toEqual([-0.5, 2, 2]);
    const { numTensors } = tf.memory();
    expect(step(-1)).toEqual([0, 4, 3]);
    expect(step(-Infinity)).toEqual([0, 2, 3]);
    expect(tf.memory().numTensors).toBe(numTensors);
    optimizer.learningRate = 0.5;
    expect(optimizer.innerOptimizer.learningRate).toBe(0.5);
    expect(optimizer.variables.map(({ name }) => name)).toEqual([
      ...['iteration', 'learning_rate', 'step_counter', 'dynamic_scale'],
      ...['iteration', 'learning_rate'],
    ]);
    const { className, config } = serializeOptimizer(optimizer);
    expect(getOptimizer({ className, config }).getConfig()).toEqual(optimizer.getConfig());
  });

  it('refuses what belongs to the inner optimizer', () => {
    const config = { innerOptimizer: 'sgd', clipnorm: 1 } as const;
    expect(() => new LossScaleOptimizer(config)).toThrow(/`clipnorm` to be set on the inner optimizer/);
    expect(() => new LossScaleOptimizer({ innerOptimizer: 'sgd', initialScale: 0 })).toThrow(/`initialScale`/);
    expect(() => new LossScaleOptimizer({ innerOptimizer: 'sgd', dynamicGrowthSteps: 0 })).toThrow(
      /`dynamicGrowthSteps`/,
    );
  });
});

describe('MultiOptimizer', () => {
  const map = (): OptimizerMap =>
    new OptimizerMap({
      defaultOptimizer: new SGD({ learningRate: 1 }),
      optimizerMap: { 'encoder/.*': new SGD({ learningRate: 0.1 }), 'decoder/bias': new SGD({ learningRate: 0.01 }) },
    });

  it('gives each variable its optimizer', () => {
    const variables = ['encoder/kernel', 'decoder/bias', 'decoder/kernel', 'encoder'].map((path) => variable(path));
    const optimizer = new MultiOptimizer({ optimizerMap: map(), lossScaleFactor: 2 });
    const gradients = variables.map(() => tf.tensor([2]));
    optimizer.apply(gradients, variables);
    const expected = [0.9, 0.99, 0, 0];
    variables.forEach((weight, i) => expect(first(weight)).toBeCloseTo(expected[i] ?? NaN, 6));
    expect(optimizer.iterations).toBe(1);
    expect(optimizer.learningRate).toBe(0.1);
    const { numTensors } = tf.memory();
    optimizer.apply(gradients);
    expect(tf.memory().numTensors).toBe(numTensors);
    const { className, config } = serializeOptimizer(optimizer);
    expect(getOptimizer({ className, config }).getConfig()).toEqual(optimizer.getConfig());
    tf.dispose(gradients);
  });

  it('refuses keys that overlap or are no expressions, and anything but a map', () => {
    const overlapping = new OptimizerMap({ defaultOptimizer: 'sgd', optimizerMap: { 'a.*': 'adam', '.*b': 'sgd' } });
    expect(() => new MultiOptimizer({ optimizerMap: overlapping }).build([variable('ab')])).toThrow(
      `expected one key that matches "ab". Received: 'a.*' and '.*b'`,
    );
    expect(() => new OptimizerMap({ defaultOptimizer: 'sgd', optimizerMap: { '(': 'adam' } })).toThrow(ArgumentError);
    expect(() => new MultiOptimizer({ optimizerMap: 3 as never })).toThrow(/an OptimizerMap. Received: 3/);
  });
});
