import { Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectNumbers, startBackend } from '../losses/testing/harness.ts';
import { Adadelta } from './adadelta.ts';
import { Adagrad } from './adagrad.ts';
import { Adafactor } from './adafactor.ts';
import { Adam } from './adam.ts';
import { Adamax } from './adamax.ts';
import { Ftrl } from './ftrl.ts';
import { Lamb } from './lamb.ts';
import { Lion } from './lion.ts';
import { Muon } from './muon.ts';
import { Nadam } from './nadam.ts';
import type { Optimizer } from './optimizer.ts';
import { RMSprop } from './rmsprop.ts';
import { ScheduleFreeAdamW } from './schedule-free-adamw.ts';
import { SGD } from './sgd.ts';
import { adamRate } from './updates.ts';

/**
 * Ten steps of two variables: every value on the way, then the optimizer's state, and the kernels each step ran. Clones
 * of the weights and of the state show whether an update wrote into memory that others hold.
 */
async function trajectory(optimizer: Optimizer): Promise<{ values: number[]; kernels: string[] }> {
  const variables = [tf.tensor([1, -2, 3]), tf.tensor([[0.5, 0.1]])].map(
    (value, i) => new Variable(value, { name: `weight_${i}` }),
  );
  optimizer.build(variables);
  const numbersOf = (tensors: readonly tf.Tensor[]): number[] => tensors.flatMap((tensor) => [...tensor.dataSync()]);
  const values: number[] = [];
  const kernels: string[] = [];
  for (let i = 0; i < 10; i++) {
    const clones = [...variables.map(({ value }) => tf.clone(value)), ...optimizer.getWeights()];
    const before = numbersOf(clones);
    const gradients = variables.map(({ value }) => tf.tidy(() => tf.add(tf.mul(value, 0.3), Math.sin(i))));
    const profile = await tf.profile(() => {
      optimizer.apply(gradients, variables);
    });
    tf.dispose(gradients);
    kernels.push(...profile.kernelNames);
    expect(numbersOf(clones)).toEqual(before);
    tf.dispose(clones);
    values.push(...numbersOf(variables.map(({ value }) => value)));
  }
  const state = optimizer.getWeights();
  values.push(...numbersOf(state));
  tf.dispose(state);
  for (const variable of variables) variable.dispose();
  optimizer.dispose();
  return { values, kernels };
}

describe('updates in place', () => {
  const common = { learningRate: 0.1, weightDecay: 0.1, useEma: true, emaOverwriteFrequency: 3, emaMomentum: 0.5 };
  it.each<[string, () => Optimizer]>([
    ['AdafactorUpdate', () => new Adafactor(common)],
    ['AdadeltaUpdate', () => new Adadelta({ ...common, epsilon: 1e-3 })],
    ['AdagradUpdate', () => new Adagrad(common)],
    ['AdamUpdate', () => new Adam(common)],
    ['AdamaxUpdate', () => new Adamax(common)],
    ['AmsgradUpdate', () => new Adam({ ...common, amsgrad: true })],
    [
      'FtrlUpdate',
      () => new Ftrl({ ...common, l1RegularizationStrength: 0.01, l2ShrinkageRegularizationStrength: 0.1 }),
    ],
    ['FtrlUpdate', () => new Ftrl({ ...common, learningRatePower: -0.3, beta: 0.2 })],
    ['LambUpdate', () => new Lamb(common)],
    ['LionUpdate', () => new Lion(common)],
    ['MuonUpdate', () => new Muon(common)],
    ['NadamUpdate', () => new Nadam(common)],
    ['RmspropUpdate', () => new RMSprop(common)],
    ['RmspropUpdate', () => new RMSprop({ ...common, momentum: 0.8 })],
    ['RmspropUpdate', () => new RMSprop({ ...common, momentum: 0.8, centered: true, epsilon: 1e-3 })],
    ['SgdMomentumUpdate', () => new SGD({ ...common, momentum: 0.9 })],
    ['SgdMomentumUpdate', () => new SGD({ ...common, momentum: 0.9, nesterov: true })],
    ['ScheduleFreeUpdate', () => new ScheduleFreeAdamW({ ...common, warmupSteps: 4, epsilon: 1e-3 })],
    ['SgdUpdate', () => new SGD(common)],
  ])('%s takes the same steps as the ops, and leaves shared memory alone', async (name, make) => {
    await startBackend('cpu');
    const before = tf.memory().numTensors;
    const composed = await trajectory(make());
    expect(composed.kernels).not.toContain(name);
    await startBackend('wasm');
    const fused = await trajectory(make());
    expect(fused.kernels.filter((kernel) => kernel === name)).toHaveLength(10);
    expectNumbers(fused.values, composed.values);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('takes one kernel a variable for each of decay, update and average, and one for the clipping of all', async () => {
  await startBackend('wasm');
  for (const clip of [{ clipnorm: 0.1 }, { globalClipnorm: 0.1 }]) {
    for (const make of [Adafactor, Adadelta, Adagrad, Adam, Adamax, Ftrl, Lamb, Lion, Muon, Nadam, RMSprop, SGD]) {
      const optimizer = new make({ weightDecay: 0.1, useEma: true, ...clip });
      const variables = [new Variable(tf.ones([3]), { name: 'a' }), new Variable(tf.ones([2, 2]), { name: 'b' })];
      const gradients = [tf.ones([3]), tf.ones([2, 2])];
      optimizer.apply(gradients, variables);
      const { kernels } = await tf.profile(() => {
        optimizer.apply(gradients, variables);
      });
      expect(`${optimizer.describe()}: ${kernels.length}`).toBe(`${optimizer.describe()}: 7`);
      for (const { value } of variables) value.dispose();
      tf.dispose(gradients);
      optimizer.dispose();
    }
  }
});

describe('adamRate', () => {
  it('corrects for the moments that start at 0', () => {
    expect(adamRate(0.001, 1, { beta1: 0.9, beta2: 0.999 })).toBeCloseTo(0.001 * Math.sqrt(0.001) * 10, 8);
    expect(adamRate(0.001, 100000, { beta1: 0.9, beta2: 0.999 })).toBeCloseTo(0.001, 8);
  });
});
