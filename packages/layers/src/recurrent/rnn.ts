import { library, type OptionsOf, type SerializedObject } from '@argali/core';
import { serializeLayer } from '../serialize.ts';
import { BaseRNN, type BaseRNNConfig } from './base-rnn.ts';
import { getCell, type RNNCellLike } from './get-cell.ts';
import { StackedRNNCells } from './stacked-rnn-cells.ts';

export interface RNNConfig extends BaseRNNConfig {
  /** The cell, as an instance or `{ className, config }`; several are stacked. */
  cell: RNNCellLike | readonly RNNCellLike[];
}

/**
 * Runs any cell over sequences. Shapes: `[batch, steps, …]` → `[batch, size]`, or `[batch, steps, size]` with
 * `returnSequences`, where size is the cell's; with `returnState` the states follow. Call arguments: `initialState`, one
 * tensor for each state; `mask`, bool `[batch, steps]`: masked steps leave the states as they are.
 *
 * @throws ArgumentError if `cell` is no cell; ShapeError if states, mask or batch size do not fit
 * @see https://keras.io/api/layers/recurrent_layers/rnn/
 */
export class RNN extends BaseRNN<RNNConfig> {
  static override readonly className: string = 'RNN';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['cell'] satisfies OptionsOf<RNNConfig>;

  /** A cell of the caller's is given what comes. */
  override readonly castsIntegers: boolean;

  constructor(config: RNNConfig) {
    super(config, (owner) =>
      Array.isArray(config.cell)
        ? new StackedRNNCells({ cells: config.cell as RNNCellLike[] })
        : getCell(config.cell, { owner, name: 'cell' }),
    );
    this.castsIntegers = this.cell.castsIntegers;
  }

  override getConfig(): RNNConfig & { cell: SerializedObject } {
    return { ...super.getConfig(), cell: serializeLayer(this.cell) };
  }
}
