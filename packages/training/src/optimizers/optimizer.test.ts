import { ArgumentError, ShapeError, StateError, Variable, setWarningHandler } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { ExponentialDecay } from '../schedules/exponential-decay.ts';
import { Adam } from './adam.ts';
import { SGD, type SGDConfig } from './sgd.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function variable(values: number[], name = 'kernel'): Variable {
  return new Variable(tf.tensor(values), { name, path: `dense/${name}` });
}

function apply(optimizer: SGD | Adam, weight: Variable, gradient: number[]): number[] {
  tf.tidy(() => optimizer.apply([tf.tensor(gradient)], [weight]));
  return [...weight.value.dataSync()];
}

function expectClose(values: ArrayLike<number>, expected: number[]): void {
  expect(values).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
}

/** One step of SGD with rate 1 from 0: minus the gradient as the base class hands it over. */
function received(config: SGDConfig, gradients: number[][]): number[][] {
  const weights = gradients.map((gradient) => variable(gradient.map(() => 0)));
  tf.tidy(() =>
    new SGD({ learningRate: 1, ...config }).apply(
      gradients.map((g) => tf.tensor(g)),
      weights,
    ),
  );
  return weights.map(({ value }) => [...value.dataSync()].map((x) => -x));
}

describe('clipping', () => {
  it('clipnorm bounds the norm of each gradient', () => {
    const [first = [], second = []] = received({ clipnorm: 1 }, [
      [3, 4],
      [0.3, 0.4],
    ]);
    expectClose(first, [0.6, 0.8]);
    expectClose(second, [0.3, 0.4]);
  });

  it('globalClipnorm bounds the norm of all together', () => {
    const [first = [], second = []] = received({ globalClipnorm: 1 }, [[3], [4]]);
    expectClose([...first, ...second], [0.6, 0.8]);
    expectClose(received({ globalClipnorm: 10 }, [[3], [4]]).flat(), [3, 4]);
    expectClose(received({ globalClipnorm: 1 }, [[0], [0]]).flat(), [0, 0]);
    expect(received({ globalClipnorm: 1 }, [[Infinity], [1]]).flat()).toEqual([NaN, NaN]);
  });

  it('clipvalue bounds each element', () => {
    expectClose(received({ clipvalue: 0.5 }, [[3, -4, 0.1]]).flat(), [0.5, -0.5, 0.1]);
  });
});

describe('weight decay', () => {
  it('takes its part before the step', () => {
    // 2 - 2 · 0.1 · 0.5 = 1.9, then -0.5 · 1
    expectClose(apply(new SGD({ learningRate: 0.5, weightDecay: 0.1 }), variable([2]), [1]), [1.4]);
  });

  it('leaves out excluded variables, by name and by identity', () => {
    const [kernel, bias, gamma] = [variable([2]), variable([2], 'bias'), variable([2], 'gamma')];
    const optimizer = new SGD({ learningRate: 0.5, weightDecay: 0.1 });
    optimizer.excludeFromWeightDecay({ variables: [gamma], names: ['^bias$'] });
    tf.tidy(() => optimizer.apply([tf.tensor([0]), tf.tensor([0]), tf.tensor([0])], [kernel, bias, gamma]));
    expectClose(
      [kernel, bias, gamma].map(({ value }) => value.dataSync()[0] ?? NaN),
      [1.9, 2, 2],
    );
    expect(() => optimizer.excludeFromWeightDecay({})).toThrow(StateError);
  });
});

describe('gradient accumulation', () => {
  it('moves every n-th call, by the mean, clipped after adding up', () => {
    const weight = variable([0]);
    const optimizer = new SGD({ learningRate: 1, gradientAccumulationSteps: 2, clipvalue: 1.5 });
    expect(apply(optimizer, weight, [1])).toEqual([0]);
    expect(optimizer.iterations).toBe(0);
    expect(apply(optimizer, weight, [3])).toEqual([-1.5]);
    expect(optimizer.iterations).toBe(1);
    expect(apply(optimizer, weight, [1])).toEqual([-1.5]);
    expect(apply(optimizer, weight, [1])).toEqual([-2.5]);
  });
});

