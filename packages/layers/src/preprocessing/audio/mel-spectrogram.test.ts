import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../testing/backends.ts';
import { runLayerTest } from '../../testing/run-layer-test.ts';
import { take } from '../../testing/values.ts';
import { MelSpectrogram } from './mel-spectrogram.ts';
import { melWeights } from './mel-weights.ts';

const small = { fftLength: 16, sequenceStride: 8, numMelBins: 3, samplingRate: 1000 };

describe('MelSpectrogram', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(MelSpectrogram, {
    config: { ...small, powerToDb: false },
    inputShape: [2, 20],
    outputShape: [2, 3, 3],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(MelSpectrogram, {
    title: 'decibels, a window in the middle',
    config: { ...small, sequenceLength: 10, magExp: 1, refPower: 2 },
    inputShape: [2, 20],
    backends: ['cpu', 'wasm'],
  });

  it('hears a note in its band, alone and in a batch', () => {
    const layer = new MelSpectrogram({ fftLength: 64, sequenceStride: 32, numMelBins: 8, samplingRate: 1000 });
    const strongest = (hertz: number): number => {
      const wave = tf.tensor1d(Array.from({ length: 96 }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / 1000)));
      const bands = layer.apply(wave);
      expect(bands.shape).toEqual([8, 4]);
      const middle = take(bands).filter((_, i) => i % 4 === 1);
      wave.dispose();
      // Nothing lies further below the strongest.
      expect(Math.max(...middle) - Math.min(...middle)).toBeLessThanOrEqual(80.001);
      return middle.indexOf(Math.max(...middle));
    };
    expect(strongest(60)).toBe(0);
    expect(strongest(440)).toBe(7);
    expect(strongest(200)).toBeGreaterThan(1);
    expect(strongest(200)).toBeLessThan(6);
    layer.dispose();
  });

  it('weighs frequencies by triangles that overlap', () => {
    const weights = melWeights({ frequencies: 201, samplingRate: 2000, bands: 4, minFreq: 0, maxFreq: 1000 });
    expect(weights[0]).toEqual([0, 0, 0, 0]);
    // Between the middles of the first and the last band all shares sum to 1.
    for (const row of weights.slice(60, 120)) expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
  });

  it('names bad arguments and signals', () => {
    const make = (config: object): MelSpectrogram => new MelSpectrogram({ name: 'm', ...small, ...config });
    expect(() => make({ fftLength: 0 })).toThrow('MelSpectrogram "m": expected `fftLength`');
    expect(() => make({ sequenceLength: 17 })).toThrow('`sequenceLength` to be at most fftLength=16');
    expect(() => make({ maxFreq: 5 })).toThrow('`maxFreq` to be above minFreq=20');
    expect(() => make({ window: 'square' })).toThrow('`window`');
    const short = tf.zeros([1, 8]);
    const layer = make({});
    expect(() => layer.apply(short)).toThrow('MelSpectrogram "m": expected signals of more than 8 samples');
    short.dispose();
    layer.dispose();
  });
});
