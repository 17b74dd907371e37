import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, DataError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { normalize } from './normalize.ts';
import { padSequences } from './pad-sequences.ts';
import { splitDataset } from './split-dataset.ts';
import { timeseriesDatasetFromArray } from './timeseries-dataset-from-array.ts';
import { toCategorical } from './to-categorical.ts';

describe('toCategorical', () => {
  it('takes nested arrays and tensors', () => {
    expect(toCategorical([1, 0])).toEqual({ data: Float32Array.of(0, 1, 1, 0), shape: [2, 2] });
    const labels = tf.tensor([1, 0], [2, 1], 'int32');
    expect(toCategorical(labels, 2)).toEqual({ data: Float32Array.of(0, 1, 1, 0), shape: [2, 2] });
    labels.dispose();
  });

  it.each([
    [[0, 1, 10], 10, 'every label to be an integer from 0 to 9. Received: 10 at position 2'],
    [[0, -1], null, 'every label to be an integer from 0 to 0. Received: -1 at position 1'],
    [[0, 1.5], 3, 'every label to be an integer from 0 to 2. Received: 1.5 at position 1'],
    [[NaN], null, 'every label to be an integer from 0 to 0. Received: NaN at position 0'],
  ])('refuses labels that are no classes: %p of %p', (labels, classes, message) => {
    expect(() => toCategorical(labels, classes)).toThrow(new DataError(`toCategorical: expected ${message}`));
  });

  it('refuses strings and impossible numbers of classes', () => {
    expect(() => toCategorical(['a'])).toThrow(new DataError("toCategorical: x: expected numbers. Received: 'a'"));
    expect(() => toCategorical([0], 0)).toThrow(
      new ArgumentError('toCategorical: expected `numClasses` to be a positive integer. Received: numClasses=0'),
    );
  });
});

describe('normalize', () => {
  const x = { data: Float32Array.of(3, 0, 4, -5), shape: [2, 2] };

  it('divides along any axis and by any norm', () => {
    expect(normalize(x, { axis: 0 }).data).toEqual(Float32Array.of(0.6, 0, 0.8, -1));
    expect(normalize(x, { order: 1 }).data).toEqual(Float32Array.of(1, 0, 4 / 9, -5 / 9));
    expect(normalize(x, { order: Infinity }).data).toEqual(Float32Array.of(1, 0, 0.8, -1));
    expect(x.data).toEqual(Float32Array.of(3, 0, 4, -5));
  });

  it('refuses axes and norms that do not exist', () => {
    expect(() => normalize(x, { axis: 2 })).toThrow(
      'normalize: expected `axis` to be an axis of shape [2, 2]. Received: axis=2',
    );
    expect(() => normalize(x, { axis: -3 })).toThrow(ArgumentError);
    expect(() => normalize(x, { order: 0 })).toThrow(
      'normalize: expected `order` to be a number from 1. Received: order=0',
    );
  });
});

describe('padSequences', () => {
  it('takes typed arrays, fractions and no sequences at all', () => {
    expect(padSequences([Int32Array.of(1, 2), [3.7]])).toEqual({ data: Int32Array.of(1, 2, 0, 3), shape: [2, 2] });
    expect(padSequences([[0.5], []], { dtype: 'float32', value: -1 })).toEqual({
      data: Float32Array.of(0.5, -1),
      shape: [2, 1],
    });
    expect(padSequences([])).toEqual({ data: new Int32Array(0), shape: [0, 0] });
  });

  it('refuses items of different shapes, strings and unknown options', () => {
    expect(() => padSequences([[[1, 2]], [[1]]])).toThrow(
      new DataError('padSequences: expected every item to have shape [2]. Received: [1]'),
    );
    expect(() => padSequences([['a']])).toThrow(
      new DataError("padSequences: sequences[0]: expected numbers. Received: 'a'"),
    );
    expect(() => padSequences([[1]], { padding: 'left' as 'pre' })).toThrow(
      "one of 'pre', 'post'. Received: padding='left'",
    );
    expect(() => padSequences([[1]], { maxlen: -1 })).toThrow(ArgumentError);
  });
});

