import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

it.each<[pattern: string, rewrite: string, all?: boolean]>([
  ['a+', '-'],
  ['a+', '-', false],
  ['(\\w)(\\w)', '$2$1'],
  ['^$', 'nothing'],
  ['ß', 'ss'],
])('StaticRegexReplace of %p by %p; all: %p, as cpu', async (...args) => {
  const compute = async (backend: string): Promise<unknown> => {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    const results = tf.tidy(() => {
      const y = tf.string.staticRegexReplace(tf.tensor2d(['baa aab', '', 'größe', 'xyz'], [2, 2]), ...args);
      return [y.shape, y.dtype, y.arraySync()];
    });
    expect(tf.memory().numTensors).toBe(before);
    return results;
  };
  const expected = await compute('cpu');
  expect(await compute('wasm')).toEqual(expected);
});

it('StaticRegexReplace refuses what is no pattern, and tensors without strings', () => {
  tf.tidy(() => {
    expect(() => tf.string.staticRegexReplace(tf.tensor1d(['a']), '(', '')).toThrow('Invalid regular expression');
    const kernel = (): unknown => tf.engine().runKernel('StaticRegexReplace', { x: tf.ones([2]) }, { pattern: 'a' });
    expect(kernel).toThrow('Received: x=float32[2]');
  });
});
