import * as tf from '@tensorflow/tfjs-core';
import { dirtyHeap, expectValues, Random, runAll, startBackend } from '../testing/harness.ts';

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

/** The derivative of Σ dy · y by one of the inputs, by central differences in double precision. */
function slope(c: Case, { values, dy, key }: { values: Values; dy: number[]; key: keyof Values }): number[] {
  const step = 1e-5;
  const loss = (index: number, change: number): number => {
    const moved = values[key].map((value, i) => (i === index ? value + change : value));
    return reference(c, { ...values, [key]: moved }).reduce((sum, y, i) => sum + y * (dy[i] ?? 0), 0);
  };
  return values[key].map((_, index) => (loss(index, step) - loss(index, -step)) / (2 * step));
}

const fuzz = new Random(99);
const pick = (from: number, to: number): number => from + Math.floor(fuzz.next() * (to - from + 1));
const cases: Case[] = [
  { batch: 2, middle: [], channels: 6, groups: 2 },
  { batch: 1, middle: [3, 2], channels: 8, groups: 1 },
  { batch: 2, middle: [5], channels: 8, groups: 8 },
  { batch: 3, middle: [2, 2, 2], channels: 9, groups: 3 },
  { batch: 2, middle: [7], channels: 1, groups: 1 },
  ...Array.from({ length: 12 }, () => {
    const groups = pick(1, 5);
    const middle = Array.from({ length: pick(1, 2) }, () => pick(2, 4));
    return { batch: pick(1, 3), middle, channels: groups * pick(1, 6), groups };
  }),
];

it.each(cases)('group normalisation and its gradients: $batch × $middle × $channels in $groups', (c) => {
  const random = new Random(c.channels * 100 + c.groups);
  const shape = [c.batch, ...c.middle, c.channels];
  const draw = (count: number): number[] => Array.from(random.values(count));
  const [x, dy] = [draw(tf.util.sizeFromShape(shape)), draw(tf.util.sizeFromShape(shape))];
  const values: Values = { x, gamma: draw(c.channels), beta: draw(c.channels) };
  dirtyHeap();
  tf.tidy(() => {
    const inputs = { x: tf.tensor(x, shape), gamma: tf.tensor(values.gamma), beta: tf.tensor(values.beta) };
    const attributes = { groups: c.groups, epsilon };
    const [y, mean, scale] = runAll('GroupNormalization', inputs, attributes);
    if (!y || !mean || !scale) throw new Error('Three results expected');
    expect(mean.shape).toEqual([c.batch, c.groups]);
    expectValues(y, reference(c, values));

    const saved = { dy: tf.tensor(dy, shape), x: inputs.x, gamma: inputs.gamma, mean, scale };
    const [dx, dGamma, dBeta] = runAll('GroupNormalizationGrad', saved, attributes);
    if (!dx || !dGamma || !dBeta) throw new Error('Three results expected');
    expectValues(dx, slope(c, { values, dy, key: 'x' }), 2e-5);
    expectValues(dGamma, slope(c, { values, dy, key: 'gamma' }));
    expectValues(dBeta, slope(c, { values, dy, key: 'beta' }));

    const neutral = { ...values, gamma: values.gamma.map(() => 1), beta: values.beta.map(() => 0) };
    const [plain] = runAll('GroupNormalization', { x: inputs.x }, attributes);
    if (!plain) throw new Error('Results expected');
    expectValues(plain, reference(c, neutral));
    const [plainDx] = runAll('GroupNormalizationGrad', { dy: saved.dy, x: inputs.x, mean, scale }, attributes);
    if (!plainDx) throw new Error('Results expected');
    expectValues(plainDx, slope(c, { values: neutral, dy, key: 'x' }), 2e-5);
  });
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
