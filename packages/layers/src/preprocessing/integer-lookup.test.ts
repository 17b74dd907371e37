import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { take } from '../testing/values.ts';
import { IntegerLookup } from './integer-lookup.ts';

describe('IntegerLookup', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(IntegerLookup, {
    config: { vocabulary: [12, 36, 42], numOovIndices: 2, maskToken: 0 },
    inputShape: [1, 5],
    inputDtype: 'int32',
    inputs: [[[0, 12, 42, 7, -2]]],
    output: [[0, 3, 5, 2, 1]],
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });

  it('finds a vocabulary, larger numbers first where counts are the same', () => {
    const layer = new IntegerLookup();
    layer.adapt([3, 20, 7, 3]);
    expect(layer.getVocabulary()).toEqual([-1, 3, 20, 7]);
    expect(take(layer.apply([7, 8, 3]))).toEqual([3, 0, 1]);
    const back = new IntegerLookup({ vocabulary: [3, 20, 7], invert: true });
    expect(take(back.apply([3, 0, 1]))).toEqual([7, -1, 3]);
  });

  it('names bad arguments and numbers', () => {
    const vocabulary = [1, 2];
    const make = (config: object): IntegerLookup => new IntegerLookup({ name: 'i', vocabulary, ...config });
    expect(() => make({ salt: 3 })).toThrow('IntegerLookup "i": expected `salt` to be left out');
    expect(() => make({ oovMethod: 'md5' })).toThrow('`oovMethod`');
    expect(() => make({ vocabularyDtype: 'string' })).toThrow('`vocabularyDtype`');
    expect(() => make({ numOovIndices: 0 }).apply([1, 9])).toThrow('Received: 9');
    expect(() => make({}).apply(['1'])).toThrow('expected whole numbers. Received: a tensor of type string');
    expect(() => make({}).apply([1.5])).toThrow('Received: 1.5');
  });
});