describe('moving average', () => {
  it('starts as a copy and is written into the weights at the end', () => {
    const weight = variable([1]);
    const optimizer = new SGD({ learningRate: 1, useEma: true, emaMomentum: 0.75 });
    expect(apply(optimizer, weight, [1])).toEqual([0]);
    expect(apply(optimizer, weight, [-4])).toEqual([4]);
    // 0.75 · 0 + 0.25 · 4
    optimizer.finalizeVariableValues([weight]);
    expect([...weight.value.dataSync()]).toEqual([1]);
  });

  it('overwrites the weights at its frequency', () => {
    const weight = variable([1]);
    const optimizer = new SGD({ learningRate: 1, useEma: true, emaMomentum: 0.75, emaOverwriteFrequency: 2 });
    expect(apply(optimizer, weight, [1])).toEqual([0]);
    expect(apply(optimizer, weight, [-4])).toEqual([1]);
    expect(apply(optimizer, weight, [-1])).toEqual([2]);
  });
});

describe('loss scale, constraints, missing gradients', () => {
  it('multiplies the loss and divides the gradients', () => {
    const optimizer = new SGD({ learningRate: 1, lossScaleFactor: 8 });
    expect(tf.tidy(() => optimizer.scaleLoss(tf.scalar(2)).dataSync()[0])).toBe(16);
    expect(apply(optimizer, variable([0]), [8])).toEqual([-1]);
  });

  it('applies a constraint after the step, even one that returns its argument', () => {
    const positive = { call: (x: tf.Tensor) => tf.relu(x) };
    const weight = new Variable(tf.tensor([1, 1]), { name: 'kernel', constraint: positive });
    expect(apply(new SGD({ learningRate: 1 }), weight, [3, 0.5])).toEqual([0, 0.5]);
    const same = new Variable(tf.tensor([1]), { name: 'kernel', constraint: { call: (x) => x } });
    expect(apply(new SGD({ learningRate: 1 }), same, [3])).toEqual([-2]);
  });

  it('leaves a variable without gradient alone and says so once', () => {
    const [used, unused] = [variable([1]), variable([1], 'bias')];
    const optimizer = new SGD({ name: 'sgd', learningRate: 1, weightDecay: 0.5 });
    const warnings: string[] = [];
    setWarningHandler((message) => warnings.push(message));
    const gradient = tf.tensor([0.5]);
    optimizer.apply([gradient, null], [used, unused]);
    optimizer.apply([gradient, null]);
    expect(used.value.dataSync()[0]).toBe(-0.5);
    expect(unused.value.dataSync()[0]).toBe(1);
    setWarningHandler(null);
    expect(warnings).toEqual([`SGD "sgd": no gradient for ['dense/bias']: the loss does not depend on them`]);
    expect(() => optimizer.apply([null, null])).toThrow('no variable has a gradient');
    optimizer.apply([]);
    expect(optimizer.iterations).toBe(2);
  });
});

