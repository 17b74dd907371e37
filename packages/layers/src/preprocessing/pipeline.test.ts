import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { take } from '../testing/values.ts';
import { CategoryEncoding } from './category-encoding.ts';
import { RandomInvert } from './image/random-invert.ts';
import { Pipeline } from './pipeline.ts';
import { Rescaling } from './rescaling.ts';
import { StringLookup } from './string-lookup.ts';

describe('Pipeline', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(Pipeline, {
    title: 'two layers',
    config: {
      layers: [
        { className: 'Rescaling', config: { name: 'half', scale: 0.5 } },
        { className: 'CenterCrop', config: { name: 'middle', height: 1, width: 2 } },
      ],
    },
    inputShape: [1, 3, 4, 1],
    outputShape: [1, 1, 2, 1],
    backends: ['cpu', 'wasm'],
  });

  it('takes strings, and hands on how it is called', () => {
    const words = new Pipeline({
      layers: [new StringLookup({ vocabulary: ['a', 'b'] }), new CategoryEncoding({ numTokens: 3 })],
    });
    expect(words.computeOutputDtype('string')).toBe('float32');
    expect(take(words.apply([['a', 'x']]))).toEqual([1, 1, 0]);
    const invert = new Pipeline({ layers: [new RandomInvert({ factor: [1, 1] }), new Rescaling({ scale: 2 })] });
    const image = tf.fill([1, 1, 1, 1], 55);
    expect(take(invert.apply(image))).toEqual([400]);
    expect(take(invert.apply(image, { training: false }))).toEqual([110]);
    image.dispose();
  });

  it('names what is no layer', () => {
    expect(() => new Pipeline({ name: 'p', layers: [] })).toThrow('Pipeline "p": expected `layers`');
    // @ts-expect-error: not a layer.
    expect(() => new Pipeline({ layers: [3] })).toThrow('Pipeline: expected `layers[0]` to be a layer');
  });
});
