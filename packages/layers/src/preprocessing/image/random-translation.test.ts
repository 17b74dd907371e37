import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomTranslation } from './random-translation.ts';

describe('RandomTranslation', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomTranslation, {
    config: { heightFactor: [0.5, 0.5], widthFactor: [0, 0], fillMode: 'wrap' },
    inputShape: [1, 4, 1, 1],
    inputs: [[[[[1]], [[2]], [[3]], [[4]]]]],
    output: [[[[3]], [[4]], [[1]], [[2]]]],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(RandomTranslation, {
    config: { heightFactor: [0.3, 0.3], widthFactor: [-0.2, -0.2] },
    inputShape: [2, 4, 3, 2],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomTranslation, { heightFactor: 0.4, widthFactor: 0.3 });

  it('names bad arguments', () => {
    const make = (config: object): RandomTranslation =>
      new RandomTranslation({ name: 'i', heightFactor: 0.1, widthFactor: 0.1, ...config });
    expect(() => make({ heightFactor: 2 })).toThrow('RandomTranslation "i": expected `heightFactor`');
    expect(() => make({ widthFactor: '1' })).toThrow('`widthFactor`');
  });
});