describe('learning rate', () => {
  it('follows a schedule or a function of the step', () => {
    const schedule = new ExponentialDecay({ initialLearningRate: 1, decaySteps: 1, decayRate: 0.5 });
    for (const learningRate of [schedule, (step: number) => 0.5 ** step]) {
      const weight = variable([0]);
      const optimizer = new SGD({ learningRate });
      expect(optimizer.learningRate).toBe(1);
      apply(optimizer, weight, [1]);
      expect(apply(optimizer, weight, [1])).toEqual([-1.5]);
      expect(optimizer.learningRate).toBe(0.25);
      expect(optimizer.variables.map(({ name }) => name)).toEqual(['iteration']);
      expect(() => (optimizer.learningRate = 0.1)).toThrow(StateError);
    }
  });

  it('can be set, to a number or a schedule', () => {
    const optimizer = new SGD({ learningRate: 0.1 });
    optimizer.learningRate = 0.2;
    expect(optimizer.learningRate).toBe(0.2);
    expect(optimizer.getConfig().learningRate).toBe(0.2);
    optimizer.learningRate = (step: number) => step + 3;
    expect(optimizer.learningRate).toBe(3);
    expect(optimizer.variables).toHaveLength(1);
  });

  it('loads a nested schedule from its configuration', () => {
    const config = { initialLearningRate: 1, decaySteps: 2, decayRate: 0.25, staircase: false, name: 'mine' };
    const optimizer = new SGD({ learningRate: { className: 'ExponentialDecay', config } });
    expect(optimizer.getConfig().learningRate).toEqual({ className: 'ExponentialDecay', config });
    apply(optimizer, variable([0]), [0]);
    expect(optimizer.learningRate).toBe(0.5);
  });

  it('that is not a finite number changes nothing', () => {
    const weight = variable([1]);
    const optimizer = new SGD({ learningRate: (step: number) => (step === 0 ? NaN : 1), weightDecay: 0.1 });
    expect(() => apply(optimizer, weight, [1])).toThrow(/`learningRate` to be a finite number. Received/);
    expect(weight.value.dataSync()[0]).toBe(1);
    expect(optimizer.iterations).toBe(0);
  });
});

describe('state', () => {
  const config = { learningRate: 0.1, useEma: true, gradientAccumulationSteps: 2, name: 'adam' } as const;

  it('is listed in the order of Keras', () => {
    const optimizer = new Adam({ ...config, amsgrad: true });
    optimizer.build([variable([1, 2]), variable([3], 'bias')]);
    expect(optimizer.variables.map(({ path }) => path)).toEqual([
      'adam/iteration',
      'adam/learning_rate',
      ...['kernel', 'bias'].map((name) => `adam/dense_${name}_average`),
      ...['kernel', 'bias'].map((name) => `adam/dense_${name}_gradient_accumulator`),
      ...['kernel', 'bias'].flatMap((name) => ['momentum', 'velocity'].map((slot) => `adam/dense_${name}_${slot}`)),
      ...['kernel', 'bias'].map((name) => `adam/dense_${name}_velocity_hat`),
    ]);
  });

  it('read and written makes another optimizer go on the same way', () => {
    const [weight, twin] = [variable([1, 2]), variable([1, 2])];
    const optimizer = new Adam(config);
    for (let i = 0; i < 5; i++) apply(optimizer, weight, [i, -1]);
    const copy = new Adam({ ...config, learningRate: 0.9 });
    copy.build([twin]);
    const state = optimizer.getWeights();
    copy.setWeights(state);
    twin.assign(weight.value);
    expect(copy.iterations).toBe(2);
    for (let i = 0; i < 5; i++) expect(apply(copy, twin, [1, i])).toEqual(apply(optimizer, weight, [1, i]));
    tf.dispose(state);
  });

  it('of the wrong count, shape or moment is refused whole', () => {
    const optimizer = new SGD({ name: 'sgd', momentum: 0.5 });
    expect(() => optimizer.setWeights([1, 0.1])).toThrow(StateError);
    optimizer.build([variable([1, 2])]);
    expect(() => optimizer.setWeights([1, 0.1])).toThrow('SGD "sgd": expected 3 state values. Received: 2');
    expect(() => optimizer.setWeights([7, 0.5, [1, 2, 3]])).toThrow(
      'SGD "sgd": expected a value of shape [2] for "sgd/dense_kernel_momentum". Received: shape=[3]',
    );
    expect(() => optimizer.setWeights([[7], 0.5, [1, 2]])).toThrow(ShapeError);
    expect(optimizer.iterations).toBe(0);
    expect(optimizer.learningRate).toBe(0.01);
    optimizer.setWeights([7, 0.5, [1, 2]]);
    expect(optimizer.iterations).toBe(7);
    expect(optimizer.learningRate).toBe(0.5);
  });

  it('is freed by dispose, and takes no more room with time', () => {
    const weight = variable([1, 2]);
    const gradient = tf.tensor([1, 1]);
    const before = tf.memory().numTensors;
    const optimizer = new Adam({
      ...config,
      clipnorm: 1,
      weightDecay: 0.1,
      lossScaleFactor: 2,
      emaOverwriteFrequency: 3,
    });
    optimizer.apply([gradient], [weight]);
    const { numTensors, numDataBuffers } = tf.memory();
    expect(numTensors).toBe(before + 4);
    for (let i = 0; i < 100; i++) optimizer.apply([gradient], [weight]);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.memory().numDataBuffers).toBeLessThanOrEqual(numDataBuffers);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(gradient);
  });
});

