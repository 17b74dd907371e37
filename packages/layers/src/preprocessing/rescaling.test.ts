import { runLayerTest } from '../testing/run-layer-test.ts';
import { Rescaling } from './rescaling.ts';

describe('Rescaling', () => {
  runLayerTest(Rescaling, {
    config: { scale: 0.5, offset: -1 },
    inputShape: [1, 3],
    inputDtype: 'int32',
    inputs: [[[0, 2, 4]]],
    output: [[-1, 0, 1]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Rescaling, {
    config: { scale: [1, 2], offset: [0, 1] },
    inputShape: [2, 2],
    inputs: [
      [
        [1, 1],
        [2, 2],
      ],
    ],
    output: [
      [1, 3],
      [2, 5],
    ],
  });

  it('names a bad number', () => {
    expect(() => new Rescaling({ name: 'r', scale: NaN })).toThrow(
      'Rescaling "r": expected `scale` to be a finite number',
    );
  });
});
