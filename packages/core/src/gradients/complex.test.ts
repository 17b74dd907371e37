import * as tf from '@tensorflow/tfjs-core';
import { backends, checkGradients, numbers, startBackend } from './testing/check-gradients.ts';

type Case = [name: string, shapes: number[][], f: (...x: tf.Tensor[]) => tf.Tensor];

/** Both parts of complex numbers, so that the gradient of each is seen. */
const parts = (z: tf.Tensor): tf.Tensor => tf.stack([tf.real(z), tf.imag(z)]);

const pair = [
  [2, 3],
  [2, 3],
];

const cases: Case[] = [
  ['complex, real, imag', pair, (a, b) => parts(tf.complex(a, b))],
  ['fft', pair, (a, b) => parts(tf.fft(tf.complex(a, b)))],
  ['ifft', pair, (a, b) => parts(tf.ifft(tf.complex(a, b)))],
  ['abs', pair, (a, b) => tf.abs(tf.complex(a, b))],
  ['rfft', [[2, 6]], (x) => parts(tf.spectral.rfft(x))],
  ['rfft of a longer length', [[2, 3]], (x) => tf.abs(tf.spectral.rfft(x, 5))],
  ['irfft', [[1, 5], [1, 5]], (a, b) => tf.spectral.irfft(tf.complex(a, b))], // prettier-ignore
  ['stft', [[12]], (x) => tf.square(tf.abs(tf.signal.stft(x as tf.Tensor1D, 4, 3)))],
  [
    'sums of complex numbers',
    pair,
    (a, b) => parts(tf.add(tf.complex(a, b), tf.sub(tf.complex(b, a), tf.complex(a, a)))),
  ],
  ['products of complex numbers', pair, (a, b) => parts(tf.mul(tf.complex(a, b), tf.complex(b, a)))],
  [
    'complex numbers that are repeated',
    [[2, 3], [2, 1]], // prettier-ignore
    (a, b) => parts(tf.add(tf.mul(tf.complex(a, a), tf.complex(b, b)), tf.sub(tf.complex(b, b), tf.complex(a, a)))),
  ],
  ['the same number twice', pair, (a, b) => { const z = tf.complex(a, b); return parts(tf.mul(z, tf.add(z, z))); }], // prettier-ignore
  ['complex numbers from real ones and back', pair, (a, b) => parts(tf.mul(tf.cast(a, 'complex64'), tf.complex(b, a)))],
  ['the real parts by a cast', pair, (a, b) => tf.cast(tf.mul(tf.complex(a, b), tf.complex(b, a)), 'float32')],
  ['a product of real and complex numbers', pair, (a, b) => parts(tf.mul(a, tf.complex(b, a)))],
  ['a sum of complex and real numbers', pair, (a, b) => parts(tf.sub(tf.add(tf.complex(b, a), a), b))],
  ['reshaped complex numbers', pair, (a, b) => parts(tf.reshape(tf.complex(a, b), [3, 2]))],
];

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it.each(cases)('%s', (_, shapes, f) => {
    checkGradients(f, () => shapes.map((shape, i) => numbers(shape, i)));
  });

  it('the absolute value is flat at 0', () => {
    tf.tidy(() => {
      const gradient = tf.grad((x) => tf.abs(tf.complex(x, tf.zerosLike(x))))(tf.tensor1d([0, -2]));
      expect(Array.from(gradient.dataSync())).toEqual([0, -1]);
    });
  });
});
