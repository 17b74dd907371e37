import { registerGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { fusedAttention } from './fused-attention.ts';
import { fusedSequence } from './fused-sequence.ts';

beforeAll(async () => {
  registerGradients();
  await startBackend('wasm');
});

/** Names of the kernels that `f` runs. */
async function kernelsOf(f: () => Tensor[]): Promise<string[]> {
  const { kernelNames } = await tf.profile(() => {
    tf.dispose(f());
    return [];
  });
  return kernelNames;
}

describe('a kernel with a memory', () => {
  it('computes the gradient of an input where it is wanted', async () => {
    const before = tf.memory().numTensors;
    const x = tf.randomNormal([2, 3, 4], 0, 1, 'float32', 1);
    const kernel = tf.randomNormal([4, 20], 0, 1, 'float32', 2);
    const recurrentKernel = tf.randomNormal([5, 20], 0, 1, 'float32', 3);
    const states = [tf.zeros([2, 5]), tf.zeros([2, 5])];
    const last = (inputs: Tensor, weights: Tensor): Tensor => {
      const wanted = { all: false, states: false };
      const sequence = { inputs, kernel: weights, recurrentKernel, bias: null, mask: null, states, wanted };
      return tf.sum(fusedSequence('LstmSequence', sequence).output);
    };
    const ofWeights = await kernelsOf(() => [tf.grad((weights) => last(x, weights))(kernel)]);
    expect(ofWeights).toContain('LstmSequenceGrad');
    expect(ofWeights).not.toContain('SequenceInputGrad');
    const ofBoth = await kernelsOf(() => tf.grads(last)([x, kernel]));
    expect(ofBoth).toEqual(expect.arrayContaining(['LstmSequenceGrad', 'SequenceInputGrad']));
    tf.dispose([x, kernel, recurrentKernel, ...states]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('makes no gradients of zeros for what does not come out', () => {
    const before = tf.memory().numTensors;
    const heads = tf.randomNormal([2, 3, 2, 4], 0, 1, 'float32', 1);
    const made = jest.spyOn(tf.engine(), 'makeTensor');
    const gradient = tf.grad((query: Tensor) =>
      tf.sum(fusedAttention({ query, key: heads, value: heads, mask: null, clear: false })),
    )(heads);
    const shapes = made.mock.calls.map(([, shape]) => shape);
    made.mockRestore();
    expect(shapes).not.toContainEqual([2, 2, 3, 3]);
    expect(gradient.shape).toEqual(heads.shape);
    tf.dispose([heads, gradient]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