describe('splitDataset', () => {
  const set = { x: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] }, y: Int32Array.of(7, 8, 9) };

  it('cuts arrays that belong together alike, without a copy', () => {
    const [left, right] = splitDataset(set, { rightSize: 1 });
    expect(left).toEqual({
      x: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] },
      y: { data: Int32Array.of(7, 8), shape: [2] },
    });
    expect(right.y.data).toEqual(Int32Array.of(9));
    expect((right.y.data as Int32Array).buffer).toBe(set.y.buffer);
  });

  it('shuffles rows together, and the same seed alike', () => {
    const [left, right] = splitDataset(set, { leftSize: 2, shuffle: true, seed: 5 });
    const x = [...left.x.data, ...right.x.data];
    const y = [...left.y.data, ...right.y.data];
    expect([...y].sort()).toEqual([7, 8, 9]);
    expect(y.map((label) => 2 * (label - 7) + 1)).toEqual([x[0], x[2], x[4]]);
    expect(splitDataset(set, { leftSize: 2, shuffle: true, seed: 5 })).toEqual([left, right]);
    expect(set.y).toEqual(Int32Array.of(7, 8, 9));
  });

  it.each([
    [{}, 'splitDataset: expected `leftSize`, `rightSize` or both. Received: neither'],
    [
      { leftSize: 3 },
      'splitDataset: expected `leftSize` to be a count from 1 to 2 or a share between 0 and 1. Received: leftSize=3',
    ],
    [
      { rightSize: 1.5 },
      'splitDataset: expected `rightSize` to be a count from 1 to 2 or a share between 0 and 1. Received: rightSize=1.5',
    ],
    [{ leftSize: 0.1 }, 'splitDataset: expected two parts, neither empty, of 3 samples. Received: 0 and 3 samples'],
    [
      { leftSize: 2, rightSize: 2 },
      'splitDataset: expected two parts, neither empty, of 3 samples. Received: 2 and 2 samples',
    ],
  ])('refuses %p', (sizes, message) => {
    expect(() => splitDataset(set, sizes)).toThrow(new ArgumentError(message));
  });

  it('refuses arrays of different lengths', () => {
    expect(() => splitDataset({ x: [1, 2, 3], y: [1, 2] }, { leftSize: 1 })).toThrow(
      new DataError('splitDataset: expected y to have 3 samples, as many as x. Received: 2'),
    );
    expect(() => splitDataset({}, { leftSize: 1 })).toThrow('Received: no array');
    expect(() => splitDataset(3, { leftSize: 1 })).toThrow('Received: a single value');
  });
});

describe('timeseriesDatasetFromArray', () => {
  const series = Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7);

  it('leaves out the targets of steps that are left out', () => {
    const targets = Int32Array.from(series, (step) => 10 * step);
    const [batch] = timeseriesDatasetFromArray(series, targets, { sequenceLength: 2, startIndex: 2, endIndex: 5 });
    expect(batch).toEqual([
      { data: Float32Array.of(2, 3, 3, 4), shape: [2, 2] },
      { data: Int32Array.of(20, 30), shape: [2] },
    ]);
  });

  it('shuffles anew each time it is run through, and repeats with its seed', () => {
    const options = { sequenceLength: 1, shuffle: true, seed: 4 };
    const run = (dataset: Iterable<{ data: ArrayLike<number> }>): number[] =>
      [...dataset].flatMap(({ data }) => Array.from(data));
    const dataset = timeseriesDatasetFromArray(series, null, options);
    const [first, second] = [run(dataset), run(dataset)];
    expect(first).not.toEqual(second);
    expect([...first].sort()).toEqual([...series]);
    expect(run(timeseriesDatasetFromArray(series, null, options))).toEqual(first);
  });

  it.each([
    [{ sequenceLength: 9 }, '`sequenceLength` to be such that a window fits into 8 steps. Received: sequenceLength=9'],
    [{ sequenceLength: 0 }, '`sequenceLength` to be a positive integer'],
    [{ sequenceLength: 2, endIndex: 9 }, '`endIndex` to be an integer from 1 to 8. Received: endIndex=9'],
    [{ sequenceLength: 2, startIndex: 8 }, '`endIndex` to be an integer from 9 to 8'],
  ])('refuses %p', (options, message) => {
    expect(() => timeseriesDatasetFromArray(series, null, options)).toThrow(message);
  });
});
