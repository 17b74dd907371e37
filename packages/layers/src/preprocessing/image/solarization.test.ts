import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { Solarization } from './solarization.ts';

describe('Solarization', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(Solarization, {
    config: {},
    inputShape: [1, 1, 2, 1],
    inputs: [[[[[0], [100]]]]],
    output: [[[[255], [155]]]],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(Solarization, { additionFactor: 0.5, thresholdFactor: 0.5 });

  it('names bad arguments', () => {
    const make = (config: object): Solarization => new Solarization({ name: 'i', ...config });
    expect(() => make({ additionFactor: -1 })).toThrow('Solarization "i": expected `additionFactor`');
    expect(() => make({ thresholdFactor: 3 })).toThrow('`thresholdFactor`');
  });
});
