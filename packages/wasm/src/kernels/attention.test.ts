import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { content, draw, extent, type Content } from '../testing/arbitraries.ts';
import { dirtyHeap, expectRelative, expectValues, largest, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

interface Sizes {
  batch: number;
  queries: number;
  keys: number;
  heads: number;
  keyHeads: number;
  keySize: number;
  valueSize: number;
}

interface Masking {
  shape: number[] | null;
  clear: boolean;
}

type Values = Record<'query' | 'key' | 'value', number[]>;

/** For [sample, head, query, key]. */
type Seen = (index: readonly number[]) => boolean;

/** Output and weights in double precision. */
function reference(
  sizes: Sizes,
  v: Values,
  { seen, clear, scale }: { seen: Seen; clear: boolean; scale: number },
): [number[], number[]] {
  const { batch, queries, keys, heads, keyHeads, keySize, valueSize } = sizes;
  const output = new Array<number>(batch * queries * heads * valueSize).fill(0);
  const all: number[] = [];
  for (let b = 0; b < batch; b++)
    for (let h = 0; h < heads; h++)
      for (let q = 0; q < queries; q++) {
        const keyHead = Math.floor(h / (heads / keyHeads));
        const scores = Array.from({ length: keys }, (_, k) => {
          let sum = 0;
          for (let i = 0; i < keySize; i++)
            sum +=
              (v.query[((b * queries + q) * heads + h) * keySize + i] ?? 0) *
              (v.key[((b * keys + k) * keyHeads + keyHead) * keySize + i] ?? 0);
          return seen([b, h, q, k]) ? scale * sum : -1e300;
        });
        const peak = Math.max(...scores);
        const powers = scores.map((score) => Math.exp(score - peak));
        const total = powers.reduce((sum, power) => sum + power, 0);
        const weights = powers.map((power, k) => (clear && !seen([b, h, q, k]) ? 0 : power / total));
        all.push(...weights);
        for (let i = 0; i < valueSize; i++)
          output[((b * queries + q) * heads + h) * valueSize + i] = weights.reduce(
            (sum, weight, k) => sum + weight * (v.value[((b * keys + k) * keyHeads + keyHead) * valueSize + i] ?? 0),
            0,
          );
      }
  return [output, all];
}

const shapes = ({
  batch,
  queries,
  keys,
  heads,
  keyHeads,
  keySize,
  valueSize,
}: Sizes): Record<keyof Values, number[]> => ({
  query: [batch, queries, heads, keySize],
  key: [batch, keys, keyHeads, keySize],
  value: [batch, keys, keyHeads, valueSize],
});

interface Call extends Masking {
  scale: number;
  /** What the queries are like: large ones leave each all but one key. */
  kind: Content;
  /** Which share of the mask is true. */
  share: number;
  seed: number;
}

describe('Attention', () => {
  const plain = { batch: 2, queries: 5, keys: 7, heads: 2, keyHeads: 2, keySize: 3, valueSize: 4 };

  const check = (sizes: Sizes, { shape: maskShape, clear, scale, kind, share, seed }: Call): void => {
    const random = new Random(seed);
    const form = shapes(sizes);
    const of = (shape: number[], like: Content = 'random'): number[] =>
      draw(random, tf.util.sizeFromShape(shape), like);
    const v: Values = { query: of(form.query, kind), key: of(form.key), value: of(form.value) };
    const bits = of(maskShape ?? []).map((value) => Number(value < 2 * share - 1));
    const strides = (maskShape ?? []).map((size, axis) =>
      size === 1 ? 0 : tf.util.sizeFromShape((maskShape ?? []).slice(axis + 1)),
    );
    const seen: Seen = (index) =>
      maskShape === null || bits[index.reduce((sum, i, axis) => sum + i * (strides[axis] ?? 0), 0)] === 1;
    const how = { seen, clear, scale };
    const [output, weights] = reference(sizes, v, how);
    const dOutput = of([output.length]);
    dirtyHeap();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const tensors = {
        query: tf.tensor(v.query, form.query),
        key: tf.tensor(v.key, form.key),
        value: tf.tensor(v.value, form.value),
        ...(maskShape && { mask: tf.tensor(bits, maskShape, 'bool') }),
      };
      const [y, w] = runAll('Attention', tensors, { scale, clear }) as [tf.Tensor, tf.Tensor];
      expectValues(y, output);
      expectValues(w, weights);
      const arriving = { weights: w, dOutput: tf.tensor(dOutput, y.shape) };
      const gradients = runAll('AttentionGrad', { ...tensors, ...arriving }, { scale, clear });
      const names = ['query', 'key', 'value'] as const;
      names.forEach((name, which) => {
        const step = 1e-4;
        const loss = (index: number, change: number): number => {
          const moved = { ...v, [name]: v[name].map((value, i) => (i === index ? value + change : value)) };
          const [out] = reference(sizes, moved, how);
          return out.reduce((sum, value, i) => sum + value * (dOutput[i] ?? 0), 0);
        };
        const gradient = gradients[which];
        if (gradient === undefined) throw new Error(`No gradient of ${name}`);
        expect(gradient.shape).toEqual(form[name]);
        const actual = gradient.dataSync();
        expect(actual.every(Number.isFinite)).toBe(true);
        // A few places tell enough where there are many.
        const places = Array.from({ length: Math.min(actual.length, 8) }, (_, i) => (i * 131) % actual.length);
        const slopes = places.map((place) => (loss(place, step) - loss(place, -step)) / (2 * step));
        // What sums of queries may cancel to is as exact as these.
        expectRelative(tf.tensor(places.map((place) => actual[place] ?? NaN)), slopes, Math.max(1, largest(v.query)));
      });
    });
    expect(tf.memory().numTensors).toBe(before);
  };

  const sizesOf: fc.Arbitrary<Sizes> = fc
    .record({
      batch: extent(3),
      queries: extent(9),
      keys: extent(9),
      keyHeads: extent(3),
      group: extent(3),
      keySize: extent(9),
      valueSize: extent(9),
    })
    .map(({ group, ...rest }) => ({ ...rest, heads: rest.keyHeads * group }));

  const calls = fc.record({
    // Along which axes the mask differs; none without a mask.
    axes: fc.option(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean())),
    clear: fc.boolean(),
    scale: fc.constantFrom(0.25, 0.6, 1, 2),
    kind: content,
    share: fc.constantFrom(0, 0.3, 0.7, 1),
    seed: fc.nat(),
  });

  it('forward and backward of any sizes, with and without masks', () => {
    fc.assert(
      fc.property(sizesOf, calls, (sizes, { axes, ...call }) => {
        const weights = [sizes.batch, sizes.heads, sizes.queries, sizes.keys];
        check(sizes, { ...call, shape: axes && weights.map((size, axis) => (axes[axis] ? size : 1)) });
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it.each<[string, Sizes, Masking]>([
    [
      'of one of everything',
      { ...plain, batch: 1, queries: 1, keys: 1, heads: 1, keyHeads: 1, keySize: 1 },
      { shape: null, clear: false },
    ],
    ['with a mask of the keys', { ...plain, heads: 4 }, { shape: [2, 1, 1, 7], clear: true }],
    ['with a mask of the queries', plain, { shape: [2, 1, 5, 1], clear: true }],
    ['with a mask of the queries, not cleared', plain, { shape: [2, 1, 5, 1], clear: false }],
    [
      'of many places',
      { ...plain, queries: 70, keys: 66, keySize: 16, valueSize: 9 },
      { shape: [1, 1, 70, 66], clear: false },
    ],
  ])('forward and backward %s', (_, sizes, masking) => {
    check(sizes, { ...masking, scale: 0.6, kind: 'random', share: 0.7, seed: 5 });
  });

  it('refuses shapes that do not fit', () => {
    tf.tidy(() => {
      const [query, key, value] = [tf.ones([1, 2, 3, 4]), tf.ones([1, 2, 2, 4]), tf.ones([1, 2, 2, 4])];
      expect(() => runAll('Attention', { query, key, value }, { scale: 1 })).toThrow(
        'Attention: expected query [batch,',
      );
    });
  });
});
