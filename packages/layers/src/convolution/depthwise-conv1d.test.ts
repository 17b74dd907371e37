import { runLayerTest } from '../testing/run-layer-test.ts';
import { DepthwiseConv1D } from './depthwise-conv1d.ts';

describe('DepthwiseConv1D', () => {
  runLayerTest(DepthwiseConv1D, {
    title: 'by hand',
    config: { kernelSize: 2 },
    inputShape: [1, 3, 2],
    inputs: [
      [
        [
          [1, 10],
          [2, 20],
          [3, 30],
        ],
      ],
    ],
    weights: [
      ['kernel', [2, 2, 1]],
      ['bias', [2]],
    ],
    weightValues: [{ data: [1, 1, 100, 2], shape: [2, 2, 1] }, [0, 5]],
    output: [
      [
        [201, 55],
        [302, 85],
      ],
    ],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(DepthwiseConv1D, {
    config: { kernelSize: 2, depthMultiplier: 2, padding: 'same', dilationRate: 2, activation: 'tanh', useBias: false },
    inputShape: [2, 5, 3],
    weights: [['kernel', [2, 3, 2]]],
    outputShape: [2, 5, 6],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(DepthwiseConv1D, {
    config: { kernelSize: 2, strides: 2, dataFormat: 'channelsFirst', depthwiseRegularizer: 'l2' },
    inputShape: [1, 3, 4],
    weights: [
      ['kernel', [2, 3, 1]],
      ['bias', [3]],
    ],
    outputShape: [1, 3, 2],
    backends: ['cpu', 'wasm'],
  });

  it('names a bad multiplier', () => {
    expect(() => new DepthwiseConv1D({ name: 'd', kernelSize: 2, depthMultiplier: 0 })).toThrow(
      'DepthwiseConv1D "d": expected `depthMultiplier`',
    );
  });
});
