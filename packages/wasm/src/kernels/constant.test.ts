import * as tf from '@tensorflow/tfjs-core';
import { dirtyHeap, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

it.each(['float32', 'int32', 'bool'] as const)('tensors of one number, %s', (dtype) => {
  for (const shape of [[], [1], [3, 5], [0, 2]]) {
    dirtyHeap();
    tf.tidy(() => {
      const x = tf.cast(tf.ones(shape), dtype);
      for (const [name, value] of [
        ['ZerosLike', 0],
        ['OnesLike', 1],
      ] as const) {
        const y = run(name, { x });
        expect([y.dtype, y.shape]).toEqual([dtype, shape]);
        expect([...y.dataSync()].every((found) => found === value)).toBe(true);
      }
      const filled = run('Fill', {}, { shape, value: 1, dtype });
      expect([filled.dtype, filled.shape]).toEqual([dtype, shape]);
      expect([...filled.dataSync()].every((found) => found === 1)).toBe(true);
    });
  }
});

it.each(['float32', 'int32'] as const)('one of several, %s', (dtype) => {
  dirtyHeap();
  tf.tidy(() => {
    const indices = tf.tensor([2, 0, -1, 3], [2, 2], 'int32');
    const y = run('OneHot', { indices }, { depth: 3, onValue: 5, offValue: -1, dtype });
    expect([y.dtype, y.shape]).toEqual([dtype, [2, 2, 3]]);
    expect(Array.from(y.dataSync())).toEqual([-1, -1, 5, 5, -1, -1, -1, -1, -1, -1, -1, -1]);
  });
});

it('powers', () => {
  const random = new Random(4);
  const [a, b] = [random.values(13).map(Math.abs), random.values(13)];
  dirtyHeap();
  tf.tidy(() => {
    const x = tf.tensor(a);
    expectValues(
      run('Pow', { a: x, b: tf.tensor(b) }),
      Array.from(a, (value, i) => value ** (b[i] ?? 0)),
    );
    expectValues(
      run('Pow', { a: x, b: tf.scalar(2.5) }),
      Array.from(a, (value) => value ** 2.5),
    );
    expectValues(
      run('Pow', { a: tf.tensor2d(a, [13, 1]), b: tf.tensor1d([1, 2]) }),
      Array.from(a, (v) => [v, v * v]).flat(),
    );
    expect(Array.from(tf.pow(tf.tensor1d([-2, 3], 'int32'), tf.scalar(3, 'int32')).dataSync())).toEqual([-8, 27]);
  });
});
