import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { expectClose, take } from '../testing/values.ts';
import { StringLookup } from './string-lookup.ts';

const vocabulary = ['a', 'b', 'c'];

describe('StringLookup', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(StringLookup, {
    config: { vocabulary, maskToken: '' },
    inputShape: [1, 4],
    inputs: [tf.tensor([['', 'z', 'a', 'c']])],
    inputDtype: 'string',
    output: [[0, 1, 2, 4]],
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(StringLookup, {
    config: { vocabulary, maskToken: '', outputMode: 'count', maxTokens: 6, padToMaxTokens: true },
    inputShape: [1, 4],
    inputs: [tf.tensor([['', 'z', 'a', 'a']])],
    inputDtype: 'string',
    output: [[1, 2, 0, 0, 0, 0]],
    gradientStep: false,
  });

  it('turns indices back into tokens', () => {
    const layer = new StringLookup({ vocabulary, invert: true, maskToken: '' });
    const tokens = layer.apply([[0, 1, 2, 4, 9]]);
    expect(tokens.dtype).toBe('string');
    expect(tokens.dataSync<'string'>()).toEqual(['', '[UNK]', 'a', 'c', '[UNK]']);
    tokens.dispose();
  });

  it('finds a vocabulary, the most frequent first and later tokens before earlier', () => {
    const before = tf.memory().numTensors;
    const layer = new StringLookup({ maxTokens: 4 });
    layer.adapt(new Set([[['b', 'a']], [['c', 'b', 'd']]]));
    expect(layer.getVocabulary()).toEqual(['[UNK]', 'b', 'd', 'c']);
    expect(layer.getVocabulary(false)).toEqual(['b', 'd', 'c']);
    expect(layer.vocabularySize()).toBe(4);
    expect(take(layer.apply([['a', 'b']]))).toEqual([0, 1]);
    const copy = StringLookup.fromConfig(layer.getConfig());
    copy.setVocabulary(['[UNK]', 'b', 'd', 'c']);
    expect(take(copy.apply([['a', 'b']]))).toEqual([0, 1]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('weighs tokens by how many documents have them', () => {
    const layer = new StringLookup({ outputMode: 'tfIdf' });
    layer.adapt([
      ['a', 'a'],
      ['a', 'b'],
    ]);
    const [a, b] = [Math.log(1 + 2 / 3), Math.log(1 + 2 / 2)];
    const y = layer.apply([['a', 'a', 'z']]);
    expect(layer.getVocabulary()).toEqual(['[UNK]', 'a', 'b']);
    expectClose(y, [[(a + b) / 2, 2 * a, 0]]);
    y.dispose();
  });

  it('spreads tokens outside the vocabulary over several indices', () => {
    const tokens = Array.from({ length: 30 }, (_, i) => `token ${i}`);
    const plain = take(new StringLookup({ vocabulary, numOovIndices: 3 }).apply(tokens));
    expect(new Set(plain)).toEqual(new Set([0, 1, 2]));
    expect(take(new StringLookup({ vocabulary, numOovIndices: 3, salt: 5 }).apply(tokens))).not.toEqual(plain);
  });

  it('names bad arguments and tokens', () => {
    const make = (config: object): StringLookup => new StringLookup({ name: 's', ...config });
    expect(() => make({ vocabulary: ['a', 'b', 'a'] })).toThrow(
      `StringLookup "s": expected the tokens of the vocabulary to differ. Received: 'a' twice`,
    );
    expect(() => make({ vocabulary: [] })).toThrow('`vocabulary` to be an array of tokens');
    expect(() => make({ vocabulary: 'words.txt' })).toThrow('`vocabulary` to be an array of tokens');
    expect(() => make({ vocabulary: ['a', ''], maskToken: '' })).toThrow(`Received: '' at position 1`);
    expect(() => make({ vocabulary, maxTokens: 3 })).toThrow('of at most maxTokens=3 tokens');
    expect(() => make({ vocabulary, outputMode: 'tfIdf' })).toThrow('`idfWeights` to be 3 numbers');
    expect(() => make({ vocabulary, idfWeights: [1, 2, 3] })).toThrow('`idfWeights` to be left out');
    expect(() => make({ invert: true, outputMode: 'count' })).toThrow(`\`outputMode\` to be 'int'`);
    expect(() => make({ padToMaxTokens: true })).toThrow('`maxTokens` to be given');
    expect(() => make({ encoding: 'latin-1' })).toThrow(
      "expected `encoding` to be one of 'utf-8'. Received: encoding='latin-1'",
    );
    expect(() => make({ encoding: 'UTF-8' })).not.toThrow();
    expect(() => make({ maxTokens: 1 })).toThrow('`maxTokens` to be greater than 1');
    expect(() => make({ numOovIndices: -1 })).toThrow('`numOovIndices`');
    expect(() => make({ outputMode: 'ragged' })).toThrow('`outputMode`');
    expect(() => make({}).apply(['a'])).toThrow('StringLookup "s" has no vocabulary yet');
    expect(() => make({ vocabulary, numOovIndices: 0 }).apply([['a', 'z']])).toThrow(
      `StringLookup "s": expected tokens of the vocabulary, as numOovIndices=0. Received: 'z'`,
    );
    expect(() => make({ vocabulary }).apply([1])).toThrow('expected strings');
    expect(() => make({ vocabulary }).adapt(['a'])).toThrow('expected a layer without a given vocabulary');
    expect(() => make({}).adapt(['[UNK]'])).toThrow('expected tokens. Received: none');
  });
});
