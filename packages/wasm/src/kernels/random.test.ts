import { philox } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { content, draw, shape } from '../testing/arbitraries.ts';
import { dirtyHeap, expectRelative, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const word = fc.oneof(fc.constantFrom(0, 1, 0x80000000, 0xffffffff), fc.nat(0xffffffff));

const cases = fc.record({
  shape: shape({ most: 3, max: 9 }),
  kind: content,
  rate: fc.oneof(
    fc.constantFrom(0, 0.3, 0.5, 0.99),
    fc.integer({ min: 0, max: 999 }).map((share) => share / 1000),
  ),
  low: fc.constantFrom(-1, 0, 0.25),
  high: fc.constantFrom(2, 1, -3.5),
  seed: word,
  step: word,
});

it('Dropout and RandomChoice follow the plain Philox stream', () => {
  fc.assert(
    fc.property(cases, ({ shape, kind, rate, low, high, seed, step }) => {
      const bits = new Uint32Array(tf.util.sizeFromShape(shape));
      philox(bits, seed, step);
      const isLow = Array.from(bits, (word) => word < rate * 2 ** 32);
      const x = draw(new Random(step), bits.length, kind);
      dirtyHeap();
      tf.tidy(() => {
        const choice = run('RandomChoice', {}, { shape, rate, low, high, seed, step });
        expect(choice.shape).toEqual(shape);
        expect(Array.from(choice.dataSync())).toEqual(isLow.map((is) => (is ? low : high)));
        const y = run('Dropout', { x: tf.tensor(x, shape) }, { rate, seed, step });
        expectRelative(
          y,
          isLow.map((is, i) => (is ? 0 : (x[i] ?? 0) / (1 - rate))),
        );
      });
    }),
    { numRuns: 80, seed: 1 },
  );
});

it('a rate of 1 leaves nothing, a rate of 0 everything', () => {
  tf.tidy(() => {
    const x = tf.ones([100]);
    expect(tf.sum(run('Dropout', { x }, { rate: 1, seed: 3, step: 4 })).dataSync()[0]).toBe(0);
    expect(tf.sum(run('Dropout', { x }, { rate: 0, seed: 3, step: 4 })).dataSync()[0]).toBe(100);
  });
});

it('the share of zeros is close to the rate', () => {
  tf.tidy(() => {
    const mean = tf.mean(run('RandomChoice', {}, { shape: [100_000], rate: 0.25, low: 1, high: 0, seed: 5, step: 6 }));
    expect(mean.dataSync()[0]).toBeCloseTo(0.25, 2);
  });
});
