import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { expectClose } from '../testing/values.ts';
import { fromHsv, toGrayscale, toHsv } from './color.ts';

// Red, green, blue, magenta, a gray, black, a brown.
const colors = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 0, 1],
  [0.5, 0.5, 0.5],
  [0, 0, 0],
  [0.6, 0.3, 0],
];

describe.each(['cpu', 'wasm'] as const)('colours on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it('have a hue, a saturation and a value', () => {
    tf.tidy(() => {
      const [hue, saturation, value] = toHsv(tf.tensor2d(colors));
      expectClose(tf.squeeze(hue), [0, 1 / 3, 2 / 3, 5 / 6, 0, 0, 1 / 12]);
      expectClose(tf.squeeze(saturation), [1, 1, 1, 1, 0, 0, 1]);
      expectClose(tf.squeeze(value), [1, 1, 1, 1, 0.5, 0, 0.6]);
      expectClose(fromHsv(hue, saturation, value), colors);
    });
  });

  it('have a brightness', () => {
    tf.tidy(() => {
      expectClose(tf.squeeze(toGrayscale(tf.tensor2d(colors.slice(0, 3)))), [0.2989, 0.587, 0.114]);
      expectClose(toGrayscale(tf.tensor2d([[7]])), [[7]]);
    });
  });
});
