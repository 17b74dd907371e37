import { runLayerTest } from '../testing/run-layer-test.ts';
import { Masking } from './masking.ts';

describe('Masking', () => {
  runLayerTest(Masking, {
    config: {},
    inputShape: [1, 3, 2],
    inputs: [
      [
        [
          [0, 0],
          [0, 1],
          [2, 3],
        ],
      ],
    ],
    output: [
      [
        [0, 0],
        [0, 1],
        [2, 3],
      ],
    ],
    outputMask: [[false, true, true]],
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Masking, {
    config: { maskValue: -1 },
    inputShape: [1, 2, 2],
    inputs: [
      [
        [
          [-1, -1],
          [-1, 5],
        ],
      ],
    ],
    output: [
      [
        [0, 0],
        [-1, 5],
      ],
    ],
    outputMask: [[false, true]],
    gradientStep: false,
  });
  runLayerTest(Masking, {
    title: 'has gradients',
    config: { maskValue: 7 },
    inputShape: [2, 3, 2],
    outputMask: [
      [true, true, true],
      [true, true, true],
    ],
  });
});
