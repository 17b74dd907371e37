import {
  checkPositiveInteger,
  invalidArgument,
  library,
  type OptionsOf,
  type Shape,
  type Variable,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  readArgument,
  checkFlag,
  checkDataFormat,
  checkName,
  checkOptionalPositiveInteger,
  type DataFormat,
  type DataFormatName,
} from '../../engine/arguments.ts';
import { Layer, type LayerConfig } from '../../engine/layer.ts';
import { STFT, type STFTConfig } from '../../initializers/stft.ts';
import { linear } from '../../activations/linear.ts';
import { conv } from '../../ops/conv.ts';
import { windowCount, type Windows } from '../../ops/windows.ts';

const modes = ['log', 'magnitude', 'psd', 'real', 'imag', 'angle', 'stft'] as const;

export interface STFTSpectrogramConfig extends LayerConfig {
  /**
   * What comes out for each frequency: the logarithm of the magnitude (`'log'`, default), the magnitude, the power
   * (`'psd'`), one part of the complex number (`'real'`, `'imag'`), its angle, or both parts (`'stft'`).
   */
  mode?: (typeof modes)[number];
  /** How many samples make a frame. Default: 256. */
  frameLength?: number;
  /** How far apart frames begin. Default: half of `frameLength`. */
  frameStep?: number | null;
  /** How many samples the transform has, at least `frameLength`. Default: the next power of two. */
  fftLength?: number | null;
  /** A window by name, its values, or `null` for none. Default: `'hann'`. */
  window?: NonNullable<STFTConfig['window']> | null;
  /** Whether a window by name is periodic instead of symmetric. Default: false. */
  periodic?: boolean;
  /** Divides the window by its L2 norm (`'density'`, default), by its L1 norm (`'spectrum'`), or not at all (`null`). */
  scaling?: 'density' | 'spectrum' | null;
  /** Whether frames may reach beyond the ends. Default: `'valid'`, no. */
  padding?: 'valid' | 'same';
  /** Whether channels have an axis of their own. Default: false. */
  expandDims?: boolean;
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
}

/** Keras's epsilon: the least power and magnitude. */
const LEAST = 1e-7;

/**
 * How strong each frequency is in each frame of a signal, by a short-time Fourier transform with kernels that can be
 * trained. Shapes: `[batch, time, channels]` → `[batch, frames, channels * frequencies]`, with `expandDims`
 * `[batch, frames, frequencies, channels]`; channels first `[batch, channels * frequencies, frames]` and
 * `[batch, channels, frames, frequencies]`. There are `fftLength / 2 + 1` frequencies, twice as many entries with `'stft'`.
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/preprocessing_layers/audio_preprocessing/
 */
