import { checkConfig, checkPositiveInteger, invalidArgument, type OptionsOf, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { numbersOf } from '../losses/numbers.ts';
import { getOptimizer, serializeOptimizer, type OptimizerLike } from './get.ts';
import { Optimizer, type WeightDecayExclusions } from './optimizer.ts';
import { readSettings, type LearningRateLike } from './optimizer-config.ts';
import type { Update } from './pair-up.ts';
import type { ScalarVariable } from './scalar-variable.ts';
import type { OptimizerVariable } from './state.ts';

export interface LossScaleOptimizerConfig {
  innerOptimizer: OptimizerLike;
  /** Positive; default: 32,768. */
  initialScale?: number;
  /** After how many good steps in a row the scale doubles. Default: 2,000. */
  dynamicGrowthSteps?: number;
  name?: string | null;
}

/**
 * Multiplies the loss by a scale, so that small gradients survive 16-bit floats, and gives the inner optimizer the gradients
 * divided by it. A step with a gradient that is not finite is left out and halves the scale; `dynamicGrowthSteps` good ones
 * in a row double it. It reads one number back from the backend in each step.
 *
 * @throws ArgumentError if a value is out of range or belongs to the inner optimizer
 * @see https://keras.io/api/optimizers/loss_scale_optimizer/
 */
export class LossScaleOptimizer extends Optimizer {
  static override readonly className: string = 'LossScaleOptimizer';
  static override readonly options: readonly string[] = [
    'innerOptimizer',
    'initialScale',
    'dynamicGrowthSteps',
  ] satisfies OptionsOf<LossScaleOptimizerConfig>;

  readonly innerOptimizer: Optimizer;
  readonly initialScale: number;
  readonly dynamicGrowthSteps: number;
  readonly #goodSteps: ScalarVariable;
  readonly #scale: ScalarVariable;

  constructor(config: LossScaleOptimizerConfig) {
    checkConfig(config, new.target, ['learningRate']);
    super({ name: config.name ?? null, learningRate: 0 });
    const owner = this.describe();
    for (const [name, value] of Object.entries(readSettings(config, owner)))
      if (value !== this.settings[name as keyof typeof this.settings])
        throw invalidArgument({ owner, name }, 'set on the inner optimizer instead', value);
    this.innerOptimizer = getOptimizer(config.innerOptimizer);
    this.innerOptimizer.lossScaleFactor = null;
    this.initialScale = this.nonNegative('initialScale', config.initialScale ?? 2 ** 15);
    if (this.initialScale === 0) throw invalidArgument({ owner, name: 'initialScale' }, 'a positive number', 0);
    this.dynamicGrowthSteps = checkPositiveInteger(config.dynamicGrowthSteps ?? 2000, {
      owner,
      name: 'dynamicGrowthSteps',
    });
    this.#goodSteps = this.addScalar('step_counter', 0, 'int32');
    this.#scale = this.addScalar('dynamic_scale', this.initialScale, 'float32');
  }

  /** What the loss is multiplied by at present. */
  get dynamicScale(): number {
    return this.#scale.current;
  }

  override get learningRate(): number {
    return this.innerOptimizer.learningRate;
  }

  override set learningRate(value: LearningRateLike) {
    this.innerOptimizer.learningRate = value;
  }

  override get nested(): readonly Optimizer[] {
    return [this.innerOptimizer];
  }

  override get iterations(): number {
    return this.innerOptimizer.iterations;
  }

  override get variables(): readonly OptimizerVariable[] {
    return [...super.variables, ...this.innerOptimizer.variables];
  }

  protected override createSlots(variables: readonly Variable[]): void {
    this.innerOptimizer.build(variables);
  }

  override scaleLoss(loss: Tensor): Tensor {
    return tf.mul(
      numbersOf(loss, () => `${this.describe()}: loss`),
      this.dynamicScale,
    );
  }

  protected override applyUpdates(received: readonly Update[]): void {
    if (!allFinite(received)) {
      this.#goodSteps.current = 0;
      this.#scale.current /= 2;
      return;
    }
    const updates = this.unscale(received, this.dynamicScale);
    this.innerOptimizer.apply(
      updates.map(({ gradient }) => gradient),
      updates.map(({ variable }) => variable),
    );
    this.#goodSteps.current++;
    if (this.#goodSteps.current < this.dynamicGrowthSteps) return;
    this.#goodSteps.current = 0;
    this.#scale.current *= 2;
  }

  protected override updateStep(gradient: Tensor, variable: Variable): void {
    this.applyUpdates([{ gradient, variable }]);
  }

  override finalizeVariableValues(variables: readonly Variable[]): void {
    this.innerOptimizer.finalizeVariableValues(variables);
  }

  override excludeFromWeightDecay(exclusions: WeightDecayExclusions): void {
    this.innerOptimizer.excludeFromWeightDecay(exclusions);
  }

  override dispose(): void {
    super.dispose();
    this.innerOptimizer.dispose();
  }

  override getConfig(): LossScaleOptimizerConfig {
    const { name, initialScale, dynamicGrowthSteps } = this;
    return { name, innerOptimizer: serializeOptimizer(this.innerOptimizer), initialScale, dynamicGrowthSteps };
  }
}

function allFinite(updates: readonly Update[]): boolean {
  // Zero times anything finite is 0; times infinity or NaN it is NaN.
  const [sum] = tf.addN(updates.map(({ gradient }) => tf.sum(tf.mul(gradient, 0)))).dataSync();
  return sum === 0;
}
