import type { Shape, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Dense } from '../core/dense.ts';
import { Embedding } from '../core/embedding.ts';
import { BatchNormalization } from '../normalization/batch-normalization.ts';
import { Bidirectional } from '../recurrent/bidirectional.ts';
import { LSTM } from '../recurrent/lstm.ts';
import { TimeDistributed } from '../recurrent/time-distributed.ts';
import { startBackend } from '../testing/backends.ts';
import { Layer } from './layer.ts';

/** Multiplies by a weight. */
class Product extends Layer {
  static override readonly className: string = 'Product';
  w: Variable | null = null;
  builds = 0;

  constructor() {
    super({});
  }

  override build(shape: Shape): void {
    this.builds++;
    this.w = this.addWeight('w', [shape.at(-1) ?? null, 1]);
  }

  override call(x: Tensor): Tensor {
    if (this.w === null) throw this.notBuilt();
    return tf.matMul(x, this.w.value);
  }
}

/** Builds what its parent builds, and more. */
class More extends Product {
  static override readonly className: string = 'More';
  bias: Variable | null = null;

  override build(shape: Shape): void {
    super.build(shape);
    expect(this.built).toBe(false);
    this.bias = this.addWeight('b', [1]);
  }
}

/** Two layers, of which the second cannot be built at first. */
class Failing extends Layer {
  static override readonly className: string = 'Failing';
  readonly first = new Dense({ units: 3 });
  second: Dense | null = null;
  own: Variable | null = null;
  fails = true;

  constructor() {
    super({});
  }

  override build(shape: Shape): void {
    this.own = this.addWeight('own', [2]);
    this.first.build(shape);
    this.second = this.track(new Dense({ units: 1 }));
    if (this.fails) throw new Error('not today');
    this.second.ensureBuilt([null, 3]);
  }

  override call(x: Tensor): Tensor {
    return this.first.apply(x);
  }
}

describe('build', () => {
  beforeAll(() => startBackend('cpu'));

  const layers: readonly (readonly [make: () => Layer, shape: Shape, weights: number])[] = [
    [() => new Dense({ units: 2 }), [null, 4], 2],
    [() => new BatchNormalization(), [null, 4], 4],
    [() => new LSTM({ units: 2 }), [null, 3, 4], 3],
    [() => new TimeDistributed({ layer: new Dense({ units: 2 }) }), [null, 3, 4], 2],
    [() => new Bidirectional({ layer: new LSTM({ units: 2 }) }), [null, 3, 4], 6],
    [() => new Product(), [null, 4], 1],
    [() => new More(), [null, 4], 2],
  ];
  it.each(layers)('by hand counts (%#)', (make, shape, count) => {
    const layer = make();
    layer.build(shape);
    expect([layer.built, layer.buildShape, layer.weights.length]).toEqual([true, shape, count]);
    const weights = [...layer.weights];
    layer.build(shape);
    tf.tidy(() => void layer.apply(tf.ones(shape.map((size) => size ?? 2))));
    expect(layer.weights).toEqual(weights);
    layer.dispose();
  });

  it('runs once, and the weights set after it are those of the call', () => {
    const layer = new Product();
    layer.build([null, 2]);
    layer.setWeights([[[2], [3]]]);
    tf.tidy(() => expect(layer.apply(tf.ones([1, 2])).dataSync()[0]).toBe(5));
    expect(layer.builds).toBe(1);
    layer.dispose();
  });

  it('may be asked without a shape where the layer needs none', () => {
    const layer = new Embedding({ inputDim: 3, outputDim: 2 });
    layer.build();
    expect([layer.built, layer.weights.length, layer.buildShape]).toEqual([true, 1, null]);
    layer.dispose();
  });

  it('for another shape is refused once there are weights for one', () => {
    const layer = new Dense({ units: 1, name: 'd' });
    layer.build([null, 4]);
    expect(() => layer.build([null, 5])).toThrow('Dense "d" is incompatible with the layer: expected axis -1');
    layer.dispose();
  });

  it('refuses what is no shape', () => {
    const layer = new Dense({ units: 1, name: 'd' });
    expect(() => layer.build([-1])).toThrow('Dense "d".build: expected `inputShape` to be an array of sizes');
    expect(() => (layer.build as () => void)()).toThrow('Received: inputShape=undefined');
    expect(layer.built).toBe(false);
  });

  it('that throws leaves nothing, and can be run again', () => {
    const layer = new Failing();
    const before = tf.memory().numTensors;
    expect(() => layer.build([null, 4])).toThrow('not today');
    expect(tf.memory().numTensors).toBe(before);
    expect([layer.built, layer.first.built, layer.own, layer.second]).toEqual([false, false, null, null]);
    expect([layer.weights.length, layer.sublayers.length, layer.first.kernel]).toEqual([0, 1, null]);
    // For another shape: nothing of the first try is left.
    layer.fails = false;
    layer.build([null, 5]);
    expect(layer.weights.map(({ shape }) => shape)).toEqual([[2], [3, 1], [1], [5, 3], [3]]);
    layer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('that throws in a call is taken back too', () => {
    const layer = new Failing();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.ones([1, 4]);
      expect(() => layer.apply(x)).toThrow('not today');
      layer.fails = false;
      expect(layer.apply(x).shape).toEqual([1, 3]);
    });
    layer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
