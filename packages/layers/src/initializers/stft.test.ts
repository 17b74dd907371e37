import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, ShapeError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { STFT, type STFTConfig } from './stft.ts';
import { windowValues, type WindowName } from './window-values.ts';

beforeAll(() => tf.setBackend('cpu'));

function valuesOf(config: STFTConfig, shape: number[]): number[] {
  const before = tf.memory().numTensors;
  const kernel = new STFT(config).call(shape);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(kernel.shape).toEqual(shape);
  const values = [...kernel.dataSync()];
  kernel.dispose();
  return values;
}

function expectClose(actual: Iterable<number>, expected: readonly number[]): void {
  const values = [...actual];
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 6));
}

it('is the discrete Fourier transform', () => {
  const root = Math.SQRT1_2;
  expectClose(valuesOf({ window: null }, [3, 1, 3]), [1, 1, 1, 1, 0, -1, 1, -1, 1]);
  expectClose(valuesOf({ window: null, side: 'imag' }, [3, 1, 3]), [0, 0, 0, 0, -1, 0, 0, 0, 0]);
  expectClose(valuesOf({ window: null, side: 'imag' }, [2, 1, 5]), [0, 0, 0, 0, 0, 0, -root, -1, -root, 0]);
});

it.each<[STFTConfig, number[]]>([
  [{ scaling: null }, [0, 1, 0]],
  [{ scaling: null, periodic: true }, [0, 0.75, 0.75]],
  [{ scaling: 'density', periodic: true }, [0, Math.SQRT1_2, Math.SQRT1_2]],
  [{ scaling: 'spectrum', periodic: true }, [0, 0.5, 0.5]],
  [{ window: [3, -4, 0] }, [0.6, -0.8, 0]],
  [{ window: [3, -5, 0], scaling: 'spectrum' }, [0.375, -0.625, 0]],
  [{ window: [3, -5, 0], scaling: null }, [3, -5, 0]],
])('%p scales the window', (config, expected) => {
  const kernel = valuesOf(config, [3, 1, 2]);
  expectClose(
    [0, 2, 4].map((i) => kernel[i] ?? NaN),
    expected,
  );
});

// By hand for t = 0, π/2, π, 3π/2, 2π.
it.each<[WindowName, number[]]>([
  ['boxcar', [1, 1, 1, 1, 1]],
  ['hann', [0, 0.5, 1, 0.5, 0]],
  ['hamming', [0.08, 0.54, 1, 0.54, 0.08]],
  ['blackman', [0, 0.34, 1, 0.34, 0]],
  ['blackmanHarris', [0.00006, 0.21747, 1, 0.21747, 0.00006]],
  ['nuttall', [0.0003628, 0.2269824, 1, 0.2269824, 0.0003628]],
  ['flattop', [-0.000421051, -0.05473684, 1.000000003, -0.05473684, -0.000421051]],
])('the %s window, symmetric and periodic', (name, expected) => {
  expectClose(windowValues(name, 5, false), expected);
  expectClose(windowValues(name, 4, true), expected.slice(0, 4));
  expectClose(windowValues(name, 1, false), [expected[2] ?? NaN]);
});

it('survives a round trip through its configuration', () => {
  const { window, ...config } = new STFT().getConfig();
  expect({ window, ...config }).toEqual({ side: 'real', window: 'hann', scaling: 'density', periodic: false });
  expect(new STFT({ window: 'blackmanharris' }).window).toBe('blackmanHarris');
  expect(new STFT({ window: Float32Array.of(1, 2) as unknown as number[] }).getConfig().window).toEqual([1, 2]);
});

it.each<[object, string]>([
  [{ side: 'both' }, "STFT: expected `side` to be one of 'real', 'imag'. Received: side='both'"],
  [{ scaling: '' }, 'STFT: expected `scaling` to be one of'],
  [{ window: 'han' }, 'STFT: expected `window` to be one of'],
  [{ window: [1, NaN] }, 'STFT: expected `window` to be'],
  [{ window: 3 }, 'STFT: expected `window` to be the name of a window, its values, or null'],
])('refuses %p', (config, message) => {
  expect(() => new STFT(config)).toThrow(ArgumentError);
  expect(() => new STFT(config)).toThrow(message);
});

it.each([[[]], [[3, 3]], [[3, 2, 3]], [[3, 1, 1]]])('refuses the shape %p', (shape) => {
  expect(() => new STFT().call(shape)).toThrow(ShapeError);
  expect(() => new STFT().call(shape)).toThrow('STFT: expected a shape of [frameLength, 1, fftLength / 2 + 1]');
});

it('refuses a window of another length', () => {
  expect(() => new STFT({ window: [1, 2] }).call([3, 1, 3])).toThrow('one value for each of 3 samples. Received: 2');
});
