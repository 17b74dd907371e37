import { declaredOptions, optionsFor, type Shape } from '@argali/core';
import { BaseRNN, type BaseRNNConfig } from './base-rnn.ts';
import { ConvLSTMCell, type ConvLSTMCellConfig } from './conv-lstm-cell.ts';

/** What `ConvLSTM1D`, `ConvLSTM2D` and `ConvLSTM3D` take. */
export interface ConvLSTMConfig<Size> extends BaseRNNConfig, ConvLSTMCellConfig<Size> {}

/** The layer behind `ConvLSTM1D`, `ConvLSTM2D` and `ConvLSTM3D`. */
export abstract class BaseConvLSTM<Size extends number | readonly number[]> extends BaseRNN<
  ConvLSTMConfig<Size>,
  ConvLSTMCell<Size>
> {
  static override readonly options: readonly string[] = [...declaredOptions(ConvLSTMCell)];
  protected override readonly namesActivityRegularizer = true;
  constructor(config: ConvLSTMConfig<Size>, rank: number) {
    super(
      config,
      (owner) =>
        new ConvLSTMCell(
          { ...optionsFor(config, ConvLSTMCell), name: 'conv_lstm_cell', activityRegularizer: null },
          { rank, owner },
        ),
    );
    this.inputSpec = { ndim: rank + 3 };
  }

  protected override stepShapes(stepShape: Shape): Shape[] {
    return this.cell.computeOutputShape(stepShape);
  }

  override getConfig(): ConvLSTMConfig<Size> {
    return { ...this.cell.getConfig(), ...super.getConfig() };
  }
}
