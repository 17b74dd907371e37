import { DataError, StateError } from '@argali/core';
import { BatchNormalization, Conv2D, Dense, Dropout, Flatten, Layer, MaxPooling2D } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Sequential } from '../sequential.ts';
import { beginEachTest, line, xorModel, xorX, xorY } from '../testing/problems.ts';
import { checkGradients } from './check-gradients.ts';

beginEachTest();

function bits(model: Sequential): number[][] {
  return model.weights.map((weight) => [...new Uint8Array(weight.value.dataSync<'float32'>().slice().buffer)]);
}

/** Doubles its input, and claims in its gradient to have tripled it. */
class Liar extends Layer {
  static override readonly className: string = 'Liar';
  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.customGrad((x) => ({ value: tf.mul(x as Tensor, 2), gradFunc: (dy: Tensor) => tf.mul(dy, 3) }))(
      inputs as Tensor,
    );
  }
}

/** Adds noise that nobody can repeat. */
class Jitter extends Layer {
  static override readonly className: string = 'Jitter';
  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.add(inputs as Tensor, Math.random());
  }
}

class Constant extends Layer {
  static override readonly className: string = 'Constant';
  override build(): void {
    this.addWeight('unused', [2]);
  }
  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.mul(inputs as Tensor, 1);
  }
}

it('agrees with differences on a smooth model, and leaves it as it was', async () => {
  const model = xorModel();
  const [before, tensors] = [bits(model), tf.memory().numTensors];
  const check = await checkGradients(model, xorX, xorY);
  expect(check.passed).toBe(true);
  expect(check.relativeError).toBeLessThan(5e-3);
  expect(check.weights.map(({ path, entries }) => [path, entries])).toEqual([
    [`${model.layers[0]?.name ?? ''}/kernel`, 8],
    [`${model.layers[0]?.name ?? ''}/bias`, 8],
    [`${model.layers[1]?.name ?? ''}/kernel`, 8],
    [`${model.layers[1]?.name ?? ''}/bias`, 1],
  ]);
  for (const { worst } of check.weights) expect(Math.abs(worst.analytic - worst.numeric)).toBeLessThan(1e-4);
  expect(bits(model)).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(model.optimizer.built).toBe(false);
  expect(check.toString().split('\n')).toHaveLength(6);
  model.dispose();
});

it('finds a gradient that is wrong by half, and where', async () => {
  const model = new Sequential([
    new Dense({ units: 4, activation: 'tanh', inputShape: [2], name: 'below' }),
    new Liar({}),
    new Dense({ units: 1, name: 'above' }),
  ]);
  model.compile({ loss: 'mse' });
  const { x, y } = line(16);
  const check = await checkGradients(model, x, y);
  expect(check.passed).toBe(false);
  const verdicts = check.weights.map(({ path, relativeError }) => [path, relativeError < check.tolerance]);
  expect(verdicts).toEqual([
    ['below/kernel', false],
    ['below/bias', false],
    ['above/kernel', true],
    ['above/bias', true],
  ]);
  const { worst, relativeError } = check.weights[0] ?? { worst: { analytic: NaN, numeric: NaN }, relativeError: NaN };
  expect(worst.analytic / worst.numeric).toBeCloseTo(1.5, 2);
  expect(relativeError).toBeCloseTo(1 / 3, 2);
  expect(`${check.toString()}\n`.match(/WRONG\n/g)).toHaveLength(2);
  model.dispose();
});

it('holds for convolution, pooling, batch statistics, relu, dropout and regularizers in training', async () => {
  const model = new Sequential([
    new Conv2D({ filters: 3, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 1] }),
    new BatchNormalization(),
    new MaxPooling2D({ poolSize: 2 }),
    new Flatten(),
    new Dropout({ rate: 0.3, seed: 5 }),
    new Dense({ units: 3, activation: 'softmax', kernelRegularizer: { className: 'L2', config: { l2: 0.1 } } }),
  ]);
  model.compile({ loss: 'sparseCategoricalCrossentropy' });
  const x = { data: Float32Array.from({ length: 8 * 36 }, (_, i) => Math.sin(i * i)), shape: [8, 6, 6, 1] };
  const y = Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1);
  const [before, tensors] = [bits(model), tf.memory().numTensors];
  const check = await checkGradients(model, x, y, { training: true });
  expect(check.relativeError).toBeLessThan(check.tolerance);
  expect(bits(model)).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
});

