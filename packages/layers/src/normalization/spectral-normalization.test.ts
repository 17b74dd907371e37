import { runLayerTest } from '../testing/run-layer-test.ts';
import * as tf from '@tensorflow/tfjs-core';
import { Dense } from '../core/dense.ts';
import { Flatten } from '../reshaping/flatten.ts';
import { startBackend } from '../testing/backends.ts';
import { expectClose } from '../testing/values.ts';
import { SpectralNormalization } from './spectral-normalization.ts';

const dense = { className: 'Dense', config: { units: 2, name: 'inner' } };

describe('SpectralNormalization', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(SpectralNormalization, {
    title: 'in inference',
    config: { layer: dense },
    inputShape: [2, 3],
    weights: [
      ['kernel', [3, 2]],
      ['vector_u', [1, 2]],
      ['bias', [2]],
    ],
    outputShape: [2, 2],
    wrongShape: null,
  });
  runLayerTest(SpectralNormalization, {
    title: 'in training',
    config: {
      layer: { className: 'Conv2D', config: { filters: 2, kernelSize: 2, name: 'inner' } },
      powerIterations: 3,
    },
    inputShape: [1, 4, 4, 2],
    args: () => ({ training: true }),
    random: true,
    // Its estimate moves with every call.
    gradientStep: false,
    weights: [
      ['kernel', [2, 2, 2, 2]],
      ['vector_u', [1, 2]],
      ['bias', [2]],
    ],
    wrongShape: null,
  });

  it('divides the kernel by its largest singular value', () => {
    const layer = new SpectralNormalization({ layer: new Dense({ units: 2, useBias: false }), powerIterations: 30 });
    layer.ensureBuilt([null, 2]);
    layer.setWeights([
      [
        [4, 0],
        [0, 2],
      ],
      [[1, 1]],
    ]);
    const x = tf.tensor2d([[1, 1]]);
    const y = layer.apply(x, { training: true });
    expectClose(y, [[1, 0.5]]);
    tf.dispose([x, y]);
    layer.dispose();
  });

  it('leaves a kernel of zeros alone', () => {
    const layer = new SpectralNormalization({ layer: new Dense({ units: 2, kernelInitializer: 'zeros' }) });
    const x = tf.ones([1, 2]);
    const y = layer.apply(x, { training: true });
    expectClose(y, [[0, 0]]);
    tf.dispose([x, y]);
    layer.dispose();
  });

  it('names what it cannot wrap', () => {
    expect(() => {
      new SpectralNormalization({ name: 's', layer: new Flatten({ name: 'f' }) }).ensureBuilt([null, 2]);
    }).toThrow('SpectralNormalization "s": expected a layer with a kernel or embeddings. Received: Flatten "f"');
    expect(() => new SpectralNormalization({ layer: 'dense' as never })).toThrow('layer');
    expect(() => new SpectralNormalization({ layer: dense, powerIterations: 0 })).toThrow('powerIterations');
  });
});
