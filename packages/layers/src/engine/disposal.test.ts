import type { Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Dense } from '../core/dense.ts';
import { LSTM } from '../recurrent/lstm.ts';
import { TimeDistributed } from '../recurrent/time-distributed.ts';
import { startBackend } from '../testing/backends.ts';
import { Layer } from './layer.ts';

/** Calls what it holds. */
class Holder extends Layer {
  static override readonly className: string = 'Holder';
  readonly held: Layer[];

  constructor(...held: Layer[]) {
    super({});
    this.held = held;
  }

  override call(x: Tensor): Tensor {
    return this.held.reduce((y, layer) => layer.apply(y), x);
  }
}

function built(): Dense {
  const layer = new Dense({ units: 2 });
  layer.build([null, 2]);
  return layer;
}

describe('disposal', () => {
  beforeAll(() => startBackend('cpu'));

  const works = (layer: Layer): boolean =>
    tf.tidy(() => Number.isFinite(layer.apply(tf.ones([1, 2])).dataSync()[0] ?? NaN));

  it('leaves what another holds, until that goes', () => {
    const before = tf.memory().numTensors;
    const [own, shared] = [built(), built()];
    const [one, two] = [new Holder(own, shared), new Holder(shared)];
    one.dispose();
    expect([one, own, shared, two].map(({ isDisposed }) => isDisposed)).toEqual([true, true, false, false]);
    expect(works(two)).toBe(true);
    expect(() => one.getWeights()).toThrow('has been disposed of');
    two.dispose();
    expect(shared.isDisposed).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('asked of a part leaves it to the whole', () => {
    const before = tf.memory().numTensors;
    const part = built();
    const whole = new Holder(new Holder(part));
    part.dispose();
    expect(works(whole)).toBe(true);
    whole.dispose();
    expect(part.isDisposed).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('knows what was added to, and taken from, a list', () => {
    const [a, b] = [built(), built()];
    const [one, two] = [new Holder(a), new Holder()];
    two.held.push(a);
    one.held.push(b);
    one.held.shift();
    one.dispose();
    expect([a.isDisposed, b.isDisposed]).toEqual([false, true]);
    two.dispose();
    expect(a.isDisposed).toBe(true);
  });

  it('leaves a variable that another layer holds', () => {
    class Tied extends Layer {
      static override readonly className: string = 'Tied';
      readonly kernel: Variable | null;
      constructor({ kernel }: Dense) {
        super({});
        this.kernel = kernel;
      }
      override call(x: Tensor): Tensor {
        return tf.matMul(x, this.kernel?.value ?? tf.zeros([2, 2]));
      }
    }
    const before = tf.memory().numTensors;
    const layer = built();
    const tied = new Tied(layer);
    layer.dispose();
    expect(tf.memory().numTensors - before).toBe(1);
    expect(works(tied)).toBe(true);
    tied.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('frees what a stateful layer keeps with it, not before', () => {
    const before = tf.memory().numTensors;
    const layer = new LSTM({ units: 2, stateful: true });
    const [one, two] = [new TimeDistributed({ layer }), new TimeDistributed({ layer })];
    const x = tf.ones([1, 3, 4, 2]);
    tf.tidy(() => void one.apply(x));
    layer.dispose();
    one.dispose();
    expect(layer.states).toHaveLength(2);
    tf.tidy(() => void two.apply(x));
    two.dispose();
    x.dispose();
    expect([layer.states.length, tf.memory().numTensors]).toEqual([0, before]);
  });

  it('leaves alone what a caller has kept', () => {
    const layer = built();
    const holder = new Holder(layer, layer);
    const [kernel, bias] = holder.getWeights() as [Tensor, Tensor];
    const values = kernel.dataSync().slice();
    holder.dispose();
    expect(kernel.dataSync()).toEqual(values);
    tf.dispose([kernel, bias]);
  });

  it('of a layer whose own `dispose` does more runs it once', () => {
    let runs = 0;
    class Counting extends Dense {
      override dispose(): void {
        super.dispose();
        if (this.isDisposed) runs++;
      }
    }
    const layer = new Counting({ units: 1 });
    const holder = new Holder(layer, layer);
    holder.dispose();
    expect(runs).toBe(1);
  });
});
