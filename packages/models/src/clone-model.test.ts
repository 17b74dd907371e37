import {
  Add,
  Dense,
  Dropout,
  Embedding,
  Input,
  Lambda,
  Layer,
  LSTM,
  TimeDistributed,
  type LayerConfig,
  type SymbolicTensor,
} from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { cloneModel } from './clone-model.ts';
import './model-from-config.ts';
import { Model } from './model.ts';
import { Sequential } from './sequential.ts';
import { beginEachTest } from './testing/problems.ts';

beginEachTest();

/** A layer of a caller's that nobody has registered. */
class Twice extends Layer {
  static override readonly className: string = 'Twice';
  constructor(config: LayerConfig = {}) {
    super(config);
  }
  override call(x: Tensor): Tensor {
    return tf.mul(x, 2);
  }
}

/** Several inputs and outputs, a shared layer, a model inside, call arguments. */
function branched(): Model {
  const [a, b] = [Input({ shape: [3, 2], name: 'a' }), Input({ shape: [3, 2], name: 'b' })];
  const inner = new Sequential([new Dense({ units: 4, inputShape: [2], name: 'deep' })], { name: 'inner' });
  const shared = new TimeDistributed({ layer: inner, name: 'shared' });
  const [, h, c] = new LSTM({ units: 4, returnState: true, name: 'encoder' }).applyAll(shared.apply(a));
  const decoder = new LSTM({ units: 4, name: 'decoder' });
  const decoded = decoder.apply(shared.apply(b), { initialState: [h, c] });
  const sum = new Add({ name: 'sum' }).apply([decoded, new Dense({ units: 4, name: 'skip' }).apply(decoded)]);
  return new Model({
    inputs: { a, b },
    outputs: [sum, new Dropout({ rate: 0.5, name: 'drop' }).apply(sum)],
    name: 'm',
  });
}

function stack(): Sequential {
  return new Sequential([new Dense({ units: 2, inputShape: [3], name: 'one' }), new Dense({ units: 1, name: 'two' })]);
}

/** Whether two models compute alike, once they have the same weights. */
function expectSame(copy: Model, model: Model, inputs: Tensor[]): void {
  expect(copy).not.toBe(model);
  expect(copy.constructor).toBe(model.constructor);
  expect(copy.weights.map(({ path, shape }) => [path, shape])).toEqual(
    model.weights.map(({ path, shape }) => [path, shape]),
  );
  expect(copy.weights.some((weight) => model.weights.includes(weight))).toBe(false);
  tf.tidy(() => {
    copy.setWeights(model.getWeights());
    const [first] = inputs;
    const run = (m: Model): number[][] =>
      m.applyAll(inputs.length === 1 && first ? first : inputs).map((y) => Array.from(y.dataSync()));
    expect(run(copy)).toEqual(run(model));
  });
}

const inputsOf = { branched: () => [1, 2].map((seed) => tf.randomNormal([2, 3, 2], 0, 1, 'float32', seed)) };

describe('fromConfig', () => {
  it('of a functional model gives the model', () => {
    const model = branched();
    const copy = Model.fromConfig(model.getConfig());
    expect([copy.name, copy.getConfig()]).toEqual(['m', model.getConfig()]);
    tf.tidy(() => expectSame(copy, model, inputsOf.branched()));
    model.dispose();
    copy.dispose();
  });

  it('of a sequential model gives the model, frozen or not', () => {
    const model = stack();
    const copy = Sequential.fromConfig(model.getConfig());
    expect(copy.getConfig()).toEqual(model.getConfig());
    tf.tidy(() => expectSame(copy, model, [tf.ones([2, 3])]));
    model.trainable = false;
    const frozen = Sequential.fromConfig(model.getConfig());
    expect([frozen.trainable, frozen.trainableWeights.length, frozen.weights.length]).toEqual([false, 0, 4]);
    for (const each of [model, copy, frozen]) each.dispose();
  });

  it('builds a sequential model that its data had built, for numbers of every kind', () => {
    const model = new Sequential([new Embedding({ inputDim: 9, outputDim: 2 })]);
    tf.tidy(() => void model.apply(tf.tensor2d([[1, 2]], [1, 2], 'int32')));
    const copy = Sequential.fromConfig(model.getConfig());
    expect([copy.built, copy.inputShape, copy.inputs[0]?.dtype]).toEqual([true, [null, 2], 'float32']);
    const bare = Sequential.fromConfig(new Sequential([new Dense({ units: 1 })]).getConfig());
    expect([bare.built, bare.layers.length]).toEqual([false, 1]);
    model.dispose();
    copy.dispose();
  });

  it('reads Keras’s spelling', () => {
    const model = Model.fromConfig({
      name: 'k',
      layers: [
        {
          class_name: 'InputLayer',
          config: { batch_shape: [null, 3], name: 'x' },
          name: 'x',
          inbound_nodes: [],
        },
        {
          class_name: 'Dense',
          config: { units: 2, use_bias: false, name: 'd' },
          name: 'd',
          inbound_nodes: [
            {
              args: [
                {
                  class_name: '__keras_tensor__',
                  config: { shape: [null, 3], dtype: 'float32', keras_history: ['x', 0, 0] },
                },
              ],
              kwargs: {},
            },
          ],
        },
      ],
      input_layers: ['x', 0, 0],
      output_layers: ['d', 0, 0],
    });
    expect([model.name, model.countParams(), model.outputShape]).toEqual(['k', 6, [null, 2]]);
    model.dispose();
  });

  it('hands a subclass its configuration', () => {
    class Sized extends Model {
      static override readonly className: string = 'Sized';
      readonly units: number;
      readonly dense: Dense;
      constructor({ units, ...config }: LayerConfig & { units: number }) {
        super(config);
        this.units = units;
        this.dense = new Dense({ units });
      }
      override call(x: Tensor): Tensor {
        return this.dense.apply(x);
      }
      override getConfig(): LayerConfig & { units: number } {
        return { ...super.getConfig(), units: this.units };
      }
    }
    const model = new Sized({ units: 3, name: 's' });
    const copy = Sized.fromConfig(model.getConfig());
    expect([copy.units, copy.name]).toEqual([3, 's']);
    expect(cloneModel(model)).toMatchObject({ units: 3 });
  });
});

