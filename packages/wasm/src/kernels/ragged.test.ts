import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { recordKernels } from '../register.ts';
import { dirtyHeap, Random, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);
afterEach(() => tf.setBackend('wasm'));

interface Plain {
  shape: number[];
  dtype: string;
  values: number[];
}

async function compute(backend: string, f: () => tf.Tensor[]): Promise<Plain[]> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  dirtyHeap();
  const results = tf.tidy(() => f().map((y) => ({ shape: y.shape, dtype: y.dtype, values: Array.from(y.dataSync()) })));
  expect(tf.memory().numTensors).toBe(before);
  return results;
}

async function expectSame(f: () => tf.Tensor[]): Promise<void> {
  expect(await compute('wasm', f)).toEqual(await compute('cpu', f));
}

const lengths = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 });
const splitsOf = (counts: readonly number[]): number[] =>
  counts.reduce((splits, count) => [...splits, (splits.at(-1) ?? 0) + count], [0]);
const last = (splits: readonly number[]): number => splits.at(-1) ?? 0;
const ints = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');

function gather(levels: number[][], values: tf.Tensor, indices: tf.Tensor): tf.Tensor[] {
  const { outputNestedSplits, outputDenseValues } = tf.raggedGather(levels.map(ints), values, indices, 1);
  return [...outputNestedSplits, outputDenseValues];
}

