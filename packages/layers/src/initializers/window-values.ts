// Each window is a sum of cosines, `a₀ - a₁ cos(t) + a₂ cos(2t) - …` for `t` from 0 to 2π.
const coefficients = {
  blackman: [0.42, 0.5, 0.08],
  blackmanHarris: [0.35875, 0.48829, 0.14128, 0.01168],
  boxcar: [1],
  flattop: [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368],
  hamming: [0.54, 0.46],
  hann: [0.5, 0.5],
  nuttall: [0.3635819, 0.4891775, 0.1365995, 0.0106411],
};

export type WindowName = 'blackman' | 'blackmanHarris' | 'boxcar' | 'flattop' | 'hamming' | 'hann' | 'nuttall';

export const windowNames: readonly WindowName[] = Object.keys(coefficients) as WindowName[];

/** The values of a window; a periodic one leaves out the last of `length + 1` symmetric values. */
export function windowValues(name: WindowName, length: number, periodic: boolean): Float64Array {
  const steps = periodic ? length : length - 1;
  return Float64Array.from({ length }, (_, i) =>
    coefficients[name].reduce(
      (sum, a, k) => sum + (k % 2 === 0 ? a : -a) * Math.cos(steps === 0 ? Math.PI * k : (2 * Math.PI * k * i) / steps),
      0,
    ),
  );
}
