import * as tf from '@tensorflow/tfjs-core';
import { dirtyHeap, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

it('clones share memory, and each may be disposed of first', () => {
  const x = tf.tensor([1, 2, 3]);
  const copy = tf.clone(x);
  x.dispose();
  expect(Array.from(copy.dataSync())).toEqual([1, 2, 3]);
  const buffers = tf.memory().numDataBuffers;
  const again = tf.clone(copy);
  expect(tf.memory().numDataBuffers).toBe(buffers);
  copy.dispose();
  expect(Array.from(again.dataSync())).toEqual([1, 2, 3]);
  again.dispose();
});

it('strings are still copied', () => {
  tf.tidy(() => expect(tf.clone(tf.tensor(['a', 'b'])).dataSync()).toEqual(['a', 'b']));
});

it.each([1, 3, 4, 7, 80])('gathers rows of %d and adds them up by segment', (width) => {
  const random = new Random(width);
  const x = random.values(6 * width);
  const rows = [5, 0, 3, 3, 1];
  dirtyHeap();
  tf.tidy(() => {
    const y = run(
      'GatherV2',
      { x: tf.tensor(x, [6, width]), indices: tf.tensor(rows, [5, 1], 'int32') },
      { axis: 0, batchDims: 0 },
    );
    expect(y.shape).toEqual([5, 1, width]);
    expectValues(
      y,
      rows.flatMap((row) => Array.from(x.subarray(row * width, (row + 1) * width))),
      0,
    );

    const segments = [2, 0, 2, -1, 1, 7];
    const sums = new Float64Array(4 * width);
    x.forEach((value, i) => {
      const segment = segments[Math.floor(i / width)] ?? -1;
      const at = segment * width + (i % width);
      if (segment >= 0 && segment < 4) sums[at] = (sums[at] ?? 0) + value;
    });
    const inputs = { x: tf.tensor(x, [6, width]), segmentIds: tf.tensor(segments, [6], 'int32') };
    const y2 = run('UnsortedSegmentSum', inputs, { numSegments: 4 });
    expect(y2.shape).toEqual([4, width]);
    expectValues(y2, sums);
  });
});

it('an embedding has gradients', () => {
  tf.tidy(() => {
    const table = new Random(1).tensor([4, 3]);
    const rows = tf.tensor(
      [
        [1, 1],
        [3, 0],
      ],
      [2, 2],
      'int32',
    );
    const gradient = tf.grad((t) => tf.sum(tf.gather(t, rows)))(table);
    expect(Array.from(gradient.dataSync())).toEqual([1, 1, 1, 2, 2, 2, 0, 0, 0, 1, 1, 1]);
  });
});

it('refuses a row that is not there', () => {
  tf.tidy(() => {
    expect(() => tf.gather(tf.ones([4, 3]), tf.tensor([0, 4], [2], 'int32'))).toThrow(
      'GatherV2: expected indices in 0..3. Received: 4',
    );
  });
});

it('gathers along other axes as before', () => {
  tf.tidy(() => {
    const y = tf.gather(tf.tensor([1, 2, 3, 4], [2, 2]), tf.tensor([1, 0], [2], 'int32'), 1);
    expect(Array.from(y.dataSync())).toEqual([2, 1, 4, 3]);
  });
});
