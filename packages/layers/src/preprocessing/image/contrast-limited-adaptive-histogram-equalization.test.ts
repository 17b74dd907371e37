import { runLayerTest } from '../../testing/run-layer-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { ContrastLimitedAdaptiveHistogramEqualization } from './contrast-limited-adaptive-histogram-equalization.ts';

describe('ContrastLimitedAdaptiveHistogramEqualization', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(ContrastLimitedAdaptiveHistogramEqualization, {
    config: { tileGridSize: 1, clipLimit: 0 },
    inputShape: [1, 1, 4, 1],
    inputs: [[[[[0], [10], [20], [255]]]]],
    output: [[[[0], [85], [170], [255]]]],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(ContrastLimitedAdaptiveHistogramEqualization, {
    config: { tileGridSize: [2, 3], valueRange: [-3, 3] },
    inputShape: [2, 5, 4, 2],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });

  it('names bad arguments', () => {
    const make = (config: object): ContrastLimitedAdaptiveHistogramEqualization =>
      new ContrastLimitedAdaptiveHistogramEqualization({ name: 'i', ...config });
    expect(() => make({ clipLimit: -1 })).toThrow(
      'ContrastLimitedAdaptiveHistogramEqualization "i": expected `clipLimit`',
    );
    expect(() => make({ tileGridSize: [1, 2, 3] })).toThrow('`tileGridSize`');
  });
});
