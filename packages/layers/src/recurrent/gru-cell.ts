import { library, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag, readArgument } from '../engine/arguments.ts';
import {
  getActivation,
  serializeActivation,
  type ActivationFunction,
  type ActivationLike,
} from '../activations/get.ts';
import { sigmoid } from '../activations/sigmoid.ts';
import { tanh } from '../activations/tanh.ts';
import type { SequenceKernel } from '../ops/fused-sequence.ts';
import type { Step } from '../ops/step-sequence.ts';
import { UnitsCell, type UnitsCellConfig } from './units-cell.ts';

export interface GRUCellConfig extends UnitsCellConfig {
  /** The gates' activation. Default: `'sigmoid'`; `null` is `linear`. */
  recurrentActivation?: ActivationLike | null;
  /**
   * Whether the reset gate multiplies the state's product with the recurrent kernel, which then has a bias of its own, or
   * the state before the product. Default: true.
   */
  resetAfter?: boolean;
}

/**
 * Gated recurrent unit: `h = z · h + (1 - z) · activation(…)`, with an update gate z and a reset gate r. Shapes: `[batch, in]`
 * and the state h `[batch, units]`, given as `states`, → the output and h, both `[batch, units]`. Kernels hold z, r and h
 * side by side; with `resetAfter` the bias is `[2, 3 · units]`, that of the input's product and that of the state's.
 *
 * Source: Cho et al., 2014, https://arxiv.org/abs/1406.1078
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the states are not those of the cell
 * @see https://keras.io/api/layers/recurrent_layers/gru_cell/
 */
export class GRUCell extends UnitsCell<GRUCellConfig> {
  static override readonly className: string = 'GRUCell';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'recurrentActivation',
    'resetAfter',
  ] satisfies OptionsOf<GRUCellConfig>;

  protected override readonly gates = 3;
  readonly recurrentActivation: ActivationFunction;
  readonly resetAfter: boolean;

  constructor(config: GRUCellConfig) {
    super(config);
    const { recurrentActivation = 'sigmoid' } = config;
    this.recurrentActivation = readArgument({ owner: this.describe(), name: 'recurrentActivation' }, () =>
      getActivation(recurrentActivation),
    );
    this.resetAfter = checkFlag(config.resetAfter, { owner: this.describe(), name: 'resetAfter' }) ?? true;
  }

  get stateSize(): number {
    return this.units;
  }

  protected override biasShape(): number[] {
    return this.resetAfter ? [2, 3 * this.units] : [3 * this.units];
  }

  protected override sequenceKernel(): SequenceKernel | null {
    const usual = this.activation === tanh && this.recurrentActivation === sigmoid;
    return usual && this.resetAfter ? 'GruSequence' : null;
  }

  protected override inputBias(): Tensor | null {
    return this.resetAfter ? this.#biasRow(0) : super.inputBias();
  }

  #biasRow(row: number): Tensor | null {
    return this.bias === null ? null : tf.squeeze(tf.slice(this.bias.value, [row, 0], [1, -1]), [0]);
  }

  protected override cellStep(recurrentKernel: Tensor, dropout: readonly Tensor[] | null): Step {
    return this.resetAfter ? this.#resetAfter(recurrentKernel, dropout) : this.#resetBefore(recurrentKernel, dropout);
  }

  #resetAfter(recurrentKernel: Tensor, dropout: readonly Tensor[] | null): Step {
    const recurrent = this.gateProducts({ of: 'state', kernel: recurrentKernel, bias: this.#biasRow(1) }, dropout);
    return (x, [before]) => {
      const [xz, xr, xh] = tf.split(x, 3, -1) as Triple;
      const [hz, hr, hh] = tf.split(recurrent(before as Tensor), 3, -1) as Triple;
      const z = this.recurrentActivation(tf.add(xz, hz));
      const r = this.recurrentActivation(tf.add(xr, hr));
      const candidate = this.activation(tf.add(xh, tf.mul(r, hh)));
      return mix(z, before as Tensor, candidate);
    };
  }

  #resetBefore(recurrentKernel: Tensor, dropout: readonly Tensor[] | null): Step {
    const [gateKernel, kernel] = tf.split(recurrentKernel, [2 * this.units, this.units], -1) as [Tensor, Tensor];
    const gates = this.gateProducts({ of: 'state', kernel: gateKernel, bias: null }, dropout?.slice(0, 2) ?? null);
    const recurrent = this.gateProducts({ of: 'state', kernel, bias: null }, dropout?.slice(2) ?? null);
    return (x, [before]) => {
      const h = before as Tensor;
      const [xz, xr, xh] = tf.split(x, 3, -1) as Triple;
      const [hz, hr] = tf.split(gates(h), 2, -1) as [Tensor, Tensor];
      const z = this.recurrentActivation(tf.add(xz, hz));
      const r = this.recurrentActivation(tf.add(xr, hr));
      return mix(z, h, this.activation(tf.add(xh, recurrent(tf.mul(r, h)))));
    };
  }

  override getConfig(): GRUCellConfig {
    return {
      ...super.getConfig(),
      recurrentActivation: serializeActivation(this.recurrentActivation),
      resetAfter: this.resetAfter,
    };
  }
}

type Triple = [Tensor, Tensor, Tensor];

/** `z · before + (1 - z) · candidate`, as output and state. */
function mix(z: Tensor, before: Tensor, candidate: Tensor): Tensor[] {
  const h = tf.add(candidate, tf.mul(z, tf.sub(before, candidate)));
  return [h, h];
}
