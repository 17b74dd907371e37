import { annotate, maskOf, type Shape, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { withScope, type CallContext } from './call-context.ts';
import { Input } from './input.ts';
import { Layer, type LayerConfig } from './layer.ts';
import { SymbolicTensor } from './symbolic-tensor.ts';

/** Multiplies by a trained number, and counts its calls in a weight that is not trained. */
class Scale extends Layer {
  static override readonly className: string = 'Scale';
  override supportsMasking = true;
  factor: Variable | null = null;
  calls: Variable | null = null;
  context: CallContext | null = null;

  constructor(config: LayerConfig = {}) {
    super(config);
    this.inputSpec = { ndim: 2 };
  }

  override build(): void {
    this.calls = this.addWeight('calls', [], { initializer: 'zeros', trainable: false });
    this.factor = this.addWeight('factor', [], { initializer: 'ones', regularizer: 'l2' });
  }

  override call(inputs: Tensor, context: CallContext): Tensor {
    if (!this.factor || !this.calls) throw this.notBuilt();
    this.context = context;
    this.calls.assign(tf.add(this.calls.value, 1));
    this.addLoss(tf.sum(inputs));
    return tf.mul(inputs, this.factor.value);
  }
}

/** A layer made of two others. */
class Pair extends Layer {
  static override readonly className: string = 'Pair';
  readonly first = this.track(new Scale());
  readonly second = this.track(new Scale());

  constructor() {
    super({});
  }

  override call(inputs: Tensor): Tensor {
    return this.second.apply(this.first.apply(inputs));
  }
}

describe('Layer', () => {
  beforeAll(() => startBackend('cpu'));

  it('counts names and takes one of the caller', () => {
    const [a, b] = [new Scale(), new Scale()];
    expect(a.name).toMatch(/^scale(_\d+)?$/);
    expect(b.name).not.toBe(a.name);
    expect(new Scale({ name: 'mine' }).describe()).toBe('Scale "mine"');
  });

  it('refuses a type that tfjs has not', () => {
    // @ts-expect-error: no such type.
    expect(() => new Scale({ dtype: 'float16' })).toThrow('float16');
  });

  it('builds once, on its first call, with trainable weights first', () => {
    const layer = new Scale({ name: 's' });
    expect(layer.built).toBe(false);
    expect(() => layer.countParams()).toThrow('Scale "s" has no weights to count yet');
    tf.tidy(() => {
      layer.apply(tf.ones([1, 2]));
      layer.apply(tf.ones([3, 2]));
    });
    expect(layer.weights.map((weight) => weight.path)).toEqual(['s/factor', 's/calls']);
    expect(layer.calls?.value.dataSync()[0]).toBe(2);
    expect(layer.countParams()).toBe(2);
    expect(layer.buildShape).toEqual([1, 2]);
    layer.dispose();
  });

  it('calls on symbolic tensors extend a graph', () => {
    const layer = new Scale();
    const x = Input({ shape: [4] });
    const y = layer.apply(x);
    expect(y).toBeInstanceOf(SymbolicTensor);
    expect(y.shape).toEqual([null, 4]);
    expect(y.history?.node.layer).toBe(layer);
    expect(layer.inboundNodes).toHaveLength(1);
    const one = tf.ones([1, 4]);
    expect(() => layer.applyAll([x, one] as unknown as Tensor[])).toThrow('tensors or symbolic tensors, not both');
    one.dispose();
    layer.dispose();
  });

  it('finds the output shape of a layer that does not state it', () => {
    const shape = new (class extends Layer {
      override call(inputs: Tensor): Tensor {
        return tf.concat([inputs, inputs], 1);
      }
    })({}).computeOutputShape([null, 3, null]) as Shape;
    expect(shape).toEqual([null, 6, null]);
  });

  it('checks its inputs', () => {
    const layer = new Scale({ name: 's' });
    const flat = tf.ones([2]);
    expect(() => layer.apply(flat)).toThrow(
      'Input 0 of Scale "s" is incompatible with the layer: expected ndim=2, found ndim=1',
    );
    expect(() => layer.apply([flat, flat])).toThrow('expected one input. Received: 2 inputs');
    expect(() => layer.apply('x' as unknown as Tensor)).toThrow("Received: inputs='x'");
    flat.dispose();
  });

  it('passes on training, arguments and masks', () => {
    const layer = new Scale();
    const x = tf.ones([2, 2]);
    const mask = tf.tensor1d([1, 0], 'bool');
    annotate(x, { mask });
    const y = withScope({ training: true }, () => layer.apply(x, { extra: 7 }));
    expect(layer.context).toMatchObject({ training: true, extra: 7 });
    expect(layer.context?.mask).toBe(mask);
    expect(maskOf(y)).toBe(mask);
    const z = layer.apply(x, { training: false, mask: null });
    expect(layer.context?.training).toBe(false);
    tf.dispose([x, y, z, mask]);
    layer.dispose();
  });

  it('collects losses where somebody asks for them', () => {
    const layer = new Scale({ activityRegularizer: 'l1' });
    const x = tf.fill([2, 2], 3);
    const before = tf.memory().numTensors;
    const losses: Tensor[] = [];
    const y = withScope({ training: true, losses }, () => layer.apply(x));
    expect(losses.map((loss) => loss.dataSync()[0])).toEqual([12, expect.closeTo(0.06, 6)]);
    expect(tf.memory().numTensors - before).toBe(3 + 2);
    const penalties = layer.regularizationLosses();
    expect(penalties.map((loss) => loss.dataSync()[0])).toEqual([expect.closeTo(0.01, 6)]);
    tf.dispose([x, y, ...losses, ...penalties]);
    layer.dispose();
  });

  it('casts whole numbers', () => {
    const layer = new Scale();
    const x = tf.ones([1, 2], 'int32');
    const y = layer.apply(x);
    expect(y.dtype).toBe('float32');
    tf.dispose([x, y]);
    layer.dispose();
  });

  it('owns the layers inside it', () => {
    const layer = new Pair();
    const before = tf.memory().numTensors;
    tf.tidy(() => void layer.apply(tf.ones([1, 2])));
    expect(layer.weights).toHaveLength(4);
    expect(layer.trainableWeights).toHaveLength(2);
    layer.trainable = false;
    expect(layer.first.trainable).toBe(false);
    expect(layer.nonTrainableWeights).toHaveLength(4);
    expect(tf.memory().numTensors - before).toBe(4);
    layer.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const x = tf.ones([1, 2]);
    expect(() => layer.apply(x)).toThrow('has been disposed of');
    x.dispose();
  });

  it('sets all weights or none', () => {
    const layer = new Scale({ name: 's' });
    layer.ensureBuilt([null, 2]);
    expect(() => layer.setWeights([1])).toThrow('expected 2 weights (s/factor, s/calls). Received: 1 weights');
    expect(() => layer.setWeights([5, [1, 2]])).toThrow(
      'expected weight "s/calls" to have shape []. Received: shape=[2]',
    );
    expect(layer.factor?.value.dataSync()[0]).toBe(1);
    layer.setWeights([5, 9]);
    const weights = layer.getWeights();
    expect(weights.map((weight) => weight.dataSync()[0])).toEqual([5, 9]);
    tf.dispose(weights);
    layer.dispose();
  });

  it('refuses a weight of unknown shape', () => {
    class Free extends Layer {
      static override readonly className: string = 'Free';
      override build(inputShape: Shape): void {
        this.addWeight('w', [inputShape[1] ?? null]);
      }
      override call(inputs: Tensor): Tensor {
        return inputs;
      }
    }
    expect(() => new Free({ name: 'f' }).apply(Input({ shape: [null] }))).toThrow(
      'Free "f": the shape of weight `w` is not fully known: (None,)',
    );
  });
});
