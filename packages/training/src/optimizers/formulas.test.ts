import { Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { Adadelta } from './adadelta.ts';
import { Adafactor } from './adafactor.ts';
import { Adagrad } from './adagrad.ts';
import { Adam } from './adam.ts';
import { Adamax } from './adamax.ts';
import { AdamW } from './adamw.ts';
import { Ftrl } from './ftrl.ts';
import { optimizerRegistry } from './get.ts';
import { Lamb } from './lamb.ts';
import { Lion } from './lion.ts';
import { Muon } from './muon.ts';
import { Nadam } from './nadam.ts';
import type { Optimizer } from './optimizer.ts';
import { RMSprop } from './rmsprop.ts';
import { ScheduleFreeAdamW } from './schedule-free-adamw.ts';
import { SGD } from './sgd.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** The value after each step of one weight that starts at `start`, with the gradient 0.5 each time. */
function walk(optimizer: Optimizer, { start = 1, steps = 1 } = {}): number[] {
  const weight = new Variable(tf.tensor([start]), { name: 'weight' });
  const gradient = tf.tensor([0.5]);
  const path = Array.from({ length: steps }, () => {
    optimizer.apply([gradient], [weight]);
    return weight.value.dataSync()[0] ?? NaN;
  });
  tf.dispose(gradient);
  weight.dispose();
  optimizer.dispose();
  return path;
}

function expectWalk(optimizer: Optimizer, expected: readonly number[], start = 1): void {
  const path = walk(optimizer, { start, steps: expected.length });
  expected.forEach((value, i) => expect(path[i]).toBeCloseTo(value, 5));
}

const learningRate = 0.1;

describe('each optimizer takes the steps of its formula', () => {
  it('SGD', () => {
    expectWalk(new SGD({ learningRate }), [0.95, 0.9]);
    // m = -0.05, then 0.9 · -0.05 - 0.05 = -0.095
    expectWalk(new SGD({ learningRate, momentum: 0.9 }), [0.95, 0.855]);
    // 0.9 · -0.05 - 0.05 = -0.095, then 0.9 · -0.095 - 0.05 = -0.1355
    expectWalk(new SGD({ learningRate, momentum: 0.9, nesterov: true }), [0.905, 0.7695]);
    expectWalk(new SGD(), [0.995]);
  });

  it('RMSprop', () => {
    // v = 0.1 · 0.25 = 0.025; 0.05 / √0.025
    expectWalk(new RMSprop({ learningRate }), [1 - 0.05 / Math.sqrt(0.025)]);
    // v - 0.05² = 0.0225, of root 0.15
    expectWalk(new RMSprop({ learningRate, centered: true }), [1 - 0.05 / 0.15]);
    // Steps of 0.05 / √0.025 and 0.05 / √0.0475; the second adds half of the first.
    const [first, second] = [0.05 / Math.sqrt(0.025), 0.05 / Math.sqrt(0.0475)];
    expectWalk(new RMSprop({ learningRate, momentum: 0.5 }), [1 - first, 1 - 1.5 * first - second]);
  });

  it('Adagrad', () => {
    expectWalk(new Adagrad({ learningRate, initialAccumulatorValue: 0 }), [0.9, 0.9 - 0.05 / Math.SQRT1_2]);
  });

  it('Adadelta', () => {
    // a = 0.025, Δ = 0.5 · √0.01 / √0.035
    expectWalk(new Adadelta({ learningRate: 1, rho: 0.9, epsilon: 0.01 }), [1 - 0.05 / Math.sqrt(0.035)]);
  });

  it('Adam, AdamW, Adamax, AMSGrad: a steady gradient makes steps of the learning rate', () => {
    expectWalk(new Adam({ learningRate }), [0.9, 0.8, 0.7]);
    expectWalk(new Adamax({ learningRate }), [0.9, 0.8, 0.7]);
    expectWalk(new Adam({ learningRate, amsgrad: true }), [0.9, 0.8, 0.7]);
    // 1 · (1 - 0.1 · 0.1) - 0.1
    expectWalk(new AdamW({ learningRate, weightDecay: 0.1 }), [0.89]);
  });

  it('Nadam', () => {
    // u₁ = 0.9 · (1 - 0.48) = 0.468, u₂ = 0.9 · (1 - 0.4608) = 0.48528, m = 0.05
    const ahead = (0.48528 * 0.05) / (1 - 0.468 * 0.48528) + 0.5;
    expectWalk(new Nadam({ learningRate }), [1 - (0.1 * ahead) / 0.5]);
  });

  it('Ftrl', () => {
    // n = 0.25, √n / rate = 5, z = 0.5 - 5 = -4.5
    expectWalk(new Ftrl({ learningRate, initialAccumulatorValue: 0 }), [0.9]);
    expectWalk(new Ftrl({ learningRate, initialAccumulatorValue: 0, l1RegularizationStrength: 0.5 }), [0.8]);
    expectWalk(new Ftrl({ learningRate, initialAccumulatorValue: 0, l1RegularizationStrength: 5 }), [0]);
    // The divisor is 5 + 2 · 2.5.
    expectWalk(new Ftrl({ learningRate, initialAccumulatorValue: 0, l2RegularizationStrength: 2.5 }), [0.45]);
  });

  it('Lion', () => {
    expectWalk(new Lion({ learningRate }), [0.9, 0.8]);
  });

  it('Lamb', () => {
    // Adam's step is 1, the weight 2: 2 - 0.1 · 1 · 2 / 1. At 0 the ratio is 1.
    expectWalk(new Lamb({ learningRate }), [1.8], 2);
    expectWalk(new Lamb({ learningRate }), [-0.1], 0);
  });

  it('Adafactor', () => {
    // v = g², so the step is 1, times the weight's size 2.
    expectWalk(new Adafactor({ learningRate }), [1.8], 2);
  });

  it('Adafactor leaves alone what has no gradient in its row and its column', () => {
    const kernel = new Variable(tf.ones([2, 2]), { name: 'kernel', path: 'kernel' });
    const gradient = tf.tensor2d([1, 0, 0, 0], [2, 2]);
    new Adafactor({ learningRate }).apply([gradient], [kernel]);
    [0.9, 1, 1, 1].forEach((value, i) => expect(kernel.value.dataSync()[i]).toBeCloseTo(value, 6));
    gradient.dispose();
  });

  it('ScheduleFreeAdamW', () => {
    // z = 0.9, 0.8; x = 0.9, 0.85; y = 0.1 z + 0.9 x
    expectWalk(new ScheduleFreeAdamW({ learningRate }), [0.9, 0.845]);
    expectWalk(new ScheduleFreeAdamW({ learningRate, warmupSteps: 2 }), [0.95]);
  });

  it('Muon makes the step of a matrix orthogonal and leaves the rest to Adam', () => {
    const kernel = new Variable(tf.zeros([2, 2]), { name: 'kernel', path: 'dense/kernel' });
    const bias = new Variable(tf.zeros([1]), { name: 'bias', path: 'dense/bias' });
    const table = new Variable(tf.zeros([1, 2]), { name: 'embeddings', path: 'embedding/embeddings' });
    const gradients = [tf.tensor2d([3, 0, 0, 4], [2, 2]), tf.tensor([0.5]), tf.tensor2d([1, 2], [1, 2])];
    const plain = new Muon({ learningRate, nesterov: false, nsSteps: 0, rmsRate: null });
    plain.apply(gradients, [kernel, bias, table]);
    // g / ‖g‖, nothing else
    [-0.06, 0, 0, -0.08].forEach((value, i) => expect(kernel.value.dataSync()[i]).toBeCloseTo(value, 6));
    expect(bias.value.dataSync()[0]).toBeCloseTo(-0.1, 5);
    expect(table.value.dataSync()[1]).toBeCloseTo(-0.1, 5);
    expect(plain.variables.map(({ name }) => name).slice(2)).toEqual([
      'dense_kernel_momentum',
      'dense_bias_momentum',
      'dense_bias_velocity',
      'embedding_embeddings_momentum',
      'embedding_embeddings_velocity',
    ]);

    kernel.assign(tf.zeros([2, 2]));
    const muon = new Muon({ learningRate: 1, rmsRate: null, weightDecay: null });
    muon.apply([gradients[0] ?? null], [kernel]);
    const [a = 0, b = 0, c = 0, d = 0] = kernel.value.dataSync();
    expect([b, c]).toEqual([0, 0]);
    for (const size of [-a, -d]) expect(Math.abs(size - 1)).toBeLessThan(0.35);
    tf.dispose(gradients);
  });
});

describe('each optimizer', () => {
  const classes = optimizerRegistry()
    .names()
    .filter((name) => !/lossScale|multi/.test(name));

  it.each(classes)('%s reaches the minimum of a bowl and comes back from its configuration', (name) => {
    const rates: Record<string, number> = { adadelta: 30, adagrad: 1, ftrl: 2, rMSprop: 0.02, muon: 0.3 };
    const made = optimizerRegistry().get({
      className: name,
      config: { learningRate: rates[name] ?? 0.1, clipnorm: 10, weightDecay: 0 },
    });
    const { className, config } = optimizerRegistry().serialize(made);
    const plain = JSON.parse(JSON.stringify(config)) as Record<string, unknown>;
    const optimizer = optimizerRegistry().deserialize({ className, config: plain });
    expect(optimizer.getConfig()).toEqual(made.getConfig());

    const weight = new Variable(tf.tensor([3, -2]), { name: 'weight' });
    const target = tf.tensor([1, 0.5]);
    const step = (): void =>
      tf.tidy(() => optimizer.apply([tf.mul(tf.sub(weight.value, target), tf.tensor([2, 1]))], [weight]));
    step();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 300; i++) step();
    expect(tf.memory().numTensors).toBe(before);
    const distance = tf.tidy(() => tf.norm(tf.sub(weight.value, target)).dataSync()[0]);
    expect(distance).toBeLessThan(0.3);
    optimizer.dispose();
    weight.dispose();
    target.dispose();
  });
});