describe('cloneModel', () => {
  it('makes every call again with new layers', () => {
    const model = branched();
    const copy = cloneModel(model);
    expect(copy.getConfig()).toEqual(model.getConfig());
    tf.tidy(() => expectSame(copy, model, inputsOf.branched()));
    model.dispose();
    copy.dispose();
  });

  it('knows the classes of layers without their being registered, and functions', () => {
    const x = Input({ shape: [2] });
    const model = new Model({ inputs: x, outputs: new Lambda({ function: tf.square }).apply(new Twice().apply(x)) });
    const copy = cloneModel(model);
    tf.tidy(() => expect(Array.from(copy.apply(tf.ones([1, 2])).dataSync())).toEqual([4, 4]));
    const sequential = cloneModel(new Sequential([new Twice({ inputShape: [2] }), new Sequential([new Twice()])]));
    tf.tidy(() => expect(Array.from(sequential.apply(tf.ones([1, 2])).dataSync())).toEqual([4, 4]));
  });

  it('of a sequential model is one', () => {
    const model = stack();
    const copy = cloneModel(model);
    tf.tidy(() => expectSame(copy, model, [tf.ones([2, 3])]));
    if (copy instanceof Sequential) copy.add(new Dense({ units: 7 }));
    expect(copy.outputShape).toEqual([null, 7]);
    expect(cloneModel(new Sequential([new Dense({ units: 1 })])).built).toBe(false);
    model.dispose();
    copy.dispose();
  });

  it('puts other layers in the place of some, in models inside where asked to', () => {
    const seen: string[] = [];
    const cloneFunction = (layer: Layer): Layer => {
      seen.push(layer.name);
      if (!(layer instanceof Dense)) return layer;
      return new Dense({ ...layer.getConfig(), activation: 'relu' });
    };
    const inner = new Sequential([new Dense({ units: 2, inputShape: [3], name: 'deep' })], { name: 'inner' });
    const x = Input({ shape: [3] });
    const model = new Model({ inputs: x, outputs: new Dense({ units: 1, name: 'top' }).apply(inner.apply(x)) });
    const shallow = cloneModel(model, { cloneFunction });
    expect([seen.splice(0), shallow.getLayer('inner') === inner]).toEqual([['inner', 'top'], true]);
    const deep = cloneModel(model, { cloneFunction, recursive: true });
    expect([seen, deep.getLayer('inner') === inner]).toEqual([['deep', 'top'], false]);
    const inside = deep.getLayer('inner').sublayers.map((layer) => layer.getConfig());
    expect(inside).toContainEqual(expect.objectContaining({ name: 'deep', activation: 'relu' }));
  });

  it('begins with other inputs, and calls otherwise, where asked to', () => {
    const x = Input({ shape: [3], batchSize: 5, name: 'other' });
    const calls: string[] = [];
    const x0 = Input({ shape: [3] });
    const model = new Model({ inputs: x0, outputs: new Dense({ units: 2, name: 'd' }).apply(x0) });
    const copy = cloneModel(model, {
      inputTensors: x,
      callFunction: (layer, inputs, args) => {
        calls.push(layer.name);
        return layer.apply(inputs as SymbolicTensor, args);
      },
    });
    expect([copy.inputs, copy.outputShape, calls]).toEqual([[x], [5, 2], ['d']]);
    expect(cloneModel(stack(), { inputTensors: [x] }).outputShape).toEqual([5, 1]);
  });

  it('names what it cannot do', () => {
    class Own extends Model {
      static override readonly className: string = 'Own';
    }
    const same = (layer: Layer): Layer => layer;
    expect(() => cloneModel(new Own({ name: 'o' }), { cloneFunction: same })).toThrow(
      'Own "o", which overrides `call`',
    );
    expect(() => cloneModel(stack(), { callFunction: same })).toThrow('expected `callFunction` to be left out');
    expect(() => cloneModel(branched(), { inputTensors: Input({ shape: [1] }) })).toThrow('expected 2 `inputTensors`');
    const wrong = (() => 5) as unknown as (layer: Layer) => Layer;
    expect(() => cloneModel(stack(), { cloneFunction: wrong })).toThrow('to return a layer. Received: 5');
  });
});
