import * as tf from '@tensorflow/tfjs-core';
import { indices } from '../testing/convolution-reference.ts';
import { dirtyHeap, expectGradients, expectValues, Random, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const sizes: Record<string, number> = { a: 2, b: 3, c: 4, d: 5, h: 3, e: 1, q: 3, k: 6 };

/** The sum over all letters, as plainly as possible. */
function reference(equation: string, values: ArrayLike<number>[]): number[] {
  const [terms = '', output = ''] = equation.split('->');
  const letters = [...new Set(terms.replaceAll(',', ''))];
  const at = (term: string, index: number[]): number =>
    Array.from(term).reduce((sum, letter) => sum * (sizes[letter] ?? 1) + (index[letters.indexOf(letter)] ?? 0), 0);
  const result = Array.from(
    { length: Array.from(output).reduce((size, letter) => size * (sizes[letter] ?? 1), 1) },
    () => 0,
  );
  for (const index of indices(letters.map((letter) => sizes[letter] ?? 1))) {
    const product = terms.split(',').reduce((p, term, i) => p * (values[i]?.[at(term, index)] ?? 0), 1);
    const to = at(output, index);
    result[to] = (result[to] ?? 0) + product;
  }
  return result;
}

const equations = [
  'abc,cd->abd',
  'abc,chd->abhd',
  'abhd,hdc->abc',
  'aqhd,akhd->ahqk',
  'ahqk,akhd->aqhd',
  'ab,bc->ca',
  'ab,cb->ac',
  'ab,ab->ab',
  'ab,ab->',
  'a,b->ba',
  'abc,e->ab',
  'abc->ca',
  'abc->b',
];

it.each(equations)('%s, and its gradients', (equation) => {
  const random = new Random(equation.length);
  const [terms = '', output = ''] = equation.split('->');
  dirtyHeap();
  tf.tidy(() => {
    const tensors = terms.split(',').map((term) => random.tensor(Array.from(term).map((letter) => sizes[letter] ?? 1)));
    const y = tf.einsum(equation, ...tensors);
    expect(y.shape).toEqual(Array.from(output).map((letter) => sizes[letter] ?? 1));
    expectValues(
      y,
      reference(
        equation,
        tensors.map((tensor) => tensor.dataSync()),
      ),
    );
    expectGradients((...x) => tf.einsum(equation, ...x), tensors);
  });
});

it('refuses what it cannot do', () => {
  tf.tidy(() => {
    expect(() => tf.einsum('ab,bc->ac', tf.ones([2, 3]), tf.ones([4, 5]))).toThrow(
      'Einsum: expected an equation such as',
    );
    expect(() => tf.einsum('aa->a', tf.ones([2, 2]))).toThrow('Received: aa->a with float32[2, 2]');
  });
});

it('leaks nothing', () => {
  const before = tf.memory();
  tf.tidy(() => {
    tf.einsum('abc,cd->abd', tf.ones([2, 3, 4]), tf.ones([4, 5]));
  });
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
});
