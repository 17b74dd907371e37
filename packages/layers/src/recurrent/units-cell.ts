import { checkPositiveInteger, type OptionsOf, type Shape } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { linear } from '../activations/linear.ts';
import { dense } from '../ops/dense.ts';
import { BaseCell, type BaseCellConfig, type Weights } from './base-cell.ts';
import { flatSizes } from './rnn-cell.ts';

export interface UnitsCellConfig extends BaseCellConfig {
  /** Size of the output and of each state, a positive integer. */
  units: number;
}

/** The base of the cells over vectors. */
export abstract class UnitsCell<Config extends UnitsCellConfig> extends BaseCell<Config> {
  static override readonly options: readonly string[] = ['units'] satisfies OptionsOf<UnitsCellConfig>;
  readonly units: number;

  constructor(config: Config) {
    super(config);
    this.units = checkPositiveInteger(config.units, { owner: this.describe(), name: 'units' });
    this.inputSpec = { ndim: 2 };
  }

  override build(inputShape: Shape): void {
    const inputSize = inputShape[inputShape.length - 1] ?? null;
    const width = this.gates * this.units;
    this.kernel = this.addWeight('kernel', [inputSize, width], this.kernelSettings);
    this.recurrentKernel = this.addWeight('recurrent_kernel', [this.units, width], this.recurrentSettings);
    if (this.useBias) this.bias = this.addWeight('bias', this.biasShape(), this.initialBias());
    this.inputSpec = { ndim: 2, axes: { '-1': inputSize ?? 0 } };
  }

  protected biasShape(): number[] {
    return [this.gates * this.units];
  }

  protected override product(x: Tensor, { kernel, bias }: Weights): Tensor {
    return dense({ x, kernel, bias, activation: linear });
  }

  protected override stateShapes(batchSize: number | null): Shape[] {
    return flatSizes(this.stateSize).map((size) => [batchSize, size]);
  }

  override getConfig(): Config {
    return { ...super.getConfig(), units: this.units };
  }
}
