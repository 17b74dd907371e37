import { runLayerTest } from '../testing/run-layer-test.ts';
import { Flatten } from './flatten.ts';

describe('Flatten', () => {
  runLayerTest(Flatten, {
    config: {},
    inputShape: [1, 2, 2],
    inputs: [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    output: [[1, 2, 3, 4]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Flatten, {
    config: { dataFormat: 'channels_first' },
    inputShape: [1, 2, 1, 2],
    inputs: [[[[[1, 2]], [[3, 4]]]]],
    output: [[1, 3, 2, 4]],
  });
  runLayerTest(Flatten, { title: 'a sample that is one number', config: {}, inputShape: [3], outputShape: [3, 1] });

  it('leaves unknown sizes open', () => {
    expect(new Flatten().computeOutputShape([null, null, 3])).toEqual([null, null]);
    expect(new Flatten().computeOutputShape([8, 2, 3])).toEqual([8, 6]);
  });
});
