import * as tf from '@tensorflow/tfjs-core';
import {
  Bidirectional,
  ConvLSTM1D,
  Dense,
  Flatten,
  GRU,
  GRUCell,
  Input,
  LSTM,
  LSTMCell,
  Masking,
  RNN,
  Sequential,
  setBackend,
  setRandomSeed,
  SimpleRNN,
  SimpleRNNCell,
  type ActivationName,
  type Layer,
} from './index.ts';

interface Options {
  dropout?: number;
  recurrentDropout?: number;
  returnSequences?: boolean;
  unroll?: boolean;
  goBackwards?: boolean;
  useBias?: boolean;
  activation?: ActivationName;
}

const rates: Options[] = [{ dropout: 0.3 }, { recurrentDropout: 0.3 }, { dropout: 0.2, recurrentDropout: 0.2 }];
const options: Options[] = [
  {},
  { returnSequences: true },
  { unroll: true },
  { goBackwards: true },
  { useBias: false },
  { activation: 'softsign' },
  { activation: 'logSigmoid' },
];

const units = 2;
const layers: Record<string, (options: Options) => Layer> = {
  SimpleRNN: (given) => new SimpleRNN({ units, ...given }),
  GRU: (given) => new GRU({ units, ...given }),
  'GRU that resets before': (given) => new GRU({ units, resetAfter: false, ...given }),
  LSTM: (given) => new LSTM({ units, ...given }),
  'RNN of cells': ({ returnSequences = false, unroll = false, goBackwards = false, ...given }) => {
    const cells = [SimpleRNNCell, LSTMCell, GRUCell].map((Cell) => new Cell({ units, ...given }));
    return new RNN({ cell: cells, returnSequences, unroll, goBackwards });
  },
  'Bidirectional SimpleRNN': (given) => new Bidirectional({ layer: new SimpleRNN({ units, ...given }) }),
  ConvLSTM1D: (given) => new ConvLSTM1D({ filters: 2, kernelSize: 2, ...given }),
};

describe.each(['wasm', 'cpu'] as const)('recurrent layers with dropout, on %s', (backend) => {
  beforeAll(async () => {
    await setBackend(backend);
    setRandomSeed(3);
  });

  it.each(Object.keys(layers))('%s trains, recorded steps and all', async (name) => {
    const shape = name === 'ConvLSTM1D' ? [3, 4, 2] : [3, 5];
    const [x, y] = [tf.randomUniform([6, ...shape], 0.1, 1, 'float32', 5), tf.ones([6, 1])];
    for (const rate of rates)
      for (const [i, option] of options.entries()) {
        if (name.startsWith('Bidirectional') && 'goBackwards' in option) continue;
        const before = tf.memory().numTensors;
        const layer = layers[name]?.({ ...rate, ...option }) as Layer;
        const masking = i % 2 === 0 && shape.length === 2 ? [new Masking()] : [];
        const model = new Sequential([Input({ shape }), ...masking, layer, new Flatten(), new Dense({ units: 1 })]);
        model.compile({ optimizer: 'sgd', loss: 'mse' });
        const weights = layer.getWeights();
        const { history } = await model.fit(x, y, { epochs: 2, batchSize: 2, verbose: 0 });
        const losses = history['loss'] ?? [];
        expect([rate, option, losses.length, losses.every(Number.isFinite)]).toEqual([rate, option, 2, true]);
        const moved = layer.getWeights().map((weight, k) => {
          const change = tf.tidy(() => tf.max(tf.abs(tf.sub(weight, weights[k] ?? weight))).dataSync()[0] ?? 0);
          weight.dispose();
          return change > 0;
        });
        expect([rate, option, moved.every(Boolean)]).toEqual([rate, option, true]);
        tf.dispose(weights);
        model.dispose();
        expect(tf.memory().numTensors).toBe(before);
      }
    tf.dispose([x, y]);
  });
});
