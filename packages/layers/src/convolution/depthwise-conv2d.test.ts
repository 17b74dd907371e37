import { runLayerTest } from '../testing/run-layer-test.ts';
import { DepthwiseConv2D } from './depthwise-conv2d.ts';

describe('DepthwiseConv2D', () => {
  runLayerTest(DepthwiseConv2D, {
    title: 'by hand',
    config: { kernelSize: 2 },
    inputShape: [1, 2, 2, 2],
    inputs: [
      [
        [
          [
            [1, 10],
            [2, 20],
          ],
          [
            [3, 30],
            [4, 40],
          ],
        ],
      ],
    ],
    weights: [
      ['kernel', [2, 2, 2, 1]],
      ['bias', [2]],
    ],
    weightValues: [{ data: [1, 1, 1, 1, 1, 1, 1, 2], shape: [2, 2, 2, 1] }, [0, 5]],
    output: [[[[10, 145]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(DepthwiseConv2D, {
    config: { kernelSize: 2, depthMultiplier: 2, padding: 'same', dilationRate: 2, activation: 'tanh', useBias: false },
    inputShape: [2, 5, 4, 3],
    weights: [['kernel', [2, 2, 3, 2]]],
    outputShape: [2, 5, 4, 6],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(DepthwiseConv2D, {
    config: { kernelSize: 2, strides: 2, dataFormat: 'channelsFirst', depthwiseRegularizer: 'l2' },
    inputShape: [1, 3, 4, 4],
    weights: [
      ['kernel', [2, 2, 3, 1]],
      ['bias', [3]],
    ],
    outputShape: [1, 3, 2, 2],
    backends: ['cpu', 'wasm'],
  });

  it('names a bad multiplier', () => {
    expect(() => new DepthwiseConv2D({ name: 'd', kernelSize: 2, depthMultiplier: 0 })).toThrow(
      'DepthwiseConv2D "d": expected `depthMultiplier`',
    );
  });
});
