import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { Dense } from '../core/dense.ts';
import { Identity } from '../core/identity.ts';
import { Lambda } from '../core/lambda.ts';
import { Add } from '../merging/add.ts';
import { Concatenate } from '../merging/concatenate.ts';
import { Maximum } from '../merging/maximum.ts';
import { Multiply } from '../merging/multiply.ts';
import { Subtract } from '../merging/subtract.ts';
import { RNN } from '../recurrent/rnn.ts';
import { TimeDistributed } from '../recurrent/time-distributed.ts';
import { Flatten } from '../reshaping/flatten.ts';
import { Permute } from '../reshaping/permute.ts';
import { RepeatVector } from '../reshaping/repeat-vector.ts';
import { Reshape } from '../reshaping/reshape.ts';
import { Cropping1D } from '../reshaping/cropping1d.ts';
import { UpSampling1D } from '../reshaping/up-sampling1d.ts';
import { ZeroPadding1D } from '../reshaping/zero-padding1d.ts';
import { startBackend, type BackendName } from '../testing/backends.ts';
import { Input } from './input.ts';
import { Layer } from './layer.ts';

/** Above this, float32 leaves whole numbers out. */
const large = 2 ** 24;

class Digit extends Layer {
  static override readonly className: string = 'Digit';
  override call(ids: Tensor): Tensor {
    return tf.mod(ids, tf.scalar(10, 'int32'));
  }
}

class Table extends Layer {
  static override readonly className: string = 'Table';
  override call(ids: Tensor): Tensor {
    return tf.gather(tf.tensor1d([5, 6, 7]), ids);
  }
}

class Not extends Layer {
  static override readonly className: string = 'Not';
  override call(flags: Tensor): Tensor {
    return tf.logicalNot(flags);
  }
}

class Lengths extends Layer {
  static override readonly className: string = 'Lengths';
  override call(words: Tensor): Tensor {
    const lengths = Array.from(words.dataSync<'string'>(), (word) => word.length);
    return tf.tensor(lengths, words.shape, 'int32');
  }
}

/** A recurrent cell that counts whole numbers. */
class Counter extends Layer {
  static override readonly className: string = 'Counter';
  readonly stateSize = 1;
  override call(x: Tensor): Tensor[] {
    expect(x.dtype).toBe('int32');
    const output = tf.cast(x, 'float32');
    return [output, output];
  }
}

const valuesOf = (x: Tensor): unknown[] => Array.from(x.dataSync<DataType>() as ArrayLike<unknown>);

