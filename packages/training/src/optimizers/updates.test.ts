import { Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { Adam } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import { SGD } from './sgd.ts';
import { adamRate } from './updates.ts';

type Step = (rows: Record<string, Float32Array>, attributes: Record<string, number>, i: number) => void;

/** The in-place kernels, element by element. */
const steps: Record<string, Step> = {
  SgdUpdate: ({ variable: w = empty, gradient: g = empty }, { learningRate = 0 }, i) => {
    w[i] = at(w, i) - learningRate * at(g, i);
  },
  SgdMomentumUpdate: ({ variable: w = empty, momentum: m = empty, gradient: g = empty }, attributes, i) => {
    const { learningRate = 0, momentum = 0, nesterov } = attributes;
    m[i] = momentum * at(m, i) - learningRate * at(g, i);
    w[i] = at(w, i) + (nesterov ? momentum * at(m, i) - learningRate * at(g, i) : at(m, i));
  },
  AdamUpdate: ({ variable: w = empty, m = empty, v = empty, gradient: g = empty }, attributes, i) => {
    const { alpha = 0, beta1 = 0, beta2 = 0, epsilon = 0 } = attributes;
    m[i] = at(m, i) + (at(g, i) - at(m, i)) * (1 - beta1);
    v[i] = at(v, i) + (at(g, i) ** 2 - at(v, i)) * (1 - beta2);
    w[i] = at(w, i) - (alpha * at(m, i)) / (Math.sqrt(at(v, i)) + epsilon);
  },
};

const empty = new Float32Array();

function at(values: Float32Array, i: number): number {
  return values[i] ?? NaN;
}

const calls: string[] = [];

function register(): void {
  for (const [kernelName, step] of Object.entries(steps))
    tf.registerKernel({
      kernelName,
      backendName: 'cpu',
      kernelFunc: ({ inputs, attrs, backend }) => {
        calls.push(kernelName);
        const { data } = backend as { data: { get(id: object): { values: Float32Array } } };
        const memory = ({ dataId }: TensorInfo): Float32Array => data.get(dataId).values;
        const rows = Object.fromEntries(
          Object.entries(inputs).map(([name, tensor]) => [name, memory(tensor as TensorInfo)]),
        );
        rows['variable']?.forEach((_, i) => step(rows, attrs as Record<string, number>, i));
        return [];
      },
    });
}

function unregister(): void {
  for (const name of Object.keys(steps)) tf.unregisterKernel(name, 'cpu');
}

/** Ten steps of two variables; every value on the way. A clone shows whether an update wrote into shared memory. */
function trajectory(optimizer: Optimizer): number[] {
  const variables = [tf.tensor([1, -2, 3]), tf.tensor([[0.5, 0.1]])].map(
    (value, i) => new Variable(value, { name: `weight_${i}` }),
  );
  const clones = variables.map(({ value }) => tf.clone(value));
  const seen: number[] = [];
  for (let i = 0; i < 10; i++) {
    tf.tidy(() => {
      const gradients = variables.map(({ value }) => tf.add(tf.mul(value, 0.3), Math.sin(i)));
      optimizer.apply(gradients, variables);
    });
    seen.push(...variables.flatMap(({ value }) => [...value.dataSync()]));
  }
  expect(clones.flatMap((clone) => [...clone.dataSync()])).toEqual([1, -2, 3, 0.5, Math.fround(0.1)]);
  tf.dispose(clones);
  for (const variable of variables) variable.dispose();
  optimizer.dispose();
  return seen;
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('fused kernels', () => {
  const common = { weightDecay: 0.1, useEma: true, emaOverwriteFrequency: 3, emaMomentum: 0.5 };
  it.each<[string, () => Optimizer]>([
    ['SgdUpdate', () => new SGD({ ...common, learningRate: 0.1 })],
    ['SgdMomentumUpdate', () => new SGD({ ...common, learningRate: 0.1, momentum: 0.9 })],
    ['SgdMomentumUpdate', () => new SGD({ ...common, learningRate: 0.1, momentum: 0.9, nesterov: true })],
    ['AdamUpdate', () => new Adam({ ...common, learningRate: 0.1 })],
  ])('%s takes the same steps as the ops, and leaves shared memory alone', (name, make) => {
    const before = tf.memory().numTensors;
    const composed = trajectory(make());
    register();
    try {
      calls.length = 0;
      const fused = trajectory(make());
      expect(calls.filter((call) => call === name).length).toBeGreaterThanOrEqual(20);
      composed.forEach((value, i) => expect(fused[i]).toBeCloseTo(value, 5));
    } finally {
      unregister();
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('adamRate', () => {
  it('corrects for the moments that start at 0', () => {
    expect(adamRate(0.001, 1, { beta1: 0.9, beta2: 0.999 })).toBeCloseTo(0.001 * Math.sqrt(0.001) * 10, 8);
    expect(adamRate(0.001, 100000, { beta1: 0.9, beta2: 0.999 })).toBeCloseTo(0.001, 8);
  });
});