describe('what cannot be applied changes nothing', () => {
  const [kernel, bias, other] = [variable([1, 2]), variable([3], 'bias'), variable([4], 'other')];
  const optimizer = new SGD({ name: 'sgd', learningRate: 1, momentum: 0.5 });
  const disposed = tf.tensor([1]);
  disposed.dispose();

  it('before it is built', () => {
    expect(() => optimizer.apply([tf.tensor([1, 1])])).toThrow('SGD "sgd": expected `build(variables)` before `apply`');
    expect(() => optimizer.apply([tf.tensor([1])], [kernel, bias])).toThrow(ArgumentError);
    expect(optimizer.built).toBe(false);
  });

  it.each([
    { gradients: [tf.tensor([1, 1]), tf.tensor([1, 1])], message: /gradient of shape \[1\] for "dense\/bias"/ },
    { gradients: [tf.tensor([1, 1])], message: /each of 2 variables. Received: 1 gradients/ },
    { gradients: [tf.tensor([1, 1]), tf.tensor([1], [1], 'int32')], message: /type float32 for "dense\/bias"/ },
    { gradients: [tf.tensor([1, 1]), disposed], message: /to be alive/ },
    { gradients: [tf.tensor([1, 1]), tf.tensor([1])], second: other, message: /built with. Received: "dense\/other"/ },
  ])('$message', ({ gradients, second = bias, message }) => {
    optimizer.build([kernel, bias]);
    expect(() => optimizer.apply(gradients, [kernel, second])).toThrow(message);
    expect([...kernel.value.dataSync(), ...bias.value.dataSync()]).toEqual([1, 2, 3]);
    expect(optimizer.iterations).toBe(0);
  });
});

describe('bad configurations', () => {
  it.each<[SGDConfig, RegExp]>([
    [{ learningRate: NaN }, /`learningRate` to be a finite number/],
    [{ learningRate: 'fast' as never }, /`learningRate` to be a number, a schedule or a function/],
    [{ clipnorm: -1 }, /`clipnorm`/],
    [{ clipnorm: 1, clipvalue: 1 }, /the only clip set. Received: clipnorm={ clipnorm: 1, clipvalue: 1 }/],
    [{ clipvalue: 1, globalClipnorm: 1 }, /the only clip set/],
    [{ weightDecay: Infinity }, /`weightDecay`/],
    [{ emaMomentum: 2 }, /`emaMomentum` to be a number between 0 and 1. Received: emaMomentum=2/],
    [{ emaOverwriteFrequency: 0 }, /`emaOverwriteFrequency` to be a whole number from 1/],
    [{ gradientAccumulationSteps: 1 }, /`gradientAccumulationSteps` to be a whole number from 2/],
    [{ gradientAccumulationSteps: 2.5 }, /`gradientAccumulationSteps`/],
    [{ lossScaleFactor: 0 }, /`lossScaleFactor`/],
  ])('%j', (config, message) => {
    expect(() => new SGD(config)).toThrow(ArgumentError);
    expect(() => new SGD(config)).toThrow(message);
  });

  it('null stands for none', () => {
    const nothing = { weightDecay: null, clipnorm: null, globalClipnorm: null, clipvalue: null, lossScaleFactor: null };
    const optimizer = new SGD({ ...nothing, emaOverwriteFrequency: null, gradientAccumulationSteps: null, name: null });
    expect(optimizer.getConfig()).toEqual({ ...new SGD().getConfig(), name: optimizer.name });
  });
});
