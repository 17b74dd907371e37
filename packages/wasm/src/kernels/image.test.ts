import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { dirtyHeap, expectValues, Random, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

/** A number of the image [height, width, channels], mixed from four pixels or taken from the nearest one. */
function sample(
  image: { values: ArrayLike<number>; shape: number[]; isBilinear: boolean },
  place: { row: number; column: number; channel: number },
): number {
  const [height = 0, width = 0, channels = 0] = image.shape;
  const { row, column, channel } = place;
  const read = (r: number, c: number): number =>
    r >= height || c >= width ? 0 : (image.values[(r * width + c) * channels + channel] ?? NaN);
  if (!image.isBilinear) return read(Math.round(row), Math.round(column));
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  return (
    (1 - down) * ((1 - right) * read(top, left) + right * read(top, left + 1)) +
    down * ((1 - right) * read(top + 1, left) + right * read(top + 1, left + 1))
  );
}

const extent = fc.integer({ min: 1, max: 6 });

it('crops', () => {
  const cases = fc.record({
    shape: fc.tuple(fc.constantFrom(1, 3), extent, extent, fc.constantFrom(1, 3, 4)),
    size: fc.tuple(extent, extent),
    method: fc.constantFrom<'bilinear' | 'nearest'>('bilinear', 'nearest'),
    seed: fc.nat(1000),
  });
  fc.assert(
    fc.property(cases, ({ shape, size, method, seed }) => {
      const [batch, height, width, channels] = shape;
      const random = new Random(seed);
      const values = random.values(tf.util.sizeFromShape(shape));
      const corners = random.values(8).map((x) => 0.5 + 0.7 * x);
      const images = [batch - 1, 0];
      const between = (box: number, axis: number, i: number): number => {
        const [from, to] = [[height, width][axis] ?? 1, size[axis] ?? 1];
        const [first, last] = [corners[box * 4 + axis] ?? 0, corners[box * 4 + 2 + axis] ?? 0];
        return (to === 1 ? (first + last) / 2 : first + ((last - first) * i) / (to - 1)) * (from - 1);
      };
      const expected = images.flatMap((image, box) => {
        const pixels = values.subarray(image * height * width * channels);
        return Array.from({ length: size[0] * size[1] * channels }, (_, at) => {
          const row = between(box, 0, Math.floor(at / channels / size[1]));
          const column = between(box, 1, Math.floor(at / channels) % size[1]);
          if (row < 0 || row > height - 1 || column < 0 || column > width - 1) return -3;
          const from = { values: pixels, shape: [height, width, channels], isBilinear: method === 'bilinear' };
          return sample(from, { row, column, channel: at % channels });
        });
      });
      dirtyHeap();
      tf.tidy(() => {
        const boxes = tf.tensor2d(corners, [2, 4]);
        const x = tf.tensor4d(values, shape);
        const y = tf.image.cropAndResize(x, boxes, tf.tensor1d(images, 'int32'), size, method, -3);
        expectValues(y, expected);
      });
    }),
    { numRuns: 100, seed: 1 },
  );
});

it('transforms every image by its own transform, or all by one', () => {
  dirtyHeap();
  tf.tidy(() => {
    const x = new Random(1).tensor([2, 5, 4, 3]) as tf.Tensor4D;
    const transforms = tf.tensor2d(
      [1.2, 0.1, -0.5, 0.2, 0.8, 0.3, 0.01, 0.02, 0.9, 0, 1.5, 0.1, 1, -1.25, 0, 0],
      [2, 8],
    );
    for (const edges of ['constant', 'reflect', 'wrap', 'nearest'] as const) {
      const both = tf.image.transform(x, transforms, 'bilinear', edges, 0.5, [6, 3]);
      [0, 1].forEach((i) => {
        const one = tf.slice(transforms, [i, 0], [1, 8]);
        const alone = tf.image.transform(tf.slice(x, i, 1), one, 'bilinear', edges, 0.5, [6, 3]);
        expectValues(tf.slice(both, i, 1), alone.dataSync(), 0);
        const shared = tf.image.transform(x, one, 'bilinear', edges, 0.5, [6, 3]);
        expectValues(tf.slice(shared, i, 1), alone.dataSync(), 0);
      });
    }
  });
});

it('reflects at both edges', () => {
  tf.tidy(() => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
    const shifted = (by: number): number[] =>
      Array.from(tf.image.transform(x, tf.tensor2d([[1, 0, by, 0, 1, 0, 0, 0]]), 'nearest', 'reflect').dataSync());
    expect(shifted(-2)).toEqual([2, 1, 1, 2]);
    expect(shifted(2)).toEqual([3, 4, 4, 3]);
    expect(shifted(-5)).toEqual([4, 4, 3, 2]);
  });
});
