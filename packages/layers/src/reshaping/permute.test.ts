import { runLayerTest } from '../testing/run-layer-test.ts';
import { Permute } from './permute.ts';

describe('Permute', () => {
  runLayerTest(Permute, {
    config: { dims: [2, 1] },
    inputShape: [1, 2, 3],
    inputs: [
      [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
    ],
    output: [
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
  });
  runLayerTest(Permute, { config: { dims: [3, 1, 2] }, inputShape: [2, 2, 3, 4], outputShape: [2, 4, 2, 3] });

  it('names axes that are no permutation', () => {
    expect(() => new Permute({ name: 'p', dims: [1, 3] })).toThrow(
      'Permute "p": expected `dims` to be each axis from 1 on',
    );
    expect(() => new Permute({ name: 'p', dims: [0, 1] })).toThrow('dims=[0, 1]');
  });
});
