import { valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationName } from '../activations/get.ts';
import type { Layer } from '../engine/layer.ts';
import { startBackend } from '../testing/backends.ts';
import { checkGradients } from '../testing/gradient-check.ts';
import { sameDraws } from '../testing/run-layer-test.ts';
import { spreadValues } from '../testing/values.ts';
import type { BaseCellConfig } from './base-cell.ts';
import type { BaseRNNConfig } from './base-rnn.ts';
import { Bidirectional } from './bidirectional.ts';
import { ConvLSTM1D } from './conv-lstm1d.ts';
import { ConvLSTM2D } from './conv-lstm2d.ts';
import { ConvLSTM3D } from './conv-lstm3d.ts';
import { GRU } from './gru.ts';
import { GRUCell } from './gru-cell.ts';
import { LSTM } from './lstm.ts';
import { LSTMCell } from './lstm-cell.ts';
import { RNN } from './rnn.ts';
import { SimpleRNN } from './simple-rnn.ts';
import { SimpleRNNCell } from './simple-rnn-cell.ts';
import { StackedRNNCells } from './stacked-rnn-cells.ts';

type Cell = Omit<BaseCellConfig, 'name'>;
type Sequence = Omit<BaseRNNConfig, 'name'>;

/** A layer of two units, and the shape of what it reads. */
interface Made {
  shape: number[];
  make: (cell: Cell, sequence: Sequence) => Layer;
}

const units = 2;
const images = { filters: 2, kernelSize: 2, padding: 'same' } as const;
const made: Record<string, Made> = {
  SimpleRNN: { shape: [2, 3, 3], make: (cell, sequence) => new SimpleRNN({ units, ...cell, ...sequence }) },
  GRU: { shape: [2, 3, 3], make: (cell, sequence) => new GRU({ units, ...cell, ...sequence }) },
  'GRU that resets before': {
    shape: [2, 3, 3],
    make: (cell, sequence) => new GRU({ units, resetAfter: false, ...cell, ...sequence }),
  },
  LSTM: { shape: [2, 3, 3], make: (cell, sequence) => new LSTM({ units, ...cell, ...sequence }) },
  'RNN of one cell': {
    shape: [2, 3, 3],
    make: (cell, sequence) => new RNN({ cell: new SimpleRNNCell({ units, ...cell }), ...sequence }),
  },
  'RNN of stacked cells': {
    shape: [2, 3, 3],
    make: (cell, sequence) =>
      new RNN({
        cell: new StackedRNNCells({
          cells: [
            new LSTMCell({ units, ...cell }),
            new GRUCell({ units: 3, resetAfter: false, ...cell }),
            new SimpleRNNCell({ units, ...cell }),
          ],
        }),
        ...sequence,
      }),
  },
  'Bidirectional SimpleRNN': {
    shape: [2, 3, 3],
    make: (cell, sequence) => new Bidirectional({ layer: new SimpleRNN({ units, ...cell, ...sequence }) }),
  },
  'Bidirectional GRU': {
    shape: [2, 3, 3],
    make: (cell, sequence) => new Bidirectional({ layer: new GRU({ units, ...cell, ...sequence }), mergeMode: 'mul' }),
  },
  'Bidirectional LSTM': {
    shape: [2, 3, 3],
    make: (cell, sequence) => new Bidirectional({ layer: new LSTM({ units, ...cell, ...sequence }), mergeMode: 'sum' }),
  },
  ConvLSTM1D: { shape: [1, 3, 3, 2], make: (cell, sequence) => new ConvLSTM1D({ ...images, ...cell, ...sequence }) },
  ConvLSTM2D: { shape: [1, 2, 3, 2, 2], make: (cell, sequence) => new ConvLSTM2D({ ...images, ...cell, ...sequence }) },
  'ConvLSTM2D, channels first': {
    shape: [1, 2, 2, 3, 2],
    make: (cell, sequence) => new ConvLSTM2D({ ...images, dataFormat: 'channelsFirst', ...cell, ...sequence }),
  },
  ConvLSTM3D: {
    shape: [1, 2, 2, 2, 2, 1],
    make: (cell, sequence) => new ConvLSTM3D({ ...images, ...cell, ...sequence }),
  },
};

const rates: Cell[] = [{ dropout: 0.3 }, { recurrentDropout: 0.3 }, { dropout: 0.3, recurrentDropout: 0.2 }];
const sequences: Sequence[] = [
  {},
  { returnSequences: true },
  { goBackwards: true },
  { unroll: true },
  { stateful: true },
  { returnSequences: true, zeroOutputForMask: true },
];

