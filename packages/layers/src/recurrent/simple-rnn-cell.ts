import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { tanh } from '../activations/tanh.ts';
import type { SequenceKernel } from '../ops/fused-sequence.ts';
import type { Step } from '../ops/step-sequence.ts';
import { UnitsCell, type UnitsCellConfig } from './units-cell.ts';

export type SimpleRNNCellConfig = UnitsCellConfig;

/**
 * `h = activation(x · kernel + h · recurrentKernel + bias)`. Shapes: `[batch, in]` and the state h `[batch, units]`, given as
 * `states`, → the output and h, both `[batch, units]`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the states are not those of the cell
 * @see https://keras.io/api/layers/recurrent_layers/simple_rnn_cell/
 */
export class SimpleRNNCell extends UnitsCell<SimpleRNNCellConfig> {
  static override readonly className: string = 'SimpleRNNCell';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  protected override readonly gates = 1;

  get stateSize(): number {
    return this.units;
  }

  protected override sequenceKernel(): SequenceKernel | null {
    return this.activation === tanh ? 'SimpleRnnSequence' : null;
  }

  protected override cellStep(recurrentKernel: Tensor, dropout: readonly Tensor[] | null): Step {
    const recurrent = this.gateProducts({ of: 'state', kernel: recurrentKernel, bias: null }, dropout);
    return (x, [before]) => {
      const h = this.activation(tf.add(x, recurrent(before as Tensor)));
      return [h, h];
    };
  }
}
