import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { expectClose, take } from '../testing/values.ts';
import { TextVectorization } from './text-vectorization.ts';

const vocabulary = ['sun', 'rain', 'sun rain'];

describe('TextVectorization', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(TextVectorization, {
    config: { vocabulary, outputSequenceLength: 3 },
    inputShape: [2, 1],
    inputs: [tf.tensor([['Sun, rain & snow and ice!'], ['rain']])],
    inputDtype: 'string',
    output: [
      [2, 3, 1],
      [3, 0, 0],
    ],
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(TextVectorization, {
    config: { vocabulary, outputMode: 'count', ngrams: 2 },
    inputShape: [2, 1],
    inputs: [tf.tensor([['sun rain sun'], ['']])],
    inputDtype: 'string',
    // One run, "rain sun", is not in the vocabulary.
    output: [
      [1, 2, 1, 1],
      [0, 0, 0, 0],
    ],
    gradientStep: false,
  });

  it('finds a vocabulary, at once or batch by batch', () => {
    const before = tf.memory().numTensors;
    const layer = new TextVectorization({ maxTokens: 5 });
    layer.adapt(['foo bar', 'bar baz', 'baz bada boom']);
    expect(layer.getVocabulary()).toEqual(['', '[UNK]', 'baz', 'bar', 'foo']);
    expect(layer.getVocabulary(false)).toEqual(['baz', 'bar', 'foo']);
    expect(layer.vocabularySize()).toBe(5);
    const y = layer.apply(['foo qux bar', 'baz']);
    expectClose(tf.cast(y, 'float32'), [
      [4, 1, 3],
      [2, 0, 0],
    ]);
    const batches = new TextVectorization({ maxTokens: 5 });
    batches.adapt(new Set([['foo bar'], [['bar baz'], ['baz bada boom']]]));
    expect(batches.getVocabulary()).toEqual(layer.getVocabulary());
    y.dispose();
    expect(tf.memory().numTensors).toBe(before + 1);
  });

  it('takes any number of texts', () => {
    tf.tidy(() => {
      const texts = Array.from({ length: 150_000 }, (_, i) => (i === 149_999 ? 'rain rain sun' : 'sun'));
      const y = new TextVectorization({ vocabulary }).apply(tf.tensor1d(texts));
      expect(y.shape).toEqual([150_000, 3]);
      expect([...y.dataSync().slice(-6)]).toEqual([2, 0, 0, 3, 3, 2]);
    });
  });

  it('takes functions of the caller', () => {
    const layer = new TextVectorization({
      vocabulary: ['A', 'B'],
      standardize: (text) => text.toUpperCase(),
      split: (text) => text.split('-'),
    });
    expect(take(layer.apply(['a-b-c']))).toEqual([2, 3, 1]);
    const whole = new TextVectorization({ vocabulary, split: null });
    expect(take(whole.apply([['Sun', 'rain!']]))).toEqual([2, 3]);
  });

  it('weighs tokens by how many texts have them', () => {
    const layer = new TextVectorization({ outputMode: 'tf_idf' });
    layer.adapt(['a a', 'a b']);
    const [a, b] = [Math.log(1 + 2 / 3), Math.log(1 + 2 / 2)];
    const y = layer.apply(['a a z']);
    expectClose(y, [[(a + b) / 2, 2 * a, 0]]);
    y.dispose();
    const given = new TextVectorization({ outputMode: 'tfIdf', vocabulary: ['a'], idfWeights: [2] });
    expect(take(given.apply(['a']))).toEqual([0, 2]);
  });

  it('names bad arguments and inputs', () => {
    const make = (config: object): TextVectorization => new TextVectorization({ name: 't', ...config });
    expect(() => make({ standardize: 'upper' })).toThrow('TextVectorization "t": expected `standardize`');
    expect(() => make({ split: 'lines' })).toThrow('`split`');
    expect(() => make({ ngrams: [1, 0] })).toThrow('`ngrams`');
    expect(() => make({ outputMode: 'oneHot' })).toThrow('`outputMode`');
    expect(() => make({ outputMode: 'count', outputSequenceLength: 3 })).toThrow(
      '`outputSequenceLength` to be left out',
    );
    expect(() => make({ encoding: 'utf-16' })).toThrow('TextVectorization "t": expected `encoding`');
    expect(() => make({ ragged: true })).toThrow('`ragged` to be false');
    expect(() => make({ vocabulary: ['a', 'a'] })).toThrow("Received: 'a' twice");
    expect(() => make({}).apply(['a'])).toThrow('"t" has no vocabulary yet');
    expect(() => make({ vocabulary }).apply([['a', 'b']])).toThrow(
      'TextVectorization "t": expected one text in each sample',
    );
    expect(() => make({ vocabulary }).apply([1])).toThrow('expected strings');
    expect(() => make({ vocabulary }).adapt(['a'])).toThrow('expected a layer without a given vocabulary');
  });
});