// `glu` halves its argument, so no state fits.
const activations: ActivationName[] = [
  'celu', 'elu', 'exponential', 'gelu', 'hardShrink', 'hardSigmoid', 'hardSilu', 'hardTanh', 'leakyRelu', 'linear', 'logSigmoid',
  'logSoftmax', 'mish', 'relu', 'relu6', 'selu', 'sigmoid', 'silu', 'softShrink', 'softmax', 'softplus', 'softsign', 'sparsePlus',
  'sparseSigmoid', 'sparsemax', 'squareplus', 'tanh', 'tanhShrink',
]; // prettier-ignore

/** Hands the layer, built and filled, and an input to `f`; nothing may be left of them. */
function withLayer(
  layer: Layer,
  shape: readonly number[],
  f: (x: Tensor, outputs: (x: Tensor) => Tensor[]) => void,
): void {
  const before = tf.memory().numTensors;
  layer.ensureBuilt(shape);
  const x = spreadValues(shape, 1);
  layer.trainableWeights.forEach((weight, i) => {
    const values = tf.tidy(() => tf.div(spreadValues(weight.shape, i + 11), 2));
    weight.assign(values);
    values.dispose();
  });
  f(x, (x) => layer.applyAll(x, { training: true }));
  x.dispose();
  layer.dispose();
  expect(tf.memory().numTensors).toBe(before);
}

const names = Object.keys(made);
const madeBy = (name: string): Made => made[name] as Made;

describe.each(['cpu', 'wasm'] as const)('recurrent layers with dropout, on %s', (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    // Its search for leaks takes what `sparsemax` keeps for the way back for one.
    tf.env().set('IS_TEST', false);
  });

  const both = { dropout: 0.3, recurrentDropout: 0.2 };
  const samples = [
    ...names.map((name) => ({ name, rate: both })),
    ...['SimpleRNN', 'GRU that resets before', 'ConvLSTM1D'].flatMap((name) =>
      rates.slice(0, 2).map((rate) => ({ name, rate })),
    ),
  ];

  it.each(samples.map((sample) => ({ ...sample, title: JSON.stringify(sample.rate) })))(
    '$name has the gradients that differences give: $title',
    ({ name, rate }) => {
      const { shape, make } = madeBy(name);
      const layer = make({ ...rate, seed: 5 }, { returnSequences: true });
      withLayer(layer, shape, (x, outputs) => {
        const weights = layer.trainableWeights;
        checkGradients(
          sameDraws((tensors: readonly Tensor[]) => outputs(tensors[0] ?? x)),
          [x, ...weights.map((weight) => weight.value)],
          {
            names: ['inputs', ...weights.map((weight) => weight.name)],
            step: 1e-2,
            tolerance: 3e-3,
          },
        );
      });
    },
  );

  it.each(names)('%s has gradients with every option and every activation', (name) => {
    const { shape, make } = madeBy(name);
    const isTwoWay = name.startsWith('Bidirectional');
    const ways = sequences.filter(({ goBackwards = false }) => !(isTwoWay && goBackwards));
    const options: [Cell, Sequence][] = [
      ...rates.flatMap((rate) => ways.map((sequence): [Cell, Sequence] => [rate, sequence])),
      ...activations.map((activation, i): [Cell, Sequence] => [{ ...rates[i % 3], activation }, ways[i % 2] ?? {}]),
      ...rates.map((rate): [Cell, Sequence] => [{ ...rate, useBias: false }, {}]),
    ];
    for (const [cell, sequence] of options) {
      const layer = make(cell, sequence);
      const title = JSON.stringify([cell, sequence]);
      withLayer(layer, shape, (x, outputs) => {
        const weights = layer.trainableWeights.map((weight) => weight.value);
        const loss = (): Tensor => tf.addN(outputs(x).map((y) => tf.sum(tf.square(y))));
        const { value, gradients } = valueAndGradients(loss, weights);
        const shapes = gradients.map((gradient) => gradient?.shape);
        expect([title, shapes]).toEqual([title, weights.map((weight) => weight.shape)]);
        // A state that grows exponentially passes all numbers in a few steps.
        const grows = cell.activation === 'exponential';
        const isFinite = grows || gradients.every((gradient) => gradient?.dataSync().every(Number.isFinite));
        expect([title, isFinite]).toEqual([title, true]);
        tf.dispose([value, ...gradients.filter((gradient) => gradient !== null)]);
      });
    }
  });
});
