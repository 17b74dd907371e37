import * as tf from '@tensorflow/tfjs-core';
import {
  CategoricalCrossentropy,
  Dense,
  Input,
  Model,
  setBackend,
  SGD,
  Softmax,
  SparseCategoricalCrossentropy,
} from './index.ts';

/** `Σ -log p` of the true class along `axis` of [2, 3, 2] over that many rows, after a softmax along `softmaxAxis`. */
function meanLoss(values: number[], { softmaxAxis, axis }: { softmaxAxis: number; axis: number }): number {
  const along = (x: number[], axis: number, f: (row: number[]) => number[]): number[] => {
    const y = [...x];
    const [stride, count] = axis === 1 ? [2, 3] : [1, 2];
    for (let start = 0; start < x.length; start++) {
      if (Math.floor(start / stride) % count !== 0) continue;
      const places = Array.from({ length: count }, (_, i) => start + i * stride);
      f(places.map((i) => x[i] ?? NaN)).forEach((value, i) => (y[places[i] ?? 0] = value));
    }
    return y;
  };
  const share = (row: number[]): number[] => row.map((v) => v / row.reduce((a, b) => a + b, 0));
  const p = along(values.map(Math.exp), softmaxAxis, share);
  // The first class is right everywhere.
  const losses: number[] = [];
  along(p, axis, (row) => {
    losses.push(-Math.log(share(row)[0] ?? NaN));
    return row;
  });
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

const values = [0.3, -1.2, 2, 0.7, -0.4, 1.1, 0, 0.9, -2, 1.5, 0.6, -0.8];

describe.each(['wasm', 'cpu'] as const)('the axis of the classes, on %s', (backend) => {
  beforeAll(() => setBackend(backend));

  it.each([
    { softmaxAxis: 1, axis: 1 },
    { softmaxAxis: -1, axis: 1 },
    { softmaxAxis: 1, axis: -1 },
    { softmaxAxis: 2, axis: 2 },
  ])('softmax along $softmaxAxis, loss along $axis', async ({ softmaxAxis, axis }) => {
    const inputs = Input({ shape: [3, 2] });
    const same = new Dense({ units: 2, kernelInitializer: 'identity' });
    const outputs = new Softmax({ axis: softmaxAxis }).apply(same.apply(inputs));
    const positive = (a: number): number => (a < 0 ? a + 3 : a);
    const expected = meanLoss(values, { softmaxAxis: positive(softmaxAxis), axis: positive(axis) });
    const x = tf.tensor3d(values, [2, 3, 2]);
    const classes = positive(axis) === 1 ? 3 : 2;
    const rest = positive(axis) === 1 ? [2, 2] : [2, 3];
    const sparse = tf.zeros(rest, 'int32');
    const oneHot = tf.tidy(() =>
      tf.transpose(tf.oneHot(sparse, classes), positive(axis) === 1 ? [0, 2, 1] : [0, 1, 2]),
    );
    for (const [loss, y] of [
      [new CategoricalCrossentropy({ axis }), oneHot],
      [new SparseCategoricalCrossentropy({ axis }), sparse],
    ] as const) {
      const model = new Model({ inputs, outputs });
      model.compile({ optimizer: new SGD({ learningRate: 0 }), loss });
      expect((await model.trainOnBatch(x, y)).loss).toBeCloseTo(expected, 5);
      expect((await model.evaluate(x, y, { verbose: 0 })).loss).toBeCloseTo(expected, 5);
    }
    tf.dispose([x, sparse, oneHot]);
  });
});