export class STFTSpectrogram extends Layer<STFTSpectrogramConfig> {
  static override readonly className: string = 'STFTSpectrogram';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'mode',
    'frameLength',
    'frameStep',
    'fftLength',
    'window',
    'periodic',
    'scaling',
    'padding',
    'expandDims',
    'dataFormat',
  ] satisfies OptionsOf<STFTSpectrogramConfig>;
  override readonly castsIntegers: boolean = true;

  readonly mode: (typeof modes)[number];
  readonly frameLength: number;
  readonly frameStep: number | null;
  readonly fftLength: number | null;
  readonly windowing: Pick<STFT, 'window' | 'scaling' | 'periodic'>;
  readonly padding: 'valid' | 'same';
  readonly expandDims: boolean;
  readonly dataFormat: DataFormat;
  realKernel: Variable | null = null;
  imagKernel: Variable | null = null;

  constructor(config: STFTSpectrogramConfig = {}) {
    super(config);
    const owner = this.describe();
    this.mode = checkName(config.mode ?? 'log', { owner, name: 'mode', choices: modes });
    this.frameLength = checkPositiveInteger(config.frameLength ?? 256, { owner, name: 'frameLength' });
    this.frameStep = checkOptionalPositiveInteger(config.frameStep, { owner, name: 'frameStep' });
    if (this.frameStep !== null && this.frameStep > this.frameLength)
      throw invalidArgument({ owner, name: 'frameStep' }, `at most frameLength=${this.frameLength}`, this.frameStep);
    this.fftLength = checkOptionalPositiveInteger(config.fftLength, { owner, name: 'fftLength' });
    if (this.fftLength !== null && this.fftLength < this.frameLength)
      throw invalidArgument({ owner, name: 'fftLength' }, `at least frameLength=${this.frameLength}`, this.fftLength);
    const { window = 'hann', scaling = 'density' } = config;
    const periodic = checkFlag(config.periodic, { owner, name: 'periodic' }) ?? false;
    const make = (): STFT => new STFT({ window, scaling, periodic });
    const { window: checked, scaling: scaled } = readArgument({ owner, name: 'window' }, make);
    this.windowing = { window: checked, scaling: scaled, periodic };
    this.padding = checkName(config.padding ?? 'valid', { owner, name: 'padding', choices: ['valid', 'same'] });
    this.expandDims = checkFlag(config.expandDims, { owner, name: 'expandDims' }) ?? false;
    this.dataFormat = checkDataFormat(config.dataFormat, owner);
    this.inputSpec = { ndim: 3 };
  }

  override build(): void {
    const shape = [this.frameLength, 1, this.#frequencies];
    const kernel = (side: 'real' | 'imag'): Variable =>
      this.addWeight(`${side}_kernel`, shape, { initializer: new STFT({ side, ...this.windowing }) });
    if (this.mode !== 'imag') this.realKernel = kernel('real');
    if (this.mode !== 'real') this.imagKernel = kernel('imag');
  }

  override call(inputs: Tensor): Tensor {
    if (this.realKernel === null && this.imagKernel === null) throw this.notBuilt();
    const signals = this.dataFormat === 'channelsLast' ? tf.transpose(inputs, [0, 2, 1]) : inputs;
    const [batch = 1, channels = 1, time = 1] = signals.shape;
    const columns = tf.reshape(signals, [batch * channels, time, 1]);
    const { strides, dilations, padding } = this.#windows;
    const transform = (kernel: Variable | null): Tensor | null =>
      kernel && conv({ x: columns, kernel: kernel.value, strides, dilations, padding, bias: null, activation: linear });
    const spectrum = this.#combine(transform(this.realKernel), transform(this.imagKernel));
    const [, frames = 1, entries = 1] = spectrum.shape;
    return this.#arrange(tf.reshape(spectrum, [batch, channels, frames, entries]));
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const last = this.dataFormat === 'channelsLast';
    const [batch = null] = inputShape;
    const [time = null, channels = null] = last ? inputShape.slice(1) : inputShape.slice(1).reverse();
    const frames = windowCount(time, this.#windows, 0);
    const entries = this.#frequencies * (this.mode === 'stft' ? 2 : 1);
    if (this.expandDims) return last ? [batch, frames, entries, channels] : [batch, channels, frames, entries];
    const together = channels === null ? null : channels * entries;
    return last ? [batch, frames, together] : [batch, together, frames];
  }

  override getConfig(): STFTSpectrogramConfig {
    const { mode, frameLength, frameStep, fftLength, padding, expandDims, dataFormat } = this;
    return {
      ...super.getConfig(),
      mode,
      frameLength,
      frameStep,
      fftLength,
      ...this.windowing,
      padding,
      expandDims,
      dataFormat,
    };
  }

  get #frequencies(): number {
    return Math.floor((this.fftLength ?? 2 ** Math.ceil(Math.log2(this.frameLength))) / 2) + 1;
  }

  get #windows(): Windows {
    const step = this.frameStep ?? Math.max(1, Math.floor(this.frameLength / 2));
    return { size: [this.frameLength], strides: [step], dilations: [1], padding: this.padding };
  }

  /** What `mode` asks for, `[signals, frames, entries]`, from both parts of which one may not be needed. */
  #combine(real: Tensor | null, imag: Tensor | null): Tensor {
    if (real === null || imag === null) return real ?? imag ?? tf.zeros([0]);
    if (this.mode === 'angle') return tf.atan2(imag, real);
    if (this.mode === 'stft') return tf.concat([real, imag], -1);
    const power = tf.add(tf.square(real), tf.square(imag));
    if (this.mode === 'psd') {
      // All but the first and the last stand for two frequencies, one of them negative.
      const last = this.#frequencies - 1;
      return tf.mul(power, tf.tensor1d(Array.from({ length: last + 1 }, (_, i) => (i === 0 || i === last ? 1 : 2))));
    }
    const magnitude = tf.sqrt(tf.maximum(power, LEAST));
    return this.mode === 'magnitude' ? magnitude : tf.log(tf.maximum(magnitude, LEAST));
  }

  /** `[batch, channels, frames, entries]` in the order of axes that was asked for. */
  #arrange(spectrum: Tensor): Tensor {
    const [batch = 1, channels = 1, frames = 1, entries = 1] = spectrum.shape;
    if (this.dataFormat === 'channelsLast') {
      if (this.expandDims) return tf.transpose(spectrum, [0, 2, 3, 1]);
      return tf.reshape(tf.transpose(spectrum, [0, 2, 1, 3]), [batch, frames, channels * entries]);
    }
    if (this.expandDims) return spectrum;
    return tf.reshape(tf.transpose(spectrum, [0, 1, 3, 2]), [batch, channels * entries, frames]);
  }
}
