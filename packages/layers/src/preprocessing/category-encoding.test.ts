import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { expectClose } from '../testing/values.ts';
import { CategoryEncoding } from './category-encoding.ts';

const pairs = [
  [0, 1],
  [2, 2],
];

describe('CategoryEncoding', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(CategoryEncoding, {
    config: { numTokens: 3 },
    inputShape: [2, 2],
    inputs: [pairs],
    inputDtype: 'int32',
    output: [
      [1, 1, 0],
      [0, 0, 1],
    ],
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(CategoryEncoding, {
    config: { numTokens: 3, outputMode: 'count' },
    inputShape: [2, 2],
    inputs: [pairs],
    inputDtype: 'int32',
    args: () => ({
      countWeights: tf.tensor([
        [1, 2],
        [3, 4],
      ]),
    }),
    output: [
      [1, 2, 0],
      [0, 0, 7],
    ],
    gradientStep: false,
  });
  runLayerTest(CategoryEncoding, {
    config: { numTokens: 3, outputMode: 'one_hot' },
    inputShape: [2],
    inputs: [[1, 2]],
    inputDtype: 'int32',
    output: [
      [0, 1, 0],
      [0, 0, 1],
    ],
    gradientStep: false,
  });

  it('takes nested arrays, and one-hot adds an axis to several', () => {
    const layer = new CategoryEncoding({ numTokens: 2, outputMode: 'oneHot' });
    expect(layer.computeOutputShape([null, 1])).toEqual([null, 2]);
    expect(layer.computeOutputShape([null, 3])).toEqual([null, 3, 2]);
    const y = layer.apply([[0, 1]]);
    expectClose(y, [
      [
        [1, 0],
        [0, 1],
      ],
    ]);
    y.dispose();
  });

  it('names a number that is no category, and bad arguments', () => {
    const layer = new CategoryEncoding({ name: 'c', numTokens: 3 });
    const before = tf.memory().numTensors;
    expect(() => layer.apply([[0, 3]])).toThrow(
      'CategoryEncoding "c": expected categories from 0 to 2 (numTokens - 1). Received: 3',
    );
    expect(() => layer.apply([[-1]])).toThrow('Received: -1');
    expect(() => layer.apply([[0.5]])).toThrow('expected whole numbers or strings. Received: 0.5');
    expect(() => layer.apply([['a']])).toThrow("Received: 'a'");
    expect(() => layer.apply([[1]], { countWeights: tf.scalar(1) })).toThrow('`countWeights` to be left out');
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(() => new CategoryEncoding({ name: 'c', numTokens: 0 })).toThrow('`numTokens`');
    expect(() => new CategoryEncoding({ name: 'c', numTokens: 2, sparse: true })).toThrow('`sparse` to be false');
    // @ts-expect-error: an unknown mode.
    expect(() => new CategoryEncoding({ name: 'c', numTokens: 2, outputMode: 'int' })).toThrow('`outputMode`');
  });
});
