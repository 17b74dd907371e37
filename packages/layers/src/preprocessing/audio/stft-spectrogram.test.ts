import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../testing/backends.ts';
import { runLayerTest } from '../../testing/run-layer-test.ts';
import { take } from '../../testing/values.ts';
import { STFTSpectrogram, type STFTSpectrogramConfig } from './stft-spectrogram.ts';

const frame = { frameLength: 4, frameStep: 2 };
const plain = { ...frame, window: null, scaling: null };

describe('STFTSpectrogram', () => {
  beforeAll(() => startBackend('cpu'));

  // A wave of one period in four samples, in a frame without a window.
  runLayerTest(STFTSpectrogram, {
    title: 'power of a wave and of a constant',
    config: { ...plain, mode: 'psd' },
    inputShape: [2, 4, 1],
    inputs: [
      [
        [[1], [0], [-1], [0]],
        [[1], [1], [1], [1]],
      ],
    ],
    weights: [
      ['real_kernel', [4, 1, 3]],
      ['imag_kernel', [4, 1, 3]],
    ],
    weightValues: [
      [[[1, 1, 1]], [[1, 0, -1]], [[1, -1, 1]], [[1, 0, -1]]],
      [[[0, 0, 0]], [[0, -1, 0]], [[0, 0, 0]], [[0, 1, 0]]],
    ],
    output: [[[0, 8, 0]], [[16, 0, 0]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(STFTSpectrogram, {
    config: { ...frame, mode: 'real', fftLength: 8, padding: 'same', dataFormat: 'channelsFirst', expandDims: true },
    inputShape: [2, 2, 9],
    weights: [['real_kernel', [4, 1, 5]]],
    outputShape: [2, 2, 5, 5],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(STFTSpectrogram, {
    config: { ...frame, mode: 'stft', expandDims: true },
    inputShape: [2, 9, 2],
    weights: [
      ['real_kernel', [4, 1, 3]],
      ['imag_kernel', [4, 1, 3]],
    ],
    outputShape: [2, 3, 6, 2],
  });
  runLayerTest(STFTSpectrogram, {
    config: { ...frame, mode: 'magnitude', dataFormat: 'channels_first' },
    inputShape: [2, 2, 9],
    weights: [
      ['real_kernel', [4, 1, 3]],
      ['imag_kernel', [4, 1, 3]],
    ],
    outputShape: [2, 6, 3],
  });

  it('begins as a Fourier transform', () => {
    const wave = tf.tensor3d([1, 0, -1, 0], [1, 4, 1]);
    const run = (mode: NonNullable<STFTSpectrogramConfig['mode']>): number[] => {
      const layer = new STFTSpectrogram({ ...plain, mode });
      const values = take(layer.apply(wave)).map((value) => Math.round(value * 1e3) / 1e3);
      layer.dispose();
      return values;
    };
    expect(run('real')).toEqual([0, 2, 0]);
    expect(run('imag').map(Math.abs)).toEqual([0, 0, 0]);
    expect(run('magnitude')[1]).toBe(2);
    expect(run('log')[1]).toBe(0.693);
    expect(Math.abs(run('angle')[1] ?? 9)).toBe(0);
    wave.dispose();
  });

  it('names bad arguments', () => {
    const make = (config: object): STFTSpectrogram => new STFTSpectrogram({ name: 's', ...frame, ...config });
    expect(() => make({ mode: 'power' })).toThrow('STFTSpectrogram "s": expected `mode`');
    expect(() => make({ frameStep: 5 })).toThrow('`frameStep` to be at most frameLength=4');
    expect(() => make({ fftLength: 2 })).toThrow('`fftLength` to be at least frameLength=4');
    expect(() => make({ window: 'square' })).toThrow('`window`');
    expect(() => make({ scaling: 'none' })).toThrow('`scaling`');
    expect(() => make({ padding: 'causal' })).toThrow('`padding`');
    const short = tf.zeros([1, 2, 1]);
    expect(() => make({}).apply([short, short])).toThrow('STFTSpectrogram "s"');
    short.dispose();
  });
});
