import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { content, draw, extent, type Content } from '../testing/arbitraries.ts';
import { indices } from '../testing/convolution-reference.ts';
import {
  dirtyHeap,
  expectGradients,
  expectRelative,
  expectValues,
  largest,
  Random,
  startBackend,
} from '../testing/harness.ts';

beforeAll(startBackend);

const sizes: Record<string, number> = { a: 2, b: 3, c: 4, d: 5, h: 3, e: 1, q: 3, k: 6 };

type Sizes = Record<string, number>;

const shapeOf = (term: string, sizes: Sizes): number[] => Array.from(term, (letter) => sizes[letter] ?? 1);

/** The sum over all letters, as plainly as possible, and with dy the gradients by the factors too. */
function reference(
  equation: string,
  values: ArrayLike<number>[],
  { sizes, dy }: { sizes: Sizes; dy?: ArrayLike<number> },
): { y: number[]; gradients: number[][] } {
  const [joined = '', output = ''] = equation.split('->');
  const terms = joined.split(',');
  const letters = [...new Set(terms.join(''))];
  const at = (term: string, index: number[]): number =>
    Array.from(term).reduce((sum, letter) => sum * (sizes[letter] ?? 1) + (index[letters.indexOf(letter)] ?? 0), 0);
  const zeros = (term: string): number[] =>
    Array.from({ length: tf.util.sizeFromShape(shapeOf(term, sizes)) }, () => 0);
  const [y, gradients] = [zeros(output), terms.map(zeros)];
  const add = (to: number[] | undefined, index: number, value: number): void => {
    if (to) to[index] = (to[index] ?? 0) + value;
  };
  for (const index of indices(letters.map((letter) => sizes[letter] ?? 1))) {
    const factors = terms.map((term, i) => values[i]?.[at(term, index)] ?? 0);
    const to = at(output, index);
    add(y, to, factors.reduce((product, factor) => product * factor, 1)); // prettier-ignore
    terms.forEach((term, i) => {
      const others = factors.reduce((product, factor, k) => (k === i ? product : product * factor), 1);
      add(gradients[i], at(term, index), others * (dy?.[to] ?? 0));
    });
  }
  return { y, gradients };
}

/** Which of the two factors and of the result a letter names an axis of, by its number. */
const roles = ['ay', 'by', 'ab', 'aby', 'a', 'b'] as const;

interface Case {
  letters: { size: number; role: (typeof roles)[number]; orders: [number, number, number] }[];
  isSingle: boolean;
  kind: Content;
  seed: number;
}

const order = fc.nat(99);

const cases: fc.Arbitrary<Case> = fc.record({
  letters: fc.array(
    fc.record({ size: extent(6), role: fc.constantFrom(...roles), orders: fc.tuple(order, order, order) }),
    { maxLength: 5 },
  ),
  isSingle: fc.constantFrom(false, false, false, true),
  kind: content,
  seed: fc.nat(),
});

/** The equation of a case, the letters of each term in any order. */
function equationOf({ letters, isSingle }: Case): { equation: string; sizes: Sizes } {
  const term = (which: number): string =>
    letters
      .map(({ role, orders }, i) => ({
        letter: 'ijklm'.charAt(i),
        role: isSingle ? `a${role}` : role,
        order: orders[which] ?? 0,
      }))
      .filter(({ role }) => role.includes('aby'.charAt(which)))
      .sort((a, b) => a.order - b.order)
      .map(({ letter }) => letter)
      .join('');
  const sizes = Object.fromEntries(letters.map(({ size }, i) => ['ijklm'.charAt(i), size]));
  const factors = isSingle ? term(0) : `${term(0)},${term(1)}`;
  return { equation: `${factors}->${term(2)}`, sizes };
}

it('sums products of any letters, and its gradients', () => {
  const check = (c: Case): void => {
    const { equation, sizes } = equationOf(c);
    const [terms = '', output = ''] = equation.split('->');
    const random = new Random(c.seed);
    const shapes = terms.split(',').map((term) => shapeOf(term, sizes));
    const values = shapes.map((shape) => draw(random, tf.util.sizeFromShape(shape), c.kind));
    const dy = draw(random, tf.util.sizeFromShape(shapeOf(output, sizes)));
    const expected = reference(equation, values, { sizes, dy });
    // Where sums cancel, each is as exact as its parts.
    const [first = 1, second = 1] = values.map(largest);
    dirtyHeap();
    tf.tidy(() => {
      const tensors = values.map((list, i) => tf.tensor(list, shapes[i]));
      const y = tf.einsum(equation, ...tensors);
      expect(y.shape).toEqual(shapeOf(output, sizes));
      expectRelative(y, expected.y, first * second);
      const gradients = tf.grads((...x) => tf.einsum(equation, ...x))(tensors, tf.tensor(dy, y.shape));
      gradients.forEach((gradient, i) => {
        expect(gradient.shape).toEqual(shapes[i]);
        expectRelative(gradient, expected.gradients[i] ?? [], i === 0 ? second : first);
      });
    });
  };
  fc.assert(fc.property(cases, check), { numRuns: 80, seed: 1 });
});

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
    const tensors = terms.split(',').map((term) => random.tensor(shapeOf(term, sizes)));
    const y = tf.einsum(equation, ...tensors);
    expect(y.shape).toEqual(shapeOf(output, sizes));
    const values = tensors.map((tensor) => tensor.dataSync());
    expectValues(y, reference(equation, values, { sizes }).y);
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
