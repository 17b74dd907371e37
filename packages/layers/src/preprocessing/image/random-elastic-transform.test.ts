import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomElasticTransform } from './random-elastic-transform.ts';

describe('RandomElasticTransform', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomElasticTransform, {
    config: { scale: 0, valueRange: [-3, 3] },
    inputShape: [2, 4, 3, 2],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomElasticTransform, { factor: [1, 1], scale: [0.8, 1] });

  it('names bad arguments', () => {
    const make = (config: object): RandomElasticTransform => new RandomElasticTransform({ name: 'i', ...config });
    expect(() => make({ scale: 2 })).toThrow('RandomElasticTransform "i": expected `scale`');
    expect(() => make({ fillMode: 'edge' })).toThrow('`fillMode`');
    expect(() => make({ valueRange: [1] })).toThrow('`valueRange`');
  });
});
