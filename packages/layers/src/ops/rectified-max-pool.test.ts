import { valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { relu } from '../activations/relu.ts';
import { startBackend, type BackendName } from '../testing/backends.ts';
import { conv } from './conv.ts';
import { maxPool } from './pool.ts';

const windows = { size: [2, 2], strides: [2, 2], dilations: [1, 1], padding: 'valid' } as const;

const values = (shape: number[], seed: number): Tensor => tf.randomUniform(shape, -1, 1, 'float32', seed);

/** A convolution of eight channels with a relu. */
function features(x: Tensor, kernel: Tensor, bias: Tensor): Tensor {
  return conv({ x, kernel, bias, activation: relu, strides: [1, 1], padding: 'same', dilations: [1, 1] });
}

/** Weighted, so that no gradient is like another. */
function weighted(y: Tensor, seed = 9): Tensor {
  return tf.sum(tf.mul(y, values(y.shape, seed)));
}

type Loss = (x: Tensor, kernel: Tensor, bias: Tensor) => Tensor;

const losses: Record<string, Loss> = {
  'a pooling alone': (...inputs) => weighted(maxPool(features(...inputs), windows)),
  'overlapping windows': (...inputs) =>
    weighted(maxPool(features(...inputs), { ...windows, size: [3, 3], padding: 'same' })),
  'a pooling and another use of the same result': (...inputs) => {
    const y = features(...inputs);
    return tf.add(weighted(maxPool(y, windows)), weighted(y, 5));
  },
  'two poolings': (...inputs) => {
    const y = features(...inputs);
    return tf.add(weighted(maxPool(y, windows)), weighted(maxPool(y, { ...windows, size: [3, 3] }), 5));
  },
};

async function gradientsOn(backend: BackendName, loss: Loss): Promise<Float32Array[]> {
  await startBackend(backend);
  return tf.tidy(() => {
    // The input is whole numbers, so that maxima are shared and much is stopped by the relu.
    const inputs: [Tensor, Tensor, Tensor] = [
      tf.round(tf.mul(values([2, 7, 6, 3], 1), 2)),
      values([3, 3, 3, 8], 2),
      tf.sub(values([8], 3), 0.5),
    ];
    const { gradients } = valueAndGradients(() => loss(...inputs), inputs);
    return gradients.map((gradient) => gradient?.dataSync<'float32'>() ?? new Float32Array());
  });
}

it.each(Object.entries(losses))('the gradients of %s are those of plain operations', async (_, loss) => {
  const expected = await gradientsOn('cpu', loss);
  const actual = await gradientsOn('wasm', loss);
  actual.forEach((gradient, i) => {
    const wanted = expected[i] ?? new Float32Array();
    const scale = Math.max(1, ...wanted.map(Math.abs));
    expect(gradient.length).toBe(wanted.length);
    expect(Math.max(...gradient.map((value, k) => Math.abs(value - (wanted[k] ?? NaN)) / scale))).toBeLessThan(1e-5);
  });
});

it('masks once, in the kernel of the pooling', async () => {
  await startBackend('wasm');
  const { kernelNames } = await tf.profile(() => {
    const inputs: [Tensor, Tensor, Tensor] = [values([1, 4, 4, 3], 1), values([3, 3, 3, 8], 2), values([8], 3)];
    return tf.tidy(() => valueAndGradients(() => weighted(maxPool(features(...inputs), windows)), inputs).value);
  });
  expect(kernelNames).toContain('RectifiedMaxPoolGrad');
  expect(kernelNames).not.toContain('BiasActivationGrad');
});

it('leaves the gradient of the result itself as it is, where a maximum is zero too', async () => {
  await startBackend('wasm');
  tf.tidy(() => {
    const zeros: [Tensor, Tensor, Tensor] = [values([1, 4, 4, 3], 1), tf.zeros([3, 3, 3, 1]), tf.tensor([-1])];
    const sumOfMaxima = (y: Tensor): tf.Scalar => tf.sum(maxPool(y, windows));
    // Made before the tape starts, in another computation of gradients, and in one around it.
    const before = features(...zeros);
    expect(tf.sum(tf.grad(sumOfMaxima)(before)).dataSync()[0]).toBe(4);
    const inside: Tensor[] = [];
    const { value } = valueAndGradients(() => {
      const y = tf.keep(features(...zeros));
      inside.push(y);
      return tf.sum(y);
    }, zeros);
    value.dispose();
    expect(tf.sum(tf.grad(sumOfMaxima)(inside[0] ?? before)).dataSync()[0]).toBe(4);
    const outer = valueAndGradients(() => {
      const y = features(...zeros);
      const pooled = sumOfMaxima(y);
      const [gradient = y] = tf.engine().gradients(() => pooled, [y], undefined, true).grads;
      expect(tf.sum(gradient).dataSync()[0]).toBe(4);
      return tf.sum(y);
    }, zeros);
    outer.value.dispose();
  });
});

it('leaves no tensor behind', async () => {
  await startBackend('wasm');
  const step = (loss: Loss): void => {
    tf.tidy(() => {
      const inputs: [Tensor, Tensor, Tensor] = [values([1, 4, 4, 3], 1), values([3, 3, 3, 8], 2), values([8], 3)];
      valueAndGradients(() => loss(...inputs), inputs);
    });
  };
  for (const loss of Object.values(losses)) {
    const before = tf.memory().numTensors;
    step(loss);
    expect(tf.memory().numTensors).toBe(before);
  }
});
