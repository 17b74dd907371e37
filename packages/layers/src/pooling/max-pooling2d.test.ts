import { runLayerTest } from '../testing/run-layer-test.ts';
import { MaxPooling2D } from './max-pooling2d.ts';

describe('MaxPooling2D', () => {
  runLayerTest(MaxPooling2D, {
    config: { poolSize: 2 },
    inputShape: [1, 2, 4, 1],
    inputs: [
      [
        [
          [[1], [5], [2], [3]],
          [[9], [0], [-4], [1]],
        ],
      ],
    ],
    output: [[[[9], [3]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(MaxPooling2D, {
    title: 'several channels, overlapping windows over the border',
    config: { poolSize: [3, 2], strides: [1, 2], padding: 'same' },
    inputShape: [2, 4, 5, 3],
    outputShape: [2, 4, 3, 3],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(MaxPooling2D, {
    config: { poolSize: 3, strides: 2, dataFormat: 'channelsFirst' },
    inputShape: [1, 2, 5, 6],
    outputShape: [1, 2, 2, 2],
    backends: ['cpu', 'wasm'],
  });

  it('names a window larger than the image', () => {
    const layer = new MaxPooling2D({ name: 'p', poolSize: 3 });
    expect(() => layer.computeOutputShape([null, 2, 9, 1])).toThrow(
      'MaxPooling2D "p": expected spatial sizes of at least (3, 3)',
    );
    expect(() => new MaxPooling2D({ name: 'p', poolSize: 0 })).toThrow('Received: poolSize=0');
  });
});