describe.each<BackendName>(['cpu', 'wasm'])('types of inputs on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it('reach the layers of a caller as they are', () => {
    tf.tidy(() => {
      const digit = new Digit({}).apply(tf.tensor1d([large + 3], 'int32'));
      expect([digit.dtype, valuesOf(digit)]).toEqual(['int32', [9]]);
      expect(valuesOf(new Table({}).apply(tf.tensor1d([2, 0], 'int32')))).toEqual([7, 5]);
      expect(valuesOf(new Not({}).apply(tf.tensor1d([true, false], 'bool')))).toEqual([0, 1]);
      expect(valuesOf(new Lengths({}).apply(tf.tensor1d(['a', 'abc'])))).toEqual([1, 3]);
      const sum = new Lambda({ function: (x) => tf.sum(tf.oneHot(x as tf.Tensor1D, 3), 0) });
      expect(valuesOf(sum.apply(tf.tensor1d([1, 1, 2], 'int32')))).toEqual([0, 2, 1]);
      new RNN({ cell: new Counter({}) }).apply(tf.ones([1, 2, 1], 'int32'));
      new TimeDistributed({ layer: new Table({}) }).apply(tf.ones([2, 3, 1], 'int32'));
    });
  });

  it('give the symbolic output its type and shape', () => {
    const spec = (layer: Layer, dtype: DataType): unknown => {
      const { shape, dtype: type } = layer.apply(Input({ shape: [3], dtype }));
      return [shape, type];
    };
    expect(spec(new Digit({}), 'int32')).toEqual([[null, 3], 'int32']);
    expect(spec(new Table({}), 'int32')).toEqual([[null, 3], 'float32']);
    expect(spec(new Not({}), 'bool')).toEqual([[null, 3], 'bool']);
    expect(spec(new Lengths({}), 'string')).toEqual([[null, 3], 'int32']);
    expect(spec(new Lambda({ function: (x) => tf.cast(x, 'bool') }), 'float32')).toEqual([[null, 3], 'bool']);
    expect(spec(new Flatten(), 'string')).toEqual([[null, 3], 'string']);
  });

  it('stay, exactly, in layers that only move values', () => {
    const layers = [
      ...[new Identity(), new Flatten(), new Reshape({ targetShape: [1, 4] }), new Permute({ dims: [2, 1] })],
      ...[new Cropping1D({ cropping: [0, 1] }), new UpSampling1D({ size: 2 }), new ZeroPadding1D()],
      ...[new TimeDistributed({ layer: new Identity() }), new TimeDistributed({ layer: new RepeatVector({ n: 2 }) })],
    ];
    tf.tidy(() => {
      const x = tf.tensor3d([1, 2, 3, 4], [1, 2, 2], 'int32');
      const moved = tf.add(x, tf.scalar(large, 'int32'));
      for (const layer of layers) {
        const [small, great] = [layer.apply(x), layer.apply(moved)];
        expect([layer.describe(), small.dtype, great.dtype]).toEqual([layer.describe(), 'int32', 'int32']);
        const wanted = valuesOf(small).map((value) => (value === 0 ? 0 : Number(value) + large));
        expect(valuesOf(great)).toEqual(wanted);
        const flags = layer.apply(tf.cast(tf.greater(x, 2), 'bool'));
        expect([flags.dtype, valuesOf(flags)]).toEqual([
          'bool',
          valuesOf(small).map((value) => Number(Number(value) > 2)),
        ]);
      }
    });
  });

  it('join as whole numbers, or as floats where there are any', () => {
    tf.tidy(() => {
      const [a, b] = [tf.tensor2d([[large + 1]], [1, 1], 'int32'), tf.tensor2d([[2]], [1, 1], 'int32')];
      const whole = [new Add(), new Subtract(), new Maximum(), new Multiply()].map((layer) => layer.apply([a, b]));
      expect(whole.map(({ dtype }) => dtype)).toEqual(['int32', 'int32', 'int32', 'int32']);
      expect(whole.flatMap(valuesOf)).toEqual([large + 3, large - 1, large + 1, 2 * large + 2]);
      expect(new Add().apply([b, tf.tensor2d([[0.5]])]).dataSync()[0]).toBe(2.5);
      const flags = tf.tensor2d([[true]], [1, 1], 'bool');
      expect(valuesOf(new Add().apply([flags, flags]))).toEqual([2]);
      const strung = new Concatenate().apply([b, tf.tensor2d([[0.5]]), flags]);
      expect([strung.dtype, valuesOf(strung)]).toEqual(['float32', [2, 0.5, 1]]);
      const words = tf.tensor2d([['a']]);
      expect(valuesOf(new Concatenate({ axis: 0 }).apply([words, words]))).toEqual(['a', 'a']);
      expect(() => new Add({ name: 'a' }).apply([words, words])).toThrow('Add "a": expected numbers');
    });
  });

  it('are floats to layers that compute with fractions', () => {
    tf.tidy(() => {
      const layer = new Dense({ units: 1, kernelInitializer: 'ones', name: 'd' });
      const y = layer.apply(tf.tensor2d([[1, 2]], [1, 2], 'int32'));
      expect([y.dtype, valuesOf(y)]).toEqual(['float32', [3]]);
      expect(() => layer.apply(tf.tensor2d([['a', 'b']]))).toThrow('Dense "d": expected numbers');
      layer.dispose();
    });
  });
});

describe('Lambda', () => {
  beforeAll(() => startBackend('cpu'));

  it('takes a list and gives several', () => {
    const difference = new Lambda({ function: (([x, y]: [Tensor, Tensor]) => tf.sub(x, y)) as never });
    const halves = new Lambda({ function: (x) => tf.split(x, 2, 1) });
    const [a, b] = [Input({ shape: [4] }), Input({ shape: [4] })];
    expect(difference.apply([a, b]).shape).toEqual([null, 4]);
    expect(halves.applyAll(a).map(({ shape }) => shape)).toEqual([
      [null, 2],
      [null, 2],
    ]);
    tf.tidy(() => {
      const x = tf.tensor2d([[1, 2, 3, 4]]);
      expect(valuesOf(difference.apply([x, tf.onesLike(x)]))).toEqual([0, 1, 2, 3]);
      expect(halves.applyAll(x).map(valuesOf)).toEqual([
        [1, 2],
        [3, 4],
      ]);
    });
  });
});
