import type { Shape, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { Dense } from '../core/dense.ts';
import type { CallContext } from '../engine/call-context.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { registerLayer } from '../get.ts';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { expectClose, spreadValues } from '../testing/values.ts';
import { GRUCell } from './gru-cell.ts';
import { GRU } from './gru.ts';
import { LSTMCell } from './lstm-cell.ts';
import { RNN } from './rnn.ts';
import { SimpleRNNCell } from './simple-rnn-cell.ts';

/** Adds its inputs up, and gives out twice the sum. */
class SumCell extends Layer<LayerConfig & { size: number }> {
  static override readonly className: string = 'SumCell';
  readonly size: number;
  scale: Variable | null = null;

  constructor(config: LayerConfig & { size: number }) {
    super(config);
    this.size = config.size;
  }

  get stateSize(): number {
    return this.size;
  }

  override build(_inputShape: Shape): void {
    this.scale = this.addWeight('scale', [], { initializer: 'ones' });
  }

  override call(inputs: tf.Tensor, { states }: CallContext): tf.Tensor[] {
    if (this.scale === null) throw this.notBuilt();
    const sum = tf.add((states as tf.Tensor[])[0] ?? 0, tf.mul(inputs, this.scale.value));
    return [tf.mul(sum, 2), sum];
  }

  override getConfig(): LayerConfig & { size: number } {
    return { ...super.getConfig(), size: this.size };
  }
}

describe('RNN', () => {
  registerLayer(SumCell);
  const both = ['cpu', 'wasm'] as const;

  runLayerTest(RNN, {
    title: 'a cell of the caller',
    config: { cell: { className: 'SumCell', config: { size: 1 } }, returnSequences: true },
    inputShape: [1, 3, 1],
    inputs: [[[[1], [2], [3]]]],
    weights: [['scale', []]],
    output: [[[2], [6], [12]]],
    backends: both,
  });
  runLayerTest(RNN, {
    title: 'a cell of the caller, with a mask',
    config: { cell: { className: 'SumCell', config: { size: 1 } }, returnSequences: true },
    inputShape: [1, 4, 1],
    inputs: [[[[1], [2], [3], [4]]]],
    masks: [[[false, true, false, true]]],
    outputMask: [[false, true, false, true]],
    weights: [['scale', []]],
    output: [[[0], [4], [4], [12]]],
    backends: both,
  });
  runLayerTest(RNN, {
    title: 'a cell of the caller, with zeros for the last step',
    config: { cell: { className: 'SumCell', config: { size: 1 } }, zeroOutputForMask: true, returnState: true },
    inputShape: [2, 2, 1],
    inputs: [
      [
        [[1], [2]],
        [[3], [4]],
      ],
    ],
    masks: [
      [
        [true, false],
        [true, true],
      ],
    ],
    weights: [['scale', []]],
    output: [[0], [14]],
    backends: both,
  });
  runLayerTest(RNN, {
    title: 'stacked cells',
    config: {
      cell: [
        { className: 'LSTMCell', config: { units: 2, name: 'a' } },
        { className: 'GRUCell', config: { units: 3, name: 'b' } },
      ],
      returnState: true,
      name: 'r',
    },
    inputShape: [2, 3, 2],
    weights: [
      ['kernel', [2, 8]],
      ['recurrent_kernel', [2, 8]],
      ['bias', [8]],
      ['kernel', [2, 9]],
      ['recurrent_kernel', [3, 9]],
      ['bias', [2, 9]],
    ],
    outputShape: [2, 3],
    backends: both,
  });

  describe.each(both)('on %s', (backend) => {
    beforeAll(() => startBackend(backend));

    it('gives what the layer with that cell gives', () => {
      const cell = new GRUCell({ units: 3 });
      const rnn = new RNN({ cell, returnSequences: true });
      const gru = new GRU({ units: 3, returnSequences: true });
      tf.tidy(() => {
        const x = spreadValues([2, 4, 5], 1);
        const y = rnn.apply(x);
        gru.ensureBuilt(x.shape);
        gru.setWeights(rnn.getWeights());
        expectClose(gru.apply(x), y);
      });
      expect(rnn.weights).toEqual(cell.weights);
      rnn.dispose();
      gru.dispose();
    });

    it('takes and returns the states of stacked cells', () => {
      const cells = [new LSTMCell({ units: 2 }), new SimpleRNNCell({ units: 3 })];
      const rnn = new RNN({ cell: cells, returnState: true });
      tf.tidy(() => {
        const x = spreadValues([2, 4, 5], 1);
        const [first, second] = [tf.slice(x, [0, 0, 0], [2, 2, 5]), tf.slice(x, [0, 2, 0], [2, 2, 5])];
        const whole = rnn.applyAll(x);
        const [, ...states] = rnn.applyAll(first);
        expect(states.map(({ shape }) => shape)).toEqual([[2, 2], [2, 2], [2, 3]]); // prettier-ignore
        const [h, c, other] = states as [tf.Tensor, tf.Tensor, tf.Tensor];
        const rest = rnn.applyAll(second, { initialState: [[h, c], other] });
        rest.forEach((tensor, i) => {
          expectClose(tensor, whole[i] ?? tensor);
        });
      });
      rnn.dispose();
    });

    it('keeps the states of any cell', () => {
      const rnn = new RNN({ cell: new SumCell({ size: 1 }), stateful: true });
      tf.tidy(() => {
        const x = tf.ones([1, 2, 1]);
        const call = (): number | undefined => rnn.apply(x).dataSync()[0];
        expect([call(), call()]).toEqual([4, 8]);
        rnn.resetState();
        expect(call()).toBe(4);
        expect(rnn.apply(x, { initialState: tf.tensor2d([[10]]) }).dataSync()[0]).toBe(24);
        expect(call()).toBe(28);
      });
      rnn.dispose();
    });
  });

  it('names cells that are none', () => {
    expect(() => new RNN({ cell: new Dense({ units: 1 }), name: 'r' })).toThrow(
      'RNN "r": expected `cell` to be a recurrent cell: a layer with a `stateSize`. Received: cell=Dense',
    );
    // @ts-expect-error: a number.
    expect(() => new RNN({ cell: 3, name: 'r' })).toThrow('RNN "r": expected `cell` to be a layer');
    expect(() => new RNN({ cell: [], name: 'r' })).toThrow('one at least. Received: cells=[]');
    expect(() => new RNN({ cell: { className: 'LSTMCel', config: {} } })).toThrow("Did you mean 'lstmCell'?");
    expect(() => new RNN({ cell: new SumCell({ size: 0 }) })).toThrow('a recurrent cell');
  });

  it('names a cell that does not return its states', async () => {
    await startBackend('cpu');
    class Forgetful extends SumCell {
      override call(inputs: tf.Tensor): tf.Tensor[] {
        return [inputs];
      }
    }
    const rnn = new RNN({ cell: new Forgetful({ size: 1, name: 'f' }) });
    tf.tidy(() => {
      expect(() => rnn.apply(tf.ones([1, 2, 1]))).toThrow(
        'Forgetful "f": expected `call` to return 2 tensors, the output and 1 states. Received: 1 tensors',
      );
    });
    rnn.dispose();
  });
});