describe('ScheduleFreeAdamW', () => {
  it('swaps to the averages and back', () => {
    const weight = new Variable(tf.tensor([1]), { name: 'weight' });
    const gradient = tf.tensor([0.5]);
    const optimizer = new ScheduleFreeAdamW({ learningRate });
    optimizer.apply([gradient], [weight]);
    optimizer.apply([gradient], [weight]);
    optimizer.swapToEval();
    expect(weight.value.dataSync()[0]).toBeCloseTo(0.85, 5);
    optimizer.swapToTrain();
    expect(weight.value.dataSync()[0]).toBeCloseTo(0.845, 5);
  });
});

describe('bad values', () => {
  it.each<[string, () => unknown]>([
    ['SGD "s": expected `momentum` to be a number between 0 and 1', () => new SGD({ name: 's', momentum: 1.5 })],
    ['`rho`', () => new RMSprop({ rho: -1 })],
    ['`epsilon`', () => new Adam({ epsilon: -1 })],
    ['`beta2`', () => new Adam({ beta2: NaN })],
    ['`initialAccumulatorValue`', () => new Adagrad({ initialAccumulatorValue: -1 })],
    ['`learningRatePower`', () => new Ftrl({ learningRatePower: 1 })],
    ['`l1RegularizationStrength`', () => new Ftrl({ l1RegularizationStrength: -1 })],
    ['`clipThreshold`', () => new Adafactor({ clipThreshold: 0 })],
    ['`beta1` to be above 0', () => new Lion({ beta1: 0 })],
    ['`nsSteps`', () => new Muon({ nsSteps: 1.5 })],
    ['`warmupSteps`', () => new ScheduleFreeAdamW({ warmupSteps: -1 })],
    ['`weightDecay` to be a number', () => new AdamW({ weightDecay: null } as never)],
  ])('%s', (message, make) => {
    expect(make).toThrow(message);
  });
});
