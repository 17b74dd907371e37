import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { draw, extent, shape, type Content } from '../testing/arbitraries.ts';
import { dirtyHeap, expectRelative, expectValues, largest, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const epsilon = 1e-3;

interface Case {
  batch: number;
  middle: number[];
  channels: number;
  groups: number;
}

interface Values {
  x: number[];
  gamma: number[];
  beta: number[];
}

/** The moments over the elements of each group of each sample, written plainly. */
function reference({ batch, channels, groups }: Case, { x, gamma, beta }: Values): number[] {
  const perSample = x.length / batch;
  const groupOf = (i: number): number =>
    Math.floor(i / perSample) * groups + Math.floor((i % channels) / (channels / groups));
  const means = Array.from({ length: batch * groups }, () => 0);
  const variances = [...means];
  const share = (batch * groups) / x.length;
  x.forEach((value, i) => (means[groupOf(i)] = (means[groupOf(i)] ?? 0) + value * share));
  const center = (value: number, i: number): number => value - (means[groupOf(i)] ?? 0);
  x.forEach((value, i) => (variances[groupOf(i)] = (variances[groupOf(i)] ?? 0) + center(value, i) ** 2 * share));
  return x.map(
    (value, i) =>
      (center(value, i) / Math.sqrt((variances[groupOf(i)] ?? 0) + epsilon)) * (gamma[i % channels] ?? 0) +
      (beta[i % channels] ?? 0),
  );
}

/** The derivative of Σ dy · y by one of the inputs at a few places, by central differences in double precision. */
function slopes(
  c: Case,
  { values, dy, key, places }: { values: Values; dy: number[]; key: keyof Values; places: number[] },
): number[] {
  const step = 1e-4;
  const loss = (index: number, change: number): number => {
    const moved = values[key].map((value, i) => (i === index ? value + change : value));
    return reference(c, { ...values, [key]: moved }).reduce((sum, y, i) => sum + y * (dy[i] ?? 0), 0);
  };
  return places.map((index) => (loss(index, step) - loss(index, -step)) / (2 * step));
}

/** Compares a gradient with the slopes: a few places tell enough where there are many. */
function expectSlopes(
  actual: tf.Tensor,
  c: Case,
  { most, ...of }: { values: Values; dy: number[]; key: keyof Values; most: number },
): void {
  const gradient = actual.dataSync();
  const places = Array.from({ length: Math.min(gradient.length, 12) }, (_, i) => (i * 131) % gradient.length);
  const found = places.map((place) => gradient[place] ?? NaN);
  expectRelative(tf.tensor(found), slopes(c, { ...of, places }), most);
}

const cases: fc.Arbitrary<Case & { kind: Content; seed: number }> = fc
  .record({
    batch: extent(3),
    middle: shape({ most: 3, max: 4 }),
    groups: extent(5),
    size: extent(6),
    kind: fc.constantFrom('random', 'random', 'zeros', 'equal'),
    seed: fc.nat(),
  })
  .map(({ size, ...rest }) => ({ ...rest, channels: rest.groups * size }));

it('group normalisation and its gradients, with and without gamma and beta', () => {
  const check = ({ kind, seed, ...c }: Case & { kind: Content; seed: number }): void => {
    const random = new Random(seed);
    const of = [c.batch, ...c.middle, c.channels];
    const x = draw(random, tf.util.sizeFromShape(of), kind);
    const dy = draw(random, x.length);
    const rows = x.length / c.channels;
    const values: Values = { x, gamma: draw(random, c.channels), beta: draw(random, c.channels) };
    dirtyHeap();
    tf.tidy(() => {
      const inputs = { x: tf.tensor(x, of), gamma: tf.tensor(values.gamma), beta: tf.tensor(values.beta) };
      const attributes = { groups: c.groups, epsilon };
      const [y, mean, scale] = runAll('GroupNormalization', inputs, attributes) as [tf.Tensor, tf.Tensor, tf.Tensor];
      expect(mean.shape).toEqual([c.batch, c.groups]);
      // The largest scale: that of the parts of dx that may cancel. x less its mean is exact to a few roundings of x, and is
      // scaled then.
      const most = largest(scale.dataSync());
      const unit = Math.max(1, 0.02 * largest(x) * most);
      expectRelative(y, reference(c, values), unit);

      const saved = { dy: tf.tensor(dy, of), x: inputs.x, gamma: inputs.gamma, mean, scale };
      const gradients = runAll('GroupNormalizationGrad', saved, attributes) as [tf.Tensor, tf.Tensor, tf.Tensor];
      expectSlopes(gradients[0], c, { values, dy, key: 'x', most: most * unit });
      expectSlopes(gradients[1], c, { values, dy, key: 'gamma', most: rows * unit });
      expectSlopes(gradients[2], c, { values, dy, key: 'beta', most: rows });

      const neutral = { ...values, gamma: values.gamma.map(() => 1), beta: values.beta.map(() => 0) };
      const [plain] = runAll('GroupNormalization', { x: inputs.x }, attributes) as [tf.Tensor];
      expectRelative(plain, reference(c, neutral), unit);
      const withoutGamma = { dy: saved.dy, x: inputs.x, mean, scale };
      const [plainDx] = runAll('GroupNormalizationGrad', withoutGamma, attributes) as [tf.Tensor];
      expectSlopes(plainDx, c, { values: neutral, dy, key: 'x', most: most * unit });
    });
  };
  fc.assert(fc.property(cases, check), { numRuns: 40, seed: 1 });
});

it('keeps the digits of values that lie far from zero', () => {
  const c: Case = { batch: 1, middle: [16], channels: 6, groups: 2 };
  const x = Array.from(new Random(3).values(96), (value) => Math.fround(value + 100));
  tf.tidy(() => {
    const [y] = runAll('GroupNormalization', { x: tf.tensor(x, [1, 16, 6]) }, { groups: 2, epsilon });
    if (!y) throw new Error('Results expected');
    const ones = Array.from({ length: 6 }, () => 1);
    expectValues(y, reference(c, { x, gamma: ones, beta: ones.map(() => 0) }), 3e-5);
  });
});

it('groups that do not divide the channels are refused', () => {
  tf.tidy(() => {
    const x = tf.ones([2, 3, 6]);
    expect(() => runAll('GroupNormalization', { x }, { groups: 4, epsilon })).toThrow(
      'GroupNormalization: expected groups to divide the 6 channels. Received: groups=4',
    );
  });
});
