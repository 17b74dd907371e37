import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { take } from '../testing/values.ts';
import { CategoryEncoding } from './category-encoding.ts';
import { Discretization } from './discretization.ts';
import { Hashing } from './hashing.ts';
import { IntegerLookup } from './integer-lookup.ts';

describe('rows for inputs of three axes go along the second, as in Keras', () => {
  beforeAll(() => startBackend('cpu'));

  const values = [0, 1, 2, 1, 2, 3, 3, 3, 0, 0, 1, 3];
  const expectRows = (layer: CategoryEncoding | Discretization | Hashing | IntegerLookup, expected: number[]): void => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const y = layer.apply(tf.tensor(values, [2, 3, 2], 'int32'));
      expect(y.shape).toEqual([2, 2, expected.length / 4]);
      expect(layer.computeOutputShape([null, 3, 2])).toEqual([null, 2, expected.length / 4]);
      expect(take(y)).toEqual(expected);
    });
    expect(tf.memory().numTensors).toBe(before);
  };

  // The expected numbers are Keras's.
  it('of categories', () => {
    const multiHot = [1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 0, 0, 1];
    expectRows(new CategoryEncoding({ numTokens: 4 }), multiHot);
    const counts = [1, 0, 2, 0, 0, 2, 0, 1, 1, 1, 0, 1, 1, 0, 0, 2];
    const counting = new CategoryEncoding({ numTokens: 4, outputMode: 'count' });
    expectRows(counting, counts);
    tf.tidy(() => {
      const countWeights = tf.tensor([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2, 3, 2]);
      const y = counting.apply(tf.tensor(values, [2, 3, 2], 'int32'), { countWeights });
      expect(take(y)).toEqual([1, 0, 8, 0, 0, 6, 0, 6, 9, 11, 0, 7, 10, 0, 0, 20]);
    });
  });

  it('of bins and tokens', () => {
    const bins = new Discretization({ binBoundaries: [1, 2], outputMode: 'count' });
    expectRows(bins, [1, 0, 2, 0, 2, 1, 1, 1, 1, 1, 0, 2]);
    const lookup = new IntegerLookup({ vocabulary: [1, 3], outputMode: 'tfIdf', idfWeights: [0.5, 2] });
    expectRows(lookup, [3.75, 0, 0, 0, 1, 2, 1.25, 0.5, 2, 1.25, 0, 4]);
    expectRows(new Hashing({ numBins: 3, outputMode: 'count' }), [0, 3, 0, 3, 0, 0, 2, 1, 0, 2, 1, 0]);
  });
});
