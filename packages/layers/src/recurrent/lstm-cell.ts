import { library, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag, readArgument } from '../engine/arguments.ts';
import { getActivation, serializeActivation, type ActivationFunction } from '../activations/get.ts';
import { sigmoid } from '../activations/sigmoid.ts';
import { tanh } from '../activations/tanh.ts';
import type { WeightOptions } from '../engine/layer.ts';
import type { SequenceKernel } from '../ops/fused-sequence.ts';
import type { Step } from '../ops/step-sequence.ts';
import { forgetBias, lstmStep, type LSTMCellArguments } from './lstm-step.ts';
import { UnitsCell, type UnitsCellConfig } from './units-cell.ts';

export interface LSTMCellConfig extends UnitsCellConfig, LSTMCellArguments {}

/**
 * Long short-term memory: `c = f · c + i · activation(g)`, `h = o · activation(c)`, where each of i, f, g and o is a part of
 * `x · kernel + h · recurrentKernel + bias`, and i, f and o pass through `recurrentActivation`. Shapes: `[batch, in]` and
 * the states h and c, each `[batch, units]`, given as `states`, → the output, h and c, all `[batch, units]`.
 *
 * Source: Hochreiter and Schmidhuber, 1997, https://doi.org/10.1162/neco.1997.9.8.1735
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the states are not those of the cell
 * @see https://keras.io/api/layers/recurrent_layers/lstm_cell/
 */
export class LSTMCell extends UnitsCell<LSTMCellConfig> {
  static override readonly className: string = 'LSTMCell';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'recurrentActivation',
    'unitForgetBias',
  ] satisfies OptionsOf<LSTMCellConfig>;

  protected override readonly gates = 4;
  readonly recurrentActivation: ActivationFunction;
  readonly unitForgetBias: boolean;

  constructor(config: LSTMCellConfig) {
    super(config);
    const { recurrentActivation = 'sigmoid' } = config;
    this.recurrentActivation = readArgument({ owner: this.describe(), name: 'recurrentActivation' }, () =>
      getActivation(recurrentActivation),
    );
    this.unitForgetBias = checkFlag(config.unitForgetBias, { owner: this.describe(), name: 'unitForgetBias' }) ?? true;
  }

  get stateSize(): number[] {
    return [this.units, this.units];
  }

  protected override initialBias(): WeightOptions {
    return this.unitForgetBias ? forgetBias(this.biasSettings, this.units) : this.biasSettings;
  }

  protected override sequenceKernel(): SequenceKernel | null {
    return this.activation === tanh && this.recurrentActivation === sigmoid ? 'LstmSequence' : null;
  }

  protected override cellStep(recurrentKernel: Tensor, dropout: readonly Tensor[] | null): Step {
    const recurrent = this.gateProducts({ of: 'state', kernel: recurrentKernel, bias: null }, dropout);
    const { activation, recurrentActivation } = this;
    return (x, [h, c]) =>
      lstmStep(tf.add(x, recurrent(h as Tensor)), c as Tensor, { axis: -1, activation, recurrentActivation });
  }

  override getConfig(): LSTMCellConfig {
    return {
      ...super.getConfig(),
      recurrentActivation: serializeActivation(this.recurrentActivation),
      unitForgetBias: this.unitForgetBias,
    };
  }
}
