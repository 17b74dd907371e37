import { declaredOptions, library, optionsFor } from '@argali/core';
import { BaseRNN, type BaseRNNConfig } from './base-rnn.ts';
import { SimpleRNNCell, type SimpleRNNCellConfig } from './simple-rnn-cell.ts';

export interface SimpleRNNConfig extends BaseRNNConfig, SimpleRNNCellConfig {}

/**
 * `h = activation(x · kernel + h · recurrentKernel + bias)` from step to step. Shapes: `[batch, steps, in]` → `[batch, units]`, or `[batch, steps, units]`
 * with `returnSequences`; with `returnState` the last h follow, `[batch, units]`. Call arguments: `initialState`,
 * one tensor for each state; `mask`, bool `[batch, steps]`: masked steps leave the state as it is.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if states, mask or batch size do not fit
 * @see https://keras.io/api/layers/recurrent_layers/simple_rnn/
 */
export class SimpleRNN extends BaseRNN<SimpleRNNConfig, SimpleRNNCell> {
  static override readonly className: string = 'SimpleRNN';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [...declaredOptions(SimpleRNNCell)];
  protected override readonly namesActivityRegularizer = true;

  constructor(config: SimpleRNNConfig) {
    super(
      config,
      () =>
        new SimpleRNNCell({ ...optionsFor(config, SimpleRNNCell), name: 'simple_rnn_cell', activityRegularizer: null }),
    );
    this.inputSpec = { ndim: 3 };
  }

  override getConfig(): SimpleRNNConfig {
    return { ...this.cell.getConfig(), ...super.getConfig() };
  }
}
