import {
  checkFinite,
  checkPositiveInteger,
  formatShape,
  invalidArgument,
  library,
  ShapeError,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readArgument, checkFlag, checkNonNegative } from '../../engine/arguments.ts';
import { Layer, type LayerConfig } from '../../engine/layer.ts';
import { STFT } from '../../initializers/stft.ts';
import { windowValues, type WindowName } from '../../initializers/window-values.ts';
import { linear } from '../../activations/linear.ts';
import { conv } from '../../ops/conv.ts';
import { melWeights } from './mel-weights.ts';

export interface MelSpectrogramConfig extends LayerConfig {
  /** How many samples the transform has. Default: 2048. */
  fftLength?: number;
  /** How far apart frames begin. Default: 512. */
  sequenceStride?: number;
  /** How many samples make a frame, at most `fftLength`, which is the default. */
  sequenceLength?: number | null;
  /** The window of a frame by name, its values, or `null` for none. Default: `'hann'`. */
  window?: WindowName | Lowercase<WindowName> | readonly number[] | null;
  /** Samples per second. Default: 16000. */
  samplingRate?: number;
  /** How many bands there are. Default: 128. */
  numMelBins?: number;
  /** The lowest frequency, in hertz. Default: 20. */
  minFreq?: number;
  /** The highest frequency, in hertz. Default: half of `samplingRate`. */
  maxFreq?: number | null;
  /** Whether strengths come out in decibels. Default: true. */
  powerToDb?: boolean;
  /** How many decibels below the strongest the weakest are. Default: 80. */
  topDb?: number;
  /** The power of the magnitude that bands sum up: 1, or 2 (default). */
  magExp?: number;
  /** The least strength. Default: 1e-10. */
  minPower?: number;
  /** The strength of 0 decibels. Default: 1. */
  refPower?: number;
}

/**
 * How strong the bands of the mel scale, which is that of hearing, are in each frame of a signal. Shapes: `[batch, time]` →
 * `[batch, numMelBins, frames]`, or `[time]` → `[numMelBins, frames]`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError for a signal that is too short to mirror its ends
 * @see https://keras.io/api/layers/preprocessing_layers/audio_preprocessing/mel_spectrogram/
 */
