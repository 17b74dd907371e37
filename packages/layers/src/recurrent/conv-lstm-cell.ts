import {
  ArgumentError,
  checkPositiveInteger,
  formatShape,
  library,
  ShapeError,
  show,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { getActivation, serializeActivation, type ActivationFunction } from '../activations/get.ts';
import { linear } from '../activations/linear.ts';
import type { ConvPadding } from '../convolution/conv-layer.ts';
import {
  checkFlag,
  readArgument,
  checkDataFormat,
  checkName,
  checkSizes,
  type DataFormat,
  type DataFormatName,
} from '../engine/arguments.ts';
import { inChannelsLast, joinShape, splitShape } from '../ops/channels.ts';
import { conv } from '../ops/conv.ts';
import type { Step } from '../ops/step-sequence.ts';
import { windowedSizes } from '../ops/windows.ts';
import { BaseCell, type BaseCellConfig, type Weights } from './base-cell.ts';
import { forgetBias, lstmStep, type LSTMCellArguments } from './lstm-step.ts';

/** `Size` is a number, or one number for each spatial axis. */
export interface ConvLSTMCellConfig<Size> extends BaseCellConfig, LSTMCellArguments {
  /** Number of channels of the output and of each state, a positive integer. */
  filters: number;
  /** Size of the window. */
  kernelSize: Size;
  /** Of the convolution of the inputs. Default: 1. */
  strides?: Size;
  /** Of the convolution of the inputs; that of the state keeps its size. Default: `'valid'`, none. */
  padding?: ConvPadding;
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
  /** Distance between neighbouring entries of the inputs' window; not together with strides. Default: 1. */
  dilationRate?: Size;
}

/** An {@link LSTMCell} over images (or rows, or volumes), whose products are convolutions. */
export class ConvLSTMCell<Size extends number | readonly number[]> extends BaseCell<ConvLSTMCellConfig<Size>> {
  static override readonly className: string = 'ConvLSTMCell';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'filters',
    'kernelSize',
    'strides',
    'padding',
    'dataFormat',
    'dilationRate',
    'recurrentActivation',
    'unitForgetBias',
  ] satisfies OptionsOf<ConvLSTMCellConfig<number>>;

  protected override readonly gates = 4;
  protected override readonly gateAxis: number;
  /** Number of spatial axes. */
  readonly rank: number;
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: ConvPadding;
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  readonly recurrentActivation: ActivationFunction;
  readonly unitForgetBias: boolean;

  constructor(config: ConvLSTMCellConfig<Size>, { rank, owner }: { rank: number; owner: string }) {
    super(config);
    this.rank = rank;
    this.filters = checkPositiveInteger(config.filters, { owner, name: 'filters' });
    this.kernelSize = checkSizes(config.kernelSize, { owner, name: 'kernelSize', rank });
    this.strides = checkSizes(config.strides ?? 1, { owner, name: 'strides', rank });
    this.padding = checkName(config.padding ?? 'valid', { owner, name: 'padding', choices: ['valid', 'same'] });
    this.dataFormat = checkDataFormat(config.dataFormat, owner);
    this.dilationRate = checkSizes(config.dilationRate ?? 1, { owner, name: 'dilationRate', rank });
    if (Math.max(...this.strides) > 1 && Math.max(...this.dilationRate) > 1)
      throw new ArgumentError(
        `${owner}: expected strides or dilationRate above 1, not both. Received: strides=${show(this.strides)}, dilationRate=${show(this.dilationRate)}`,
      );
    const { recurrentActivation = 'sigmoid' } = config;
    this.recurrentActivation = readArgument({ owner: this.describe(), name: 'recurrentActivation' }, () =>
      getActivation(recurrentActivation),
    );
    this.unitForgetBias = checkFlag(config.unitForgetBias, { owner: this.describe(), name: 'unitForgetBias' }) ?? true;
    this.gateAxis = this.dataFormat === 'channelsLast' ? -1 : -1 - rank;
    this.inputSpec = { ndim: rank + 2 };
  }

  get stateSize(): number[] {
    return [this.filters, this.filters];
  }

  override build(inputShape: Shape): void {
    if (inputShape.slice(1).includes(null))
      throw new ShapeError(
        `${this.describe()}: expected all sizes of a step to be known but that of the batch. Received: ${formatShape(inputShape)}`,
      );
    const { channels } = splitShape(inputShape, this.dataFormat);
    const { kernelSize, filters } = this;
    this.kernel = this.addWeight('kernel', [...kernelSize, channels, 4 * filters], this.kernelSettings);
    this.recurrentKernel = this.addWeight(
      'recurrent_kernel',
      [...kernelSize, filters, 4 * filters],
      this.recurrentSettings,
    );
    const bias = this.unitForgetBias ? forgetBias(this.biasSettings, filters) : this.biasSettings;
    if (this.useBias) this.bias = this.addWeight('bias', [4 * filters], bias);
    this.inputSpec = { ndim: this.rank + 2, shape: [null, ...inputShape.slice(1)] };
  }

  protected override product(x: Tensor, { of, kernel, bias }: Weights): Tensor {
    const [batch = 0, steps = 0, ...rest] = x.shape;
    if (x.rank === this.rank + 3) {
      const y = this.product(tf.reshape(x, [batch * steps, ...rest]), { of, kernel, bias });
      return tf.reshape(y, [batch, steps, ...y.shape.slice(1)]);
    }
    const ones = this.strides.map(() => 1);
    const geometry =
      of === 'input'
        ? { strides: this.strides, padding: this.padding, dilations: this.dilationRate }
        : { strides: ones, padding: 'same' as const, dilations: ones };
    return inChannelsLast(x, this.dataFormat, (x) => conv({ x, kernel, bias, activation: linear, ...geometry }));
  }

  /** Each gate has masks of its own. */
  protected override maskCount(): number {
    return this.gates;
  }

  protected override cellStep(recurrentKernel: Tensor, dropout: readonly Tensor[] | null): Step {
    const recurrent = this.gateProducts({ of: 'state', kernel: recurrentKernel, bias: null }, dropout);
    const { activation, recurrentActivation, gateAxis: axis } = this;
    return (x, [h, c]) =>
      lstmStep(tf.add(x, recurrent(h as Tensor)), c as Tensor, { axis, activation, recurrentActivation });
  }

  protected override stateShapes(batchSize: number | null): Shape[] {
    const built = this.buildShape as Shape | null;
    if (built === null) throw this.notBuilt();
    const [state = []] = this.computeOutputShape([batchSize, ...built.slice(1)]);
    return [state, state];
  }

  override computeOutputShape(inputShape: Shape): Shape[] {
    const { kernelSize: size, strides, dilationRate: dilations, padding, dataFormat, filters: channels } = this;
    const { batch, spatial } = splitShape(inputShape, dataFormat);
    const sizes = windowedSizes(spatial, { size, strides, dilations, padding }, this.describe());
    const shape = joinShape({ batch, spatial: sizes, channels }, dataFormat);
    return [shape, shape, shape];
  }

  override getConfig(): ConvLSTMCellConfig<Size> {
    return {
      ...super.getConfig(),
      filters: this.filters,
      kernelSize: this.kernelSize as Size,
      strides: this.strides as Size,
      padding: this.padding,
      dataFormat: this.dataFormat,
      dilationRate: this.dilationRate as Size,
      recurrentActivation: serializeActivation(this.recurrentActivation),
      unitForgetBias: this.unitForgetBias,
    };
  }
}
