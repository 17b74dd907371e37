import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomZoom } from './random-zoom.ts';

describe('RandomZoom', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomZoom, {
    config: { heightFactor: [1, 1], widthFactor: [0, 0], fillMode: 'constant' },
    inputShape: [1, 5, 1, 1],
    inputs: [[[[[1]], [[2]], [[3]], [[4]], [[5]]]]],
    output: [[[[0]], [[1]], [[3]], [[5]], [[0]]]],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(RandomZoom, {
    config: { heightFactor: [-0.3, -0.3] },
    inputShape: [2, 4, 3, 2],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomZoom, { heightFactor: 0.4, widthFactor: [0, 0.2] });

  it('names bad arguments', () => {
    const make = (config: object): RandomZoom => new RandomZoom({ name: 'i', heightFactor: 0.1, ...config });
    expect(() => make({ heightFactor: [-1, 0] })).toThrow('RandomZoom "i": expected `heightFactor` to be above -1');
    expect(() => make({ widthFactor: 1.5 })).toThrow('`widthFactor`');
  });
});
