import { valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Conv1D } from '../convolution/conv1d.ts';
import { Conv1DTranspose } from '../convolution/conv1d-transpose.ts';
import { Conv2D } from '../convolution/conv2d.ts';
import { Conv2DTranspose } from '../convolution/conv2d-transpose.ts';
import { Conv3D } from '../convolution/conv3d.ts';
import { Conv3DTranspose } from '../convolution/conv3d-transpose.ts';
import { DepthwiseConv1D } from '../convolution/depthwise-conv1d.ts';
import { DepthwiseConv2D } from '../convolution/depthwise-conv2d.ts';
import { SeparableConv1D } from '../convolution/separable-conv1d.ts';
import { SeparableConv2D } from '../convolution/separable-conv2d.ts';
import { Activation } from '../core/activation.ts';
import { Dense } from '../core/dense.ts';
import { EinsumDense } from '../core/einsum-dense.ts';
import type { Layer } from '../engine/layer.ts';
import { ConvLSTM1D } from '../recurrent/conv-lstm1d.ts';
import { GRU } from '../recurrent/gru.ts';
import { LSTM } from '../recurrent/lstm.ts';
import { SimpleRNN } from '../recurrent/simple-rnn.ts';
import { startBackend } from '../testing/backends.ts';
import { checkGradients } from '../testing/gradient-check.ts';
import { spreadValues } from '../testing/values.ts';
import type { ActivationName } from './get.ts';

const activations: ActivationName[] = [
  'celu', 'elu', 'exponential', 'gelu', 'glu', 'hardShrink', 'hardSigmoid', 'hardSilu', 'hardTanh', 'leakyRelu', 'linear',
  'logSigmoid', 'logSoftmax', 'mish', 'relu', 'relu6', 'selu', 'sigmoid', 'silu', 'softShrink', 'softmax', 'softplus',
  'softsign', 'sparsePlus', 'sparseSigmoid', 'sparsemax', 'squareplus', 'tanh', 'tanhShrink',
]; // prettier-ignore

type Make = (activation: ActivationName) => Layer;

/** An exponential state passes all numbers in a few steps where its gates are exponential too. */
const gates = (activation: ActivationName): { recurrentActivation?: ActivationName } =>
  activation === 'exponential' ? {} : { recurrentActivation: activation };

const [filters, kernelSize] = [2, 2];
/** Layers with an activation of their own, and the shape of what they read. */
const layers: Record<string, [shape: number[], make: Make]> = {
  Activation: [[2, 4], (activation) => new Activation({ activation })],
  Dense: [[2, 3], (activation) => new Dense({ units: 2, activation })],
  'Dense without a bias': [[2, 2, 3], (activation) => new Dense({ units: 2, useBias: false, activation })],
  EinsumDense: [
    [2, 3],
    (activation) => new EinsumDense({ equation: 'ab,bc->ac', outputShape: 2, biasAxes: 'c', activation }),
  ],
  Conv1D: [[1, 3, 2], (activation) => new Conv1D({ filters, kernelSize, activation })],
  Conv2D: [[1, 3, 3, 2], (activation) => new Conv2D({ filters, kernelSize, activation })],
  'Conv2D of groups': [[1, 3, 3, 2], (activation) => new Conv2D({ filters, kernelSize, groups: 2, activation })],
  Conv3D: [[1, 2, 2, 3, 1], (activation) => new Conv3D({ filters, kernelSize, activation })],
  DepthwiseConv1D: [[1, 3, 2], (activation) => new DepthwiseConv1D({ kernelSize, activation })],
  DepthwiseConv2D: [[1, 3, 3, 2], (activation) => new DepthwiseConv2D({ kernelSize, activation })],
  SeparableConv1D: [[1, 3, 2], (activation) => new SeparableConv1D({ filters, kernelSize, activation })],
  SeparableConv2D: [[1, 3, 3, 2], (activation) => new SeparableConv2D({ filters, kernelSize, activation })],
  Conv1DTranspose: [[1, 2, 2], (activation) => new Conv1DTranspose({ filters, kernelSize, activation })],
  Conv2DTranspose: [[1, 2, 2, 2], (activation) => new Conv2DTranspose({ filters, kernelSize, activation })],
  Conv3DTranspose: [[1, 1, 2, 2, 1], (activation) => new Conv3DTranspose({ filters, kernelSize, activation })],
  SimpleRNN: [[1, 3, 2], (activation) => new SimpleRNN({ units: 2, activation })],
  LSTM: [[1, 3, 2], (activation) => new LSTM({ units: 2, activation, ...gates(activation) })],
  GRU: [[1, 3, 2], (activation) => new GRU({ units: 2, activation, ...gates(activation) })],
  ConvLSTM1D: [[1, 2, 3, 1], (activation) => new ConvLSTM1D({ filters, kernelSize, activation })],
};

/** `glu` halves its argument, so no state of a recurrent layer fits. */
const isPossible = (name: string, activation: string): boolean => activation !== 'glu' || !/RNN|LSTM|GRU/.test(name);

describe.each(['cpu', 'wasm'] as const)('layers with any activation, on %s', (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    // Its search for leaks takes what `sparsemax` keeps for the way back for one.
    tf.env().set('IS_TEST', false);
  });

  it.each(Object.entries(layers))('%s', (name, [shape, make]) => {
    for (const activation of activations.filter((activation) => isPossible(name, activation))) {
      const before = tf.memory().numTensors;
      const layer = make(activation);
      layer.ensureBuilt(shape);
      const x = spreadValues(shape, 1);
      layer.trainableWeights.forEach((weight, i) => {
        const values = tf.tidy(() => tf.div(spreadValues(weight.shape, i + 11), 4));
        weight.assign(values);
        values.dispose();
      });
      const tensors = [x, ...layer.trainableWeights.map((weight) => weight.value)];
      const run = (input: Tensor): Tensor[] => layer.applyAll(input, { training: true });
      const { value, gradients } = valueAndGradients(() => tf.sum(tf.square(run(x)[0] ?? x)), tensors);
      const given = gradients.map((gradient) => [gradient?.shape, gradient?.dataSync().every(Number.isFinite)]);
      expect([activation, given]).toEqual([activation, tensors.map((tensor) => [tensor.shape, true])]);
      tf.dispose([value, ...gradients.filter((gradient) => gradient !== null)]);
      if (activation === 'logSigmoid')
        checkGradients(([input = x]) => run(input), tensors, { names: [name], step: 1e-2, tolerance: 3e-3 });
      x.dispose();
      layer.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});