it('holds on a kink: a relu of bias 0 where the inputs are 0', async () => {
  const model = new Sequential([new Dense({ units: 6, activation: 'relu', inputShape: [2] }), new Dense({ units: 1 })]);
  model.compile({ loss: 'mse' });
  const check = await checkGradients(model, [[0, 0], [0, 0], [1, -1]], [[1], [2], [3]]); // prettier-ignore
  expect(check.relativeError).toBeLessThan(check.tolerance);
  model.dispose();
});

it('counts the gradient of a weight the loss does not depend on as 0', async () => {
  const model = new Sequential([new Constant({ inputShape: [2] }), new Dense({ units: 1 })]);
  model.compile({ loss: 'mse' });
  const { x, y } = line(4);
  const { passed, weights } = await checkGradients(model, x, y, { entries: 1 });
  expect(passed).toBe(true);
  expect(weights[0]).toMatchObject({ entries: 1, relativeError: 0, worst: { analytic: 0, numeric: 0 } });
  model.dispose();
});

it('takes the first of an iterable of batches, and the same entries for the same seed', async () => {
  const model = xorModel();
  const batches = (): Iterable<[number[][], number[][]]> => [
    [xorX, xorY],
    [xorX, [[9], [9], [9], [9]]],
  ];
  const options = { entries: 3, seed: 4 };
  const first = await checkGradients(model, batches, options);
  expect(first.weights).toEqual((await checkGradients(model, xorX, xorY, options)).weights);
  expect(first.weights).not.toEqual((await checkGradients(model, xorX, xorY, { entries: 3, seed: 5 })).weights);
  model.dispose();
});

it('builds a model that is not built yet', async () => {
  const model = new Sequential([new Dense({ units: 1 })]);
  model.compile({ loss: 'mse' });
  const { x, y } = line(4);
  expect((await checkGradients(model, x, y)).passed).toBe(true);
  model.dispose();
});

describe('refuses', () => {
  const { x, y } = line(4);
  const make = (...layers: Layer[]): Sequential => {
    const model = new Sequential([...layers, new Dense({ units: 1 })]);
    model.compile({ loss: 'mse' });
    return model;
  };

  it('a loss that changes from call to call', async () => {
    const model = make(new Jitter({ inputShape: [2] }));
    const check = checkGradients(model, x, y);
    await expect(check).rejects.toThrow(StateError);
    await expect(check).rejects.toThrow('to be the same from call to call');
    model.dispose();
  });

  it('a loss that is not finite, and leaves nothing behind', async () => {
    const model = make(new Constant({ inputShape: [2] }));
    const before = tf.memory().numTensors;
    const check = checkGradients(model, [[NaN, 1]], [[1]]);
    await expect(check).rejects.toThrow(DataError);
    await expect(check).rejects.toThrow('to be finite. Received: NaN');
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('a model that is not compiled, or has nothing to train', async () => {
    const model = new Sequential([new Dense({ units: 1, inputShape: [2] })]);
    await expect(checkGradients(model, x, y)).rejects.toThrow('is not compiled');
    model.trainable = false;
    model.compile({ loss: 'mse' });
    await expect(checkGradients(model, x, y)).rejects.toThrow('has no trainable weights');
    model.dispose();
  });

  it.each([
    [{ step: 0 }, 'checkGradients: expected `step` to be positive. Received: step=0'],
    [{ tolerance: NaN }, 'checkGradients: expected `tolerance` to be positive. Received: tolerance=NaN'],
    [{ entries: 0 }, 'checkGradients: expected `entries` to be a positive integer. Received: entries=0'],
    [{ batchSize: 1.5 }, 'checkGradients: expected `batchSize` to be a positive integer. Received: batchSize=1.5'],
  ])('%j', async (options, message) => {
    const model = xorModel();
    await expect(checkGradients(model, xorX, xorY, options)).rejects.toThrow(message);
    model.dispose();
  });

  it('no data', async () => {
    const model = xorModel();
    await expect(checkGradients(model, [], {})).rejects.toThrow('x is empty');
    await expect(checkGradients(model, () => [][Symbol.iterator]())).rejects.toThrow('expected at least one batch');
    model.dispose();
  });
});
