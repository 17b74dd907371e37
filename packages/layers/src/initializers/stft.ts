import {
  checkConfig,
  checkOneOf,
  invalidArgument,
  isNumericArray,
  ShapeError,
  show,
  type OptionsOf,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkName } from '../engine/arguments.ts';
import { Initializer } from './initializer.ts';
import { windowNames, windowValues, type WindowName } from './window-values.ts';

export interface STFTConfig {
  /** Which part of the complex transform the kernel computes. Default: `'real'`. */
  side?: 'real' | 'imag';
  /** A window by name, its values, or `null` for none. Default: `'hann'`. */
  window?: WindowName | Lowercase<WindowName> | readonly number[] | null;
  /** Divides the window by its L2 norm (`'density'`), by its L1 norm (`'spectrum'`), or not at all. Default: `'density'`. */
  scaling?: 'density' | 'spectrum' | null;
  /** Whether a window by name is periodic instead of symmetric. Default: `false`. */
  periodic?: boolean;
}

/**
 * The kernel of a 1D convolution that computes a short-time Fourier transform:
 * `cos` or `sin` of `-2π · time · frequency / fftLength`, times the window. Shapes: `[frameLength, 1, fftLength / 2 + 1]`.
 *
 * @throws ArgumentError if an argument is not one of those allowed; ShapeError for a weight of another shape
 * @see https://keras.io/api/layers/initializers/
 */
export class STFT extends Initializer {
  static override readonly className: string = 'STFT';
  static readonly options: readonly string[] = [
    'side',
    'window',
    'scaling',
    'periodic',
  ] satisfies OptionsOf<STFTConfig>;
  readonly side: 'real' | 'imag';
  readonly window: WindowName | readonly number[] | null;
  readonly scaling: 'density' | 'spectrum' | null;
  readonly periodic: boolean;

  constructor(config: STFTConfig = {}) {
    super();
    const { side = 'real', window = 'hann', scaling = 'density', periodic = false } = checkConfig(config, new.target);
    const owner = 'STFT';
    this.side = checkOneOf(side, { owner, name: 'side', choices: ['real', 'imag'] });
    this.window = checkWindow(window);
    const scalings = ['density', 'spectrum'] as const;
    this.scaling = scaling === null ? null : checkOneOf(scaling, { owner, name: 'scaling', choices: scalings });
    this.periodic = periodic;
  }

  override call(shape: readonly number[], dtype: tf.DataType = 'float32'): tf.Tensor {
    const [frameLength, channels, bins] = shape;
    if (shape.length !== 3 || frameLength === undefined || channels !== 1 || bins === undefined || bins < 2)
      throw new ShapeError(
        `STFT: expected a shape of [frameLength, 1, fftLength / 2 + 1]. Received: shape=${show(shape)}`,
      );
    const window = this.#scaledWindow(frameLength);
    const wave = this.side === 'real' ? Math.cos : Math.sin;
    const period = 2 * (bins - 1);
    const values = Float32Array.from({ length: frameLength * bins }, (_, i) => {
      const time = Math.floor(i / bins);
      return (window[time] ?? 0) * wave((-2 * Math.PI * time * (i % bins)) / period);
    });
    return tf.tensor(values, [...shape], dtype);
  }

  #scaledWindow(length: number): readonly number[] {
    const { window, scaling, periodic } = this;
    if (window === null) return Array.from({ length }, () => 1);
    const values = typeof window === 'string' ? [...windowValues(window, length, periodic)] : window;
    if (values.length !== length)
      throw new ShapeError(
        `STFT: expected \`window\` to have one value for each of ${length} samples. Received: ${values.length} values`,
      );
    const norm = {
      density: Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0)),
      spectrum: sumOfMagnitudes(values),
      none: 1,
    }[scaling ?? 'none'];
    return values.map((value) => value / norm);
  }

  override getConfig(): STFTConfig {
    return { side: this.side, window: this.window, scaling: this.scaling, periodic: this.periodic };
  }
}

function checkWindow(window: unknown): WindowName | readonly number[] | null {
  if (window === null) return null;
  if (Array.isArray(window) && window.every((value) => Number.isFinite(value))) return window as number[];
  if (isNumericArray(window)) return [...window];
  const of = { owner: 'STFT', name: 'window' };
  if (typeof window === 'string') return checkName(window, { ...of, choices: windowNames });
  throw invalidArgument(of, 'the name of a window, its values, or null', window);
}

function sumOfMagnitudes(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0);
}
