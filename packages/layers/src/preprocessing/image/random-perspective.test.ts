import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomPerspective } from './random-perspective.ts';

describe('RandomPerspective', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomPerspective, {
    config: { factor: [1, 1], scale: 0 },
    inputShape: [2, 4, 3, 2],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomPerspective, { factor: [1, 1], scale: 0.6 });

  it('names bad arguments', () => {
    const make = (config: object): RandomPerspective => new RandomPerspective({ name: 'i', ...config });
    expect(() => make({ scale: 2 })).toThrow('RandomPerspective "i": expected `scale`');
    expect(() => make({ factor: -1 })).toThrow('`factor`');
  });
});
