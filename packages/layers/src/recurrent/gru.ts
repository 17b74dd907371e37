import { declaredOptions, library, optionsFor } from '@argali/core';
import { checkCudnn } from './check-cudnn.ts';
import { BaseRNN, type BaseRNNConfig } from './base-rnn.ts';
import { GRUCell, type GRUCellConfig } from './gru-cell.ts';

export interface GRUConfig extends BaseRNNConfig, GRUCellConfig {
  /** `false` or `'auto'`: the fastest kernels that there are are used in any case. */
  useCudnn?: 'auto' | false;
}

/**
 * Gated recurrent units; see {@link GRUCell}. Shapes: `[batch, steps, in]` → `[batch, units]`, or `[batch, steps, units]`
 * with `returnSequences`; with `returnState` the last h follow, `[batch, units]`. Call arguments: `initialState`,
 * one tensor for each state; `mask`, bool `[batch, steps]`: masked steps leave the state as it is.
 *
 * Source: Cho et al., 2014, https://arxiv.org/abs/1406.1078
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if states, mask or batch size do not fit
 * @see https://keras.io/api/layers/recurrent_layers/gru/
 */
export class GRU extends BaseRNN<GRUConfig, GRUCell> {
  static override readonly className: string = 'GRU';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['useCudnn', ...declaredOptions(GRUCell)];
  protected override readonly namesActivityRegularizer = true;

  constructor(config: GRUConfig) {
    super(config, () => new GRUCell({ ...optionsFor(config, GRUCell), name: 'gru_cell', activityRegularizer: null }));
    checkCudnn(config.useCudnn, this.describe());
    this.inputSpec = { ndim: 3 };
  }

  override getConfig(): GRUConfig {
    return { ...this.cell.getConfig(), ...super.getConfig() };
  }
}
