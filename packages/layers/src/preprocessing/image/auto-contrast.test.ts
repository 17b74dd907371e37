import { runLayerTest } from '../../testing/run-layer-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { AutoContrast } from './auto-contrast.ts';

describe('AutoContrast', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(AutoContrast, {
    config: { valueRange: [0, 10] },
    inputShape: [2, 1, 3, 1],
    inputs: [[[[[2], [3], [6]]], [[[4], [4], [4]]]]],
    output: [[[[0], [2.5], [10]]], [[[4], [4], [4]]]],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });

  it('names bad arguments', () => {
    const make = (config: object): AutoContrast => new AutoContrast({ name: 'i', ...config });
    expect(() => make({ valueRange: 3 })).toThrow('AutoContrast "i": expected `valueRange`');
  });
});
