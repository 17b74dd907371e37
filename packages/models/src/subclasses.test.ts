import { setWarningHandler } from '@argali/core';
import {
  BatchNormalization,
  Conv2D,
  Dense,
  Embedding,
  Flatten,
  Input,
  Layer,
  TimeDistributed,
  type SymbolicTensor,
} from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Model } from './model.ts';
import { Sequential } from './sequential.ts';
import { beginEachTest, silent } from './testing/problems.ts';

beginEachTest();

class Net extends Model {
  static override readonly className: string = 'Net';
  readonly first = new Dense({ units: 4 });
  readonly rest = [new Dense({ units: 4 }), new Dense({ units: 4 })];
  readonly heads = { out: new Dense({ units: 1 }) };
  override call(x: Tensor): Tensor {
    return this.heads.out.apply(this.rest.reduce((h, layer) => layer.apply(h), this.first.apply(x)));
  }
}

/** A block that says its shape itself, so that no trial builds what is inside. */
class Block extends Layer {
  static override readonly className: string = 'Block';
  readonly dense = new Dense({ units: 2 });
  override call(x: Tensor): Tensor {
    return this.dense.apply(x);
  }
  override computeOutputShape(): number[] {
    return [2, 2];
  }
}

const moved = async (model: Model, x: Tensor, y: Tensor): Promise<boolean[]> => {
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  model.ensureBuiltFor([x]);
  const before = model.trainableWeights.map(({ value }) => value.dataSync().slice());
  await model.fit(x, y, silent);
  return model.trainableWeights.map(({ value }, i) => value.dataSync().some((v, j) => v !== before[i]?.[j]));
};

