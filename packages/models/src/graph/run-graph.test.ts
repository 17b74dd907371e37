import type { Shape } from '@argali/core';
import { Activation, Add, Concatenate, Dense, Embedding, Flatten, Input, Layer, LSTM, Masking } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Model } from '../model.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest } from '../testing/problems.ts';

beginEachTest();

/** The most tensors that were there at once while `f` ran, beside those from before. */
function peakOf(f: () => void): number {
  const before = tf.memory().numTensors;
  const engine = tf.engine();
  const { runKernel } = engine;
  let peak = 0;
  engine.runKernel = ((...args: Parameters<typeof runKernel>) => {
    const result = runKernel.apply(engine, args);
    peak = Math.max(peak, tf.memory().numTensors - before);
    return result;
  }) as typeof runKernel;
  try {
    f();
  } finally {
    Reflect.deleteProperty(engine, 'runKernel');
  }
  return peak;
}

it('frees each value after its last reader, so that a deep graph needs no more than a shallow one', () => {
  const peak = (depth: number): number => {
    const inputs = Input({ shape: [2] });
    let x = inputs;
    for (let i = 0; i < depth; i++) {
      const y = new Dense({ units: 2, activation: 'tanh' }).apply(x);
      x = new Add().apply([x, y]);
    }
    const model = new Model({ inputs, outputs: x });
    const ones = tf.ones([1, 2]);
    const result = peakOf(() => model.apply(ones).dispose());
    model.dispose();
    ones.dispose();
    return result;
  };
  expect(peak(40)).toBe(peak(3));
});

it('keeps what is still needed: outputs inside the graph, values that are read twice, masks and logits', async () => {
  const inputs = Input({ shape: [4] });
  const words = new Embedding({ inputDim: 5, outputDim: 3, maskZero: true }).apply(inputs);
  const first = new LSTM({ units: 2, returnSequences: true }).apply(words);
  const second = new LSTM({ units: 2, returnSequences: true }).apply(first);
  const both = new Concatenate().apply([first, second, words]);
  const scores = new Dense({ units: 3 }).apply(new Flatten().apply(both));
  const outputs = [first, new Activation({ activation: 'softmax' }).apply(scores), scores];
  const model = new Model({ inputs, outputs });
  const x = [[1, 2, 0, 0], [3, 0, 0, 0], [4, 4, 1, 0]]; // prettier-ignore
  const freed = await model.predict<Tensor[]>(x);
  // Inside a tape nothing is freed.
  const kept = tf.tidy(() => {
    let results: Tensor[] = [];
    tf.valueAndGrad((data) => {
      results = model.applyAll(data).map((result) => tf.keep(result));
      return tf.sum<tf.Scalar>(results[2] ?? tf.scalar(0));
    })(tf.tensor2d(x));
    return results;
  });
  expect(freed.map((tensor) => [...tensor.dataSync()])).toEqual(kept.map((tensor) => [...tensor.dataSync()]));
  model.compile({ loss: [null, 'categoricalCrossentropy', null] });
  const y = [tf.zeros([3, 4, 2]), tf.oneHot(tf.tensor1d([0, 1, 2], 'int32'), 3), tf.zeros([3, 3])];
  const { loss } = await model.evaluate(x, y, { verbose: 0 });
  expect(loss).toBeCloseTo(
    tf.tidy(() => tf.losses.softmaxCrossEntropy(y[1] as Tensor, freed[2] as Tensor).dataSync()[0] ?? 0),
    5,
  );
  tf.dispose([freed, kept, y]);
  model.dispose();
});

it('leaves alone what a layer of the caller’s has seen, what is kept, and what nested models are given', async () => {
  class Remembers extends Layer {
    static override readonly className = 'Remembers';
    seen: Tensor | null = null;
    override call(x: Tensor): Tensor {
      this.seen = x;
      return tf.mul(x, 2);
    }
    override computeOutputShape(shape: Shape): Shape {
      return shape;
    }
  }
  class Recalls extends Layer {
    static override readonly className = 'Recalls';
    override call(x: Tensor): Tensor {
      return tf.add(x, remembers.seen ?? 0);
    }
    override computeOutputShape(shape: Shape): Shape {
      return shape;
    }
  }
  const remembers = new Remembers({});
  const inputs = Input({ shape: [1] });
  let x = new Activation({ activation: 'relu' }).apply(inputs);
  x = new Sequential([remembers, new Masking()]).apply(x);
  x = new Activation({ activation: 'relu' }).apply(x);
  const model = new Model({ inputs, outputs: new Recalls({}).apply(x) });
  const predicted = await model.predict([[3]]);
  expect([...predicted.dataSync()]).toEqual([9]);
  predicted.dispose();
  model.dispose();
});
