import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { dirtyHeap, expectValues, Random, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

/** The transform from its definition, of rows of interleaved complex numbers. */
function transform(
  values: ArrayLike<number>,
  options: { rows: number; length: number; isInverse: boolean },
): Float64Array {
  const { rows, length, isInverse } = options;
  const result = new Float64Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < length; k++)
      for (let n = 0; n < length; n++) {
        const angle = ((isInverse ? 2 : -2) * Math.PI * ((k * n) % length)) / length;
        const [re, im] = [values[2 * (row * length + n)] ?? NaN, values[2 * (row * length + n) + 1] ?? NaN];
        const at = 2 * (row * length + k);
        const factor = isInverse ? 1 / length : 1;
        result[at] = (result[at] ?? 0) + factor * (re * Math.cos(angle) - im * Math.sin(angle));
        result[at + 1] = (result[at + 1] ?? 0) + factor * (re * Math.sin(angle) + im * Math.cos(angle));
      }
  return result;
}

const interleaved = (re: ArrayLike<number>, im: ArrayLike<number>): number[] =>
  Array.from({ length: 2 * re.length }, (_, i) => (i % 2 === 0 ? re : im)[i >> 1] ?? NaN);

it.each([false, true])('transforms rows of any length; inverse: %p', (isInverse) => {
  const cases = fc.record({ rows: fc.integer({ min: 1, max: 4 }), length: fc.integer({ min: 1, max: 70 }) });
  fc.assert(
    fc.property(cases, ({ rows, length }) => {
      const random = new Random(length);
      const [re, im] = [random.values(rows * length), random.values(rows * length)];
      dirtyHeap();
      tf.tidy(() => {
        const z = tf.complex(tf.tensor2d(re, [rows, length]), tf.tensor2d(im, [rows, length]));
        const y = isInverse ? tf.ifft(z) : tf.fft(z);
        expect([y.shape, y.dtype]).toEqual([[rows, length], 'complex64']);
        expectValues(y, transform(interleaved(re, im), { rows, length, isInverse }));
      });
    }),
    { numRuns: 40, seed: 1, examples: [[{ rows: 2, length: 256 }], [{ rows: 1, length: 251 }]] },
  );
});

it('takes complex numbers apart and together, and reads them', async () => {
  const before = tf.memory().numTensors;
  const [re, im] = [new Random(1).values(7), new Random(2).values(7)];
  const z = tf.tidy(() => tf.complex(tf.tensor1d(re), tf.tensor1d(im)));
  dirtyHeap();
  expect(Array.from(z.dataSync())).toEqual(interleaved(re, im));
  expect(Array.from(await z.data())).toEqual(interleaved(re, im));
  tf.tidy(() => {
    expectValues(tf.real(z), re, 0);
    expectValues(tf.imag(z), im, 0);
    expectValues(tf.abs(z), re.map((x, i) => Math.hypot(x, im[i] ?? NaN))); // prettier-ignore
    expectValues(tf.cast(z, 'float32'), re, 0);
    expectValues(tf.cast(tf.tensor1d(re), 'complex64'), interleaved(re, new Float32Array(7)), 0);
    expectValues(tf.add(z, tf.sub(z, tf.cast(tf.tensor1d(re), 'complex64'))), interleaved(re, im.map((x) => 2 * x))); // prettier-ignore
    const square = interleaved(re.map((x, i) => x * x - (im[i] ?? NaN) ** 2), re.map((x, i) => 2 * x * (im[i] ?? NaN))); // prettier-ignore
    expectValues(tf.mul(z, z), square);
    expectValues(tf.clone(tf.reshape(z, [7, 1])), interleaved(re, im), 0);
  });
  z.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('moves complex numbers as it moves others', () => {
  dirtyHeap();
  tf.tidy(() => {
    const [re, im] = [new Random(1).tensor([3, 4]), new Random(2).tensor([3, 4])];
    const movers: ((x: tf.Tensor) => tf.Tensor)[] = [
      (x) => tf.slice(x, [1, 1], [2, 3]),
      (x) => tf.transpose(x),
      (x) => tf.concat([x, x], 1),
      (x) => tf.reverse(x, [0, 1]),
      (x) => tf.tile(x, [2, 3]),
      (x) => tf.stack([x, x], 1),
      (x) => tf.pad(x, [[1, 0], [2, 1]]), // prettier-ignore
      (x) => tf.gather(x, tf.tensor1d([3, 0], 'int32'), 1),
      (x) => tf.stridedSlice(x, [0, 3], [3, 0], [2, -2]),
    ];
    for (const move of movers) {
      const moved = move(tf.complex(re, im));
      expectValues(tf.real(moved), move(re).dataSync(), 0);
      expectValues(tf.imag(moved), move(im).dataSync(), 0);
    }
  });
});

it('gives the spectra that cpu gives', async () => {
  const values = new Random(3).values(60);
  const compute = (): ArrayLike<number>[] =>
    tf.tidy(() => {
      const x = tf.tensor2d(values, [5, 12]);
      const spectrum = tf.spectral.rfft(x);
      const frames = tf.signal.stft(tf.reshape<tf.Rank.R1>(x, [60]), 8, 3);
      return [spectrum, tf.spectral.irfft(spectrum), frames, tf.abs(frames)].map((y) => y.dataSync()) as never;
    });
  await tf.setBackend('cpu');
  const expected = compute();
  await tf.setBackend('wasm');
  compute().forEach((actual, i) => {
    const wanted = Array.from(expected[i] ?? []);
    expect(actual).toHaveLength(wanted.length);
    wanted.forEach((value, at) => expect(actual[at]).toBeCloseTo(value, 4));
  });
});

type Two = [re: number, im: number];

// cpu reads past the end where an axis is missing.
it.each<[string, typeof tf.add, (a: Two, b: Two) => Two]>([
  ['sums', tf.add, ([a, b], [c, d]) => [a + c, b + d]],
  ['differences', tf.sub, ([a, b], [c, d]) => [a - c, b - d]],
  ['products', tf.mul, ([a, b], [c, d]) => [a * c - b * d, a * d + b * c]],
])('%s are broadcast, also with real numbers', (_, f, reference) => {
  const shapes: [number[], number[]][] = [[[3], [3]], [[2, 3], [3]], [[], [5]], [[2, 1, 4], [3, 1]], [[0, 3], [3]]]; // prettier-ignore
  const random = new Random(4);
  for (const [aShape, bShape] of shapes) {
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(aShape, bShape);
    dirtyHeap();
    tf.tidy(() => {
      const [aRe, aIm, bRe, bIm] = [aShape, aShape, bShape, bShape].map((of) => random.tensor(of)) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]; // prettier-ignore
      const check = (y: tf.Tensor, parts: tf.Tensor[]): void => {
        const values = parts.map((part) => tf.broadcastTo(part, shape).dataSync());
        const expected = Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => {
          const [a = NaN, b = NaN, c = NaN, d = NaN] = values.map((part) => part[i]);
          return reference([a, b], [c, d]);
        });
        expect([y.shape, y.dtype]).toEqual([shape, 'complex64']);
        expectValues(y, expected.flat(), 1e-6);
      };
      check(f(tf.complex(aRe, aIm), tf.complex(bRe, bIm)), [aRe, aIm, bRe, bIm]);
      check(f(tf.complex(aRe, aIm), bRe), [aRe, aIm, bRe, tf.zerosLike(bRe)]);
      check(f(aRe, tf.complex(bRe, bIm)), [aRe, tf.zerosLike(aRe), bRe, bIm]);
    });
  }
});
