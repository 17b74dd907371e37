import { checkConfig, type OptionsOf, type Variable } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { descend, descendWithMomentum } from './updates.ts';

export interface SGDConfig extends OptimizerConfig {
  /** How much of the last step is repeated, from 0 to 1. Default: 0. */
  momentum?: number;
  /** Whether the gradient is taken to be that of the point ahead. Default: false. */
  nesterov?: boolean;
}

/**
 * Gradient descent: `w -= rate · g`; with momentum `m = momentum · m - rate · g`, `w += m`. Learning rate by default 0.01.
 *
 * @throws ArgumentError if `momentum` is not from 0 to 1
 * @see https://keras.io/api/optimizers/sgd/
 */
export class SGD extends Optimizer {
  static override readonly className: string = 'SGD';
  static override readonly options: readonly string[] = ['momentum', 'nesterov'] satisfies OptionsOf<SGDConfig>;

  readonly momentum: number;
  readonly nesterov: boolean;

  constructor(config: SGDConfig = {}) {
    super({ ...checkConfig(config, new.target), learningRate: config.learningRate ?? 0.01 });
    this.momentum = this.fraction('momentum', config.momentum ?? 0);
    this.nesterov = config.nesterov ?? false;
  }

  protected override createSlots(variables: readonly Variable[]): void {
    if (this.momentum > 0) this.addSlots(variables, 'momentum');
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const { momentum, nesterov } = this;
    if (momentum === 0) {
      descend(variable, gradient, learningRate);
      return;
    }
    const update = { variable, momentum: this.slot(variable, 'momentum'), gradient };
    descendWithMomentum(update, { learningRate, momentum, nesterov });
  }

  override getConfig(): SGDConfig {
    return { ...super.getConfig(), momentum: this.momentum, nesterov: this.nesterov };
  }
}
