import { runLayerTest } from '../testing/run-layer-test.ts';
import { RepeatVector } from './repeat-vector.ts';

describe('RepeatVector', () => {
  runLayerTest(RepeatVector, {
    config: { n: 2 },
    inputShape: [2, 2],
    inputs: [
      [
        [1, 2],
        [3, 4],
      ],
    ],
    output: [
      [
        [1, 2],
        [1, 2],
      ],
      [
        [3, 4],
        [3, 4],
      ],
    ],
  });

  it('names a bad count', () => {
    expect(() => new RepeatVector({ name: 'r', n: 0 })).toThrow(
      'RepeatVector "r": expected `n` to be a positive integer',
    );
  });
});