describe('subclasses of Model', () => {
  it('train what is in their fields', async () => {
    const before = tf.memory().numTensors;
    const [x, y] = [tf.randomNormal([4, 3]), tf.ones([4, 1])];
    const net = new Net();
    expect(await moved(net, x, y)).toEqual(Array.from({ length: 8 }, () => true));
    expect(net.layers).toHaveLength(4);
    net.dispose();
    tf.dispose([x, y]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are built by hand for a shape, with all that is inside', () => {
    const net = new Net();
    net.build([null, 3]);
    expect([net.built, net.countParams()]).toEqual([true, 16 + 20 + 20 + 5]);
    tf.tidy(() => expect(net.apply(tf.ones([2, 3])).shape).toEqual([2, 1]));
    expect(net.weights).toHaveLength(8);
    net.dispose();
    const sequential = new Sequential([new Dense({ units: 2 })]);
    sequential.build([null, 3]);
    expect([sequential.built, sequential.inputShape, sequential.countParams()]).toEqual([true, [null, 3], 8]);
    sequential.dispose();
  });

  it('train layers inside a layer that nobody has called yet', async () => {
    const [x, y] = [tf.randomNormal([2, 3]), tf.ones([2, 2])];
    const input = Input({ batchShape: [2, 3] });
    const model = new Model({ inputs: input, outputs: new Block({}).apply(input) });
    expect(model.weights).toHaveLength(0);
    expect(await moved(model, x, y)).toEqual([true, true]);
    model.dispose();
    tf.dispose([x, y]);
  });

  it('of a graph get one tensor for one output from `super.call`', async () => {
    class Halved extends Model {
      static override readonly className: string = 'Halved';
      override call(x: Tensor): Tensor {
        return tf.div(super.call(x) as Tensor, 2);
      }
    }
    const x = Input({ shape: [2] });
    const model = new Halved({ inputs: x, outputs: new Dense({ units: 1, kernelInitializer: 'ones' }).apply(x) });
    const y = await model.predict([[1, 3]]);
    expect(Array.from(y.dataSync())).toEqual([2]);
    y.dispose();
    model.dispose();
  });

  it('keep their own layers beside those of the graph', () => {
    class Extended extends Model {
      static override readonly className: string = 'Extended';
      readonly extra = new Dense({ units: 1, name: 'extra' });
    }
    const x = Input({ shape: [2], name: 'x' });
    const model = new Extended({ inputs: x, outputs: new Dense({ units: 1, name: 'd' }).apply(x) });
    expect(model.layers.map(({ name }) => name)).toEqual(['x', 'd', 'extra']);
    class Grown extends Sequential {
      static override readonly className: string = 'Grown';
      readonly extra = this.track(new Dense({ units: 1, name: 'extra' }));
    }
    const grown = new Grown([new Dense({ units: 1, inputShape: [2], name: 'a' })]);
    grown.add(new Dense({ units: 1, name: 'b' }));
    expect(grown.sublayers.map(({ name }) => name).sort()).toEqual(expect.arrayContaining(['a', 'b', 'extra']));
    model.dispose();
    grown.dispose();
  });
});

describe('TimeDistributed of a model', () => {
  it('applies it to each step, and trains it', async () => {
    const before = tf.memory().numTensors;
    const cnn = new Sequential([new Conv2D({ filters: 2, kernelSize: 2, inputShape: [4, 4, 1] }), new Flatten()]);
    const frames = Input({ shape: [3, 4, 4, 1] });
    const features = new TimeDistributed({ layer: cnn }).apply(frames);
    const model = new Model({ inputs: frames, outputs: features });
    const x = tf.randomNormal([2, 3, 4, 4, 1]);
    const step = tf.tidy(() => tf.squeeze(tf.slice(x, [0, 1], [-1, 1]), [1]));
    const [all, one] = [await model.predict(x), await cnn.predict(step)];
    const difference = tf.tidy(
      () => tf.max(tf.abs(tf.sub(tf.squeeze(tf.slice(all, [0, 1], [-1, 1]), [1]), one))).dataSync()[0],
    );
    expect(difference).toBeLessThan(1e-6);
    const y = tf.zeros([2, 3, 18]);
    expect(await moved(model, x, y)).toEqual([true, true]);
    model.dispose();
    tf.dispose([x, y, step, all, one]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives as many outputs as the model', () => {
    const x = Input({ shape: [2] });
    const inner = new Model({
      inputs: x,
      outputs: [new Dense({ units: 1 }).apply(x), new BatchNormalization().apply(x)],
    });
    const outputs = new TimeDistributed({ layer: inner }).applyAll(Input({ shape: [5, 2] }));
    expect(outputs.map(({ shape }) => shape)).toEqual([
      [null, 5, 1],
      [null, 5, 2],
    ]);
    inner.dispose();
  });
});

describe('types of data', () => {
  class Last extends Layer {
    static override readonly className: string = 'Last';
    override call(ids: Tensor): Tensor {
      return tf.gather(tf.tensor1d([5, 6, 7]), ids);
    }
  }

  it('become those that the inputs of a graph have', async () => {
    const ids = Input({ shape: [2], dtype: 'int32' });
    const model = new Model({ inputs: ids, outputs: new Last({}).apply(ids) });
    const y = await model.predict([[2, 0]]);
    expect([model.outputs[0]?.dtype, Array.from(y.dataSync())]).toEqual(['float32', [7, 5]]);
    const x = Input({ shape: [2] });
    let seen: string | null = null;
    class Look extends Layer {
      static override readonly className: string = 'Look';
      override call(inputs: Tensor): Tensor {
        seen = inputs.dtype;
        return inputs;
      }
    }
    const floats = new Model({ inputs: x, outputs: new Look({}).apply(x) });
    const z = await floats.predict(tf.ones([1, 2], 'int32'));
    expect([seen, z.dtype]).toEqual(['float32', 'float32']);
    const words = Input({ shape: [1], dtype: 'string', name: 'words' });
    const text = new Model({ inputs: words, outputs: new Look({}).apply(words) });
    await expect(text.predict([[1]])).rejects.toThrow('expected strings for input "words"');
    tf.dispose([y, z]);
  });

  it('stay what they are where nobody has said anything of them', () => {
    const model = new Sequential([new Last({})]);
    tf.tidy(() => {
      expect(Array.from(model.apply(tf.tensor2d([[2, 0]], [1, 2], 'int32')).dataSync())).toEqual([7, 5]);
    });
    const embedding = new Sequential([new Embedding({ inputDim: 3, outputDim: 1, weights: [[1], [2], [3]] })]);
    tf.tidy(() => {
      expect(embedding.apply(tf.tensor1d([2], 'int32')).dataSync()[0]).toBe(3);
      expect(embedding.apply(tf.tensor1d([1])).dataSync()[0]).toBe(2);
    });
    embedding.dispose();
  });

  it('of nested models are those of their outputs', () => {
    const ids = Input({ shape: [3], dtype: 'int32' });
    const inner = new Model({ inputs: ids, outputs: [new Embedding({ inputDim: 3, outputDim: 1 }).apply(ids), ids] });
    const outputs = inner.applyAll(Input({ shape: [3], dtype: 'int32' }));
    expect(outputs.map(({ dtype }) => dtype)).toEqual(['float32', 'int32']);
    inner.dispose();
  });
});

describe('models that share layers', () => {
  const predicts = async (model: Model, shape: number[]): Promise<boolean> => {
    const x = tf.ones(shape);
    try {
      const y = await model.predict(x);
      const [value = NaN] = y.dataSync();
      y.dispose();
      return Number.isFinite(value);
    } finally {
      x.dispose();
    }
  };

  it('are disposed of one by one', async () => {
    const before = tf.memory().numTensors;
    const x = Input({ shape: [2] });
    const shared = new Dense({ units: 3 });
    const [one, two] = [1, 2].map(
      (units) => new Model({ inputs: x, outputs: new Dense({ units }).apply(shared.apply(x)) }),
    ) as [Model, Model];
    one.compile({ optimizer: 'adam', loss: 'mse' });
    const x1 = tf.ones([1, 2]);
    const y1 = tf.ones([1, 1]);
    await one.trainOnBatch(x1, y1);
    tf.dispose([x1, y1]);
    one.dispose();
    expect(await predicts(two, [1, 2])).toBe(true);
    await expect(predicts(one, [1, 2])).rejects.toThrow('has been disposed of');
    two.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('read features of each other', async () => {
    const before = tf.memory().numTensors;
    const base = new Sequential([new Dense({ units: 3, inputShape: [2] }), new Dense({ units: 4 })]);
    const [first] = base.layers;
    const middle = first?.inboundNodes[0]?.outputs[0] as SymbolicTensor;
    const features = new Model({ inputs: base.inputs, outputs: middle });
    features.dispose();
    expect(await predicts(base, [1, 2])).toBe(true);
    const again = new Model({ inputs: base.inputs, outputs: middle });
    base.dispose();
    expect(await predicts(again, [1, 2])).toBe(true);
    expect(base.layers.map(({ isDisposed }) => isDisposed)).toEqual([false, true]);
    again.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('hold each other', async () => {
    const before = tf.memory().numTensors;
    const inner = new Sequential([new Dense({ units: 3, inputShape: [2] })]);
    const outer = new Sequential([inner, new Dense({ units: 1 })]);
    inner.dispose();
    expect(await predicts(outer, [1, 2])).toBe(true);
    outer.dispose();
    expect([inner.isDisposed, tf.memory().numTensors]).toEqual([true, before]);
  });

  it('give a layer up by `pop`', async () => {
    const model = new Sequential([new Dense({ units: 3, inputShape: [2] })]);
    const layer = model.pop();
    expect(model.layers).toEqual([]);
    expect(() => model.outputShape).toThrow('is not built yet');
    model.add(new Dense({ units: 5 }));
    expect(await predicts(model, [1, 2])).toBe(true);
    expect(model.outputShape).toEqual([null, 5]);
    model.dispose();
    expect(layer.isDisposed).toBe(false);
    layer.dispose();
    expect(layer.isDisposed).toBe(true);
  });
});

describe('a sequential model', () => {
  it('does not take a layer that does not fit, and goes on', () => {
    const model = new Sequential([new Dense({ units: 3, inputShape: [2] })]);
    const wrong = new Conv2D({ filters: 1, kernelSize: 1 });
    expect(() => model.add(wrong)).toThrow('Conv2D');
    expect([model.layers.length, model.sublayers.includes(wrong)]).toEqual([1, false]);
    model.add(new Dense({ units: 1 }));
    expect(model.outputShape).toEqual([null, 1]);
    model.dispose();
  });

  it('that could not be built for a shape can be for another', () => {
    const model = new Sequential([new Dense({ units: 3 }), new Conv2D({ filters: 1, kernelSize: 1 })]);
    const before = tf.memory().numTensors;
    expect(() => model.build([null, 2])).toThrow('Conv2D');
    expect([model.built, model.weights.length, tf.memory().numTensors]).toEqual([false, 0, before]);
    model.build([null, 5, 5, 2]);
    expect(model.outputShape).toEqual([null, 5, 5, 1]);
    model.dispose();
  });
});

describe('a layer that a model uses but does not hold', () => {
  it('is named in a warning', async () => {
    const warnings: string[] = [];
    setWarningHandler((message) => warnings.push(message));
    class Hiding extends Model {
      static override readonly className: string = 'Hiding';
      readonly #dense = new Dense({ units: 1, name: 'hidden' });
      readonly seen = new Dense({ units: 1, name: 'seen' });
      override call(x: Tensor): Tensor {
        return this.seen.apply(this.#dense.apply(x));
      }
      get hidden(): Layer {
        return this.#dense;
      }
    }
    const model = new Hiding({ name: 'h' });
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    await model.fit([[1, 2]], [[1]], silent);
    setWarningHandler(null);
    expect(warnings).toEqual([expect.stringContaining('Hiding "h" calls Dense "hidden", which is no part of it')]);
    model.dispose();
    model.hidden.dispose();
  });
});