describe('RaggedGather', () => {
  it('picks rows of two levels as cpu does, by lists of any rank', async () => {
    const cases = fc.record({
      outer: lengths,
      seed: fc.nat(),
      shape: fc.constantFrom<number[][]>([], [3], [2, 2], [2, 1, 2], [0]),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ outer, seed, shape }) => {
        const random = new Random(seed);
        const first = splitsOf(outer);
        const second = splitsOf(Array.from({ length: last(first) }, () => Math.floor(4 * random.next())));
        const values = random.values(last(second) * 2);
        const picked = Array.from({ length: tf.util.sizeFromShape(shape) }, () =>
          Math.floor(outer.length * random.next()),
        );
        await expectSame(() =>
          gather([first, second], tf.tensor(values, [last(second), 2]), tf.tensor(picked, shape, 'int32')),
        );
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it.each<[string, () => tf.Tensor]>([
    ['whole numbers', () => ints([1, 2, 3])],
    ['truth', () => tf.tensor1d([true, false, true], 'bool')],
  ])('picks %s', async (_, make) => {
    await expectSame(() => gather([[0, 1, 3]], make(), ints([1, 0, 1])));
  });

  it.each<[string, message: string, [levels: number[][], shape: number[], indices: number[]]]>([
    ['no splits', '0 levels of splits', [[], [3], [0]]],
    ['a scalar as values', 'values []', [[[0, 1]], [], [0]]],
    ['a row too far', 'expected indices in 0..1. Received: 2', [[[0, 1, 3]], [3], [2]]],
    ['a row before the first', 'Received: -1', [[[0, 1, 3]], [3], [-1]]],
    ['empty splits', 'expected splits', [[[]], [3], [0]]],
    ['splits that fall', 'Received: [0, 2, 1]', [[[0, 2, 1]], [3], [0]]],
    ['splits from below 0', 'Received: [-1, 2]', [[[-1, 2]], [3], [0]]],
    ['splits past the values', 'from 0 to 3 at most. Received: [0, 4]', [[[0, 4]], [3], [0]]],
    ['splits past the next level', 'from 0 to 2 at most. Received: [0, 3]', [[[0, 3], [0, 1, 2]], [2], [0]]], // prettier-ignore
  ])('refuses %s', (_, message, [levels, shape, indices]) => {
    tf.tidy(() => expect(() => gather(levels, tf.zeros(shape), ints(indices))).toThrow(message));
  });
});

describe('RaggedRange', () => {
  const range = (...args: Parameters<typeof tf.raggedRange>): tf.Tensor[] => {
    const { rtNestedSplits, rtDenseValues } = tf.raggedRange(...args) as Record<string, tf.Tensor>;
    return [rtNestedSplits, rtDenseValues].map((y) => y as tf.Tensor);
  };

  it.each<[string, () => Parameters<typeof tf.raggedRange>]>([
    ['scalars', () => [0, 5, 2]],
    ['lists', () => [[0, 5, 8], [8, 7, 8], [2, 1, 1]]], // prettier-ignore
    ['downwards and nothing', () => [[9, 0, 3], [0, -5, 7], [-3, -2, -1]]], // prettier-ignore
    ['a scalar for all rows', () => [0, [3, 0, 1], 1]],
    ['no rows', () => [[], [], 1]],
  ])('%s, as cpu', async (_, make) => {
    const compare = (dtype: 'float32' | 'int32'): Promise<void> =>
      expectSame(() => {
        const [starts, limits, deltas] = make();
        return range(
          tf.tensor(starts as number[], undefined, dtype),
          tf.tensor(limits as number[], undefined, dtype),
          deltas,
        );
      });
    await compare('float32');
    await compare('int32');
  });

  it('does not add up rounding', () => {
    tf.tidy(() => {
      const [, values] = range(0, 1000, 0.1);
      expect(values?.shape).toEqual([10000]);
      expect(values?.dataSync()[9999]).toBeCloseTo(999.9, 2);
    });
  });

  it.each<[string, () => Parameters<typeof tf.raggedRange>, string]>([
    ['steps of 0', () => [0, 5, 0], 'steps other than 0. Received: start=0, limit=5, delta=0'],
    ['no step from a number to itself', () => [5, 5, 0], 'delta=0'],
    ['no end', () => [0, Infinity, 1], 'limit=Infinity'],
    ['no number', () => [NaN, 1, 1], 'start=NaN'],
    ['lists of two lengths', () => [[0, 1], [1, 2, 3], 1], 'Received: [2], [3], []'],
    ['matrices', () => [[[0, 1]], 1, 1], 'Received: [1, 2], [], []'],
  ])('refuses %s', (_, args, message) => {
    tf.tidy(() => expect(() => range(...args())).toThrow(message));
  });
});

describe('RaggedTensorToTensor', () => {
  type PadArguments = [
    shape: number[] | number,
    values: tf.Tensor,
    filler: tf.Tensor | number,
    partitions: [type: string, values: number[] | number][],
  ];
  const pad = (...[shape, values, filler, partitions]: PadArguments): tf.Tensor[] => [
    tf.raggedTensorToTensor(
      tf.tensor(shape, undefined, 'int32'),
      values,
      filler,
      partitions.map(([, list]) => tf.tensor(list, undefined, 'int32')),
      partitions.map(([type]) => type),
    ),
  ];

  it('cuts and fills two levels as cpu does, however they are described', async () => {
    const size = fc.constantFrom(-1, 0, 2, 5);
    const cases = fc.record({ outer: lengths, seed: fc.nat(), shape: fc.tuple(size, size, size), byIds: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(cases, async ({ outer, seed, shape, byIds }) => {
        const random = new Random(seed);
        const inner = Array.from({ length: last(splitsOf(outer)) }, () => Math.floor(4 * random.next()));
        const values = random.values(last(splitsOf(inner)));
        const idsOf = (counts: number[]): number[] =>
          counts.flatMap((count, row) => new Array<number>(count).fill(row));
        await expectSame(() =>
          pad(
            shape,
            tf.tensor1d(values),
            -7,
            byIds
              ? [['FIRST_DIM_SIZE', outer.length], ['VALUE_ROWIDS', idsOf(outer)], ['VALUE_ROWIDS', idsOf(inner)]] // prettier-ignore
              : [['ROW_SPLITS', splitsOf(outer)], ['ROW_SPLITS', splitsOf(inner)]], // prettier-ignore
          ),
        );
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it.each<[string, () => tf.Tensor, () => tf.Tensor | number]>([
    ['whole numbers', () => ints([1, 2, 3]), () => tf.scalar(9, 'int32')],
    ['truth', () => tf.tensor1d([true, false, true], 'bool'), () => tf.scalar(true, 'bool')],
    ['pairs', () => tf.tensor2d([[1, 2], [3, 4], [5, 6]]), () => 8], // prettier-ignore
  ])('%s, as cpu', async (_, values, filler) => {
    await expectSame(() => {
      const given = values();
      return pad([-1, 3, ...given.shape.slice(1)], given, filler(), [['ROW_SPLITS', [0, 1, 3]]]);
    });
  });

  // cpu leaves zeros there, and wants each size spelt out.
  it('fills up with a row of defaults, and to a shape that is left open', async () => {
    const splits: [string, number[]][] = [['ROW_SPLITS', [0, 0, 1]]];
    const [rows] = await compute('wasm', () => pad([2, 2, -1], tf.tensor2d([[1, 2]]), tf.tensor1d([8, 9]), splits));
    expect(rows).toMatchObject({ shape: [2, 2, 2], values: [8, 9, 8, 9, 1, 2, 8, 9] });
    const [open] = await compute('wasm', () => pad(-1, tf.tensor2d([[1, 2]]), tf.tensor1d([8]), splits));
    expect(open).toMatchObject({ shape: [2, 1, 2], values: [8, 8, 1, 2] });
  });

  const two: [string, number[]][] = [['ROW_SPLITS', [0, 1, 2]]];
  it.each<[string, () => PadArguments, string]>([
    ['no levels', () => [[2], tf.zeros([2]), 0, []], 'Received:  and 0 tensors'],
    ['rows by number first', () => [[2], tf.zeros([2]), 0, [['VALUE_ROWIDS', [0, 1]]]], 'Received: VALUE_ROWIDS'],
    ['other descriptions', () => [[2], tf.zeros([2]), 0, [['ROW_LIMITS', [1, 2]]]], 'Received: ROW_LIMITS'],
    ['splits that fall', () => [[2, 2], tf.zeros([2]), 0, [['ROW_SPLITS', [0, 2, 1]]]], 'Received: [0, 2, 1]'],
    ['splits not from 0', () => [[2, 2], tf.zeros([2]), 0, [['ROW_SPLITS', [1, 2]]]], 'expected splits from 0 on'],
    ['too few values', () => [[2, 2], tf.zeros([1]), 0, two], 'the 2 places of the rows. Received: values [1]'],
    ['a scalar of values', () => [[2, 2], tf.scalar(1), 0, two], 'Received: values []'],
    ['a row too far', () => [[2, 2], tf.zeros([2]), 0, [['FIRST_DIM_SIZE', 2], ['VALUE_ROWIDS', [0, 2]]]], 'in 0..1. Received: [0, 2]'], // prettier-ignore
    ['rows that fall', () => [[2, 2], tf.zeros([2]), 0, [['FIRST_DIM_SIZE', 2], ['VALUE_ROWIDS', [1, 0]]]], 'rows that rise'], // prettier-ignore
    ['a shape of another rank', () => [[2], tf.zeros([2]), 0, two], 'rank 2'],
    ['another inner size', () => [[2, 2, 4], tf.zeros([2, 3]), 0, two], 'keeps the last 1 sizes of [2, 1, 3]. Received: [2, 2, 4]'], // prettier-ignore
    ['sizes below -1', () => [[2, -2], tf.zeros([2]), 0, two], 'Received: [2, -2]'],
    ['other defaults', () => [[2, 2, 3], tf.zeros([2, 3]), tf.zeros([2]), two], 'broadcasts to [3]. Received: [2]'],
  ])('refuses %s', (_, args, message) => {
    tf.tidy(() => expect(() => pad(...args())).toThrow(message));
  });
});

it('a step that asks for rows is not recorded', () => {
  const indices = ints([1]);
  const { outputs, recording } = recordKernels([indices], ([rows]) =>
    gather([[0, 1, 3]], tf.zeros([3]), rows as tf.Tensor),
  );
  expect(recording).toBe('values were read in the step');
  expect(outputs.map(({ shape }) => shape)).toEqual([[2], [2]]);
  tf.dispose([indices, ...outputs]);
});