export class MelSpectrogram extends Layer<MelSpectrogramConfig> {
  static override readonly className: string = 'MelSpectrogram';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'fftLength',
    'sequenceStride',
    'sequenceLength',
    'window',
    'samplingRate',
    'numMelBins',
    'minFreq',
    'maxFreq',
    'powerToDb',
    'topDb',
    'magExp',
    'minPower',
    'refPower',
  ] satisfies OptionsOf<MelSpectrogramConfig>;
  override readonly castsIntegers: boolean = true;

  readonly fftLength: number;
  readonly sequenceStride: number;
  readonly sequenceLength: number;
  readonly window: STFT['window'];
  readonly samplingRate: number;
  readonly numMelBins: number;
  readonly minFreq: number;
  readonly maxFreq: number;
  readonly powerToDb: boolean;
  readonly topDb: number;
  readonly magExp: number;
  readonly minPower: number;
  readonly refPower: number;
  #constants: { real: Tensor; imag: Tensor; mel: Tensor } | null = null;

  constructor(config: MelSpectrogramConfig = {}) {
    super(config);
    const owner = this.describe();
    const { fftLength = 2048, sequenceStride = 512, sequenceLength, window = 'hann', samplingRate = 16000 } = config;
    this.fftLength = checkPositiveInteger(fftLength, { owner, name: 'fftLength' });
    this.sequenceStride = checkPositiveInteger(sequenceStride, { owner, name: 'sequenceStride' });
    this.sequenceLength = checkPositiveInteger(sequenceLength ?? fftLength, { owner, name: 'sequenceLength' });
    if (this.sequenceLength > this.fftLength)
      throw invalidArgument({ owner, name: 'sequenceLength' }, `at most fftLength=${fftLength}`, sequenceLength);
    this.window = readArgument({ owner, name: 'window' }, () => new STFT({ window }).window);
    this.samplingRate = checkPositiveInteger(samplingRate, { owner, name: 'samplingRate' });
    this.numMelBins = checkPositiveInteger(config.numMelBins ?? 128, { owner, name: 'numMelBins' });
    this.minFreq = checkNonNegative(config.minFreq ?? 20, { owner, name: 'minFreq' });
    this.maxFreq = checkFinite(config.maxFreq ?? Math.floor(samplingRate / 2), { owner, name: 'maxFreq' });
    if (this.maxFreq <= this.minFreq)
      throw invalidArgument({ owner, name: 'maxFreq' }, `above minFreq=${this.minFreq}`, this.maxFreq);
    this.powerToDb = checkFlag(config.powerToDb, { owner, name: 'powerToDb' }) ?? true;
    this.topDb = checkNonNegative(config.topDb ?? 80, { owner, name: 'topDb' });
    this.magExp = checkNonNegative(config.magExp ?? 2, { owner, name: 'magExp' });
    this.minPower = checkNonNegative(config.minPower ?? 1e-10, { owner, name: 'minPower' });
    this.refPower = checkFinite(config.refPower ?? 1, { owner, name: 'refPower' });
    this.inputSpec = { minNdim: 1, maxNdim: 2 };
  }

  override build(): void {
    const shape = [this.fftLength, 1, Math.floor(this.fftLength / 2) + 1];
    const window = this.#paddedWindow();
    const kernel = (side: 'real' | 'imag'): Tensor =>
      tf.keep(new STFT({ side, window, scaling: null }).call(shape, 'float32'));
    const { samplingRate, numMelBins, minFreq, maxFreq } = this;
    const mel = melWeights({ frequencies: shape[2] ?? 1, samplingRate, bands: numMelBins, minFreq, maxFreq });
    this.#constants = { real: kernel('real'), imag: kernel('imag'), mel: tf.keep(tf.tensor2d(mel)) };
  }

  override call(inputs: Tensor): Tensor {
    if (this.#constants === null) throw this.notBuilt();
    const { real, imag, mel } = this.#constants;
    const signals = this.#mirrorEnds(inputs.rank === 1 ? tf.expandDims(inputs, 0) : inputs);
    const geometry = {
      strides: [this.sequenceStride],
      dilations: [1],
      padding: 'valid',
      bias: null,
      activation: linear,
    } as const;
    const square = (kernel: Tensor): Tensor => tf.square(conv({ x: signals, kernel, ...geometry }));
    const power = tf.add(square(real), square(imag));
    const raised = this.magExp === 2 ? power : tf.pow(power, this.magExp / 2);
    const [batch = 1, frames = 1, frequencies = 1] = raised.shape;
    const bands = tf.matMul(tf.reshape(raised, [batch * frames, frequencies]), mel);
    const strengths = this.powerToDb ? this.#decibels(bands) : bands;
    const result = tf.transpose(tf.reshape(strengths, [batch, frames, this.numMelBins]), [0, 2, 1]);
    return inputs.rank === 1 ? tf.squeeze(result, [0]) : result;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const time = inputShape.at(-1) ?? null;
    const padded = 2 * Math.floor(this.fftLength / 2);
    const frames =
      time === null ? null : Math.max(0, Math.floor((time + padded - this.fftLength) / this.sequenceStride) + 1);
    return [...inputShape.slice(0, -1), this.numMelBins, frames];
  }

  override getConfig(): MelSpectrogramConfig {
    const { fftLength, sequenceStride, sequenceLength, window, samplingRate, numMelBins, minFreq, maxFreq } = this;
    const { powerToDb, topDb, magExp, minPower, refPower } = this;
    return {
      ...super.getConfig(),
      ...{ fftLength, sequenceStride, sequenceLength, window, samplingRate, numMelBins, minFreq, maxFreq },
      ...{ powerToDb, topDb, magExp, minPower, refPower },
    };
  }

  override dispose(): void {
    tf.dispose(Object.values(this.#constants ?? {}));
    this.#constants = null;
    super.dispose();
  }

  /** The window in the middle of `fftLength` samples, with zeros around it. */
  #paddedWindow(): number[] {
    const { window, fftLength, sequenceLength: length } = this;
    if (window === null) return Array.from({ length: fftLength }, () => 1);
    const values = typeof window === 'string' ? [...windowValues(window, length, true)] : window;
    if (values.length !== length)
      throw new ShapeError(
        `${this.describe()}: expected a window of ${length} values. Received: ${values.length} values`,
      );
    const before = Math.floor((fftLength - length) / 2);
    return Array.from({ length: fftLength }, (_, i) => values[i - before] ?? 0);
  }

  /** `[batch, time]` as `[batch, time + fftLength, 1]`, so that frames have their middles in the signal. */
  #mirrorEnds(signals: Tensor): Tensor {
    const [, time = 0] = signals.shape;
    const reach = Math.floor(this.fftLength / 2);
    if (time <= reach)
      throw new ShapeError(
        `${this.describe()}: expected signals of more than ${reach} samples (fftLength / 2). Received: shape ${formatShape(signals.shape)}`,
      );
    const indices = Int32Array.from({ length: time + 2 * reach }, (_, i) => {
      const at = Math.abs(i - reach);
      return at < time ? at : 2 * (time - 1) - at;
    });
    return tf.expandDims(tf.gather(signals, tf.tensor1d(indices, 'int32'), 1), -1);
  }

  #decibels(strengths: Tensor): Tensor {
    const { minPower, refPower, topDb } = this;
    const reference = Math.log10(Math.max(Math.abs(refPower), minPower));
    const decibels = tf.sub(tf.mul(tf.log(tf.maximum(strengths, minPower)), 10 / Math.LN10), 10 * reference);
    // tfjs differentiates a maximum of tensors of one shape only.
    return tf.maximum(decibels, tf.broadcastTo(tf.sub(tf.max(decibels), topDb), decibels.shape));
  }
}
