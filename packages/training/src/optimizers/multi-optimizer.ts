import {
  ArgumentError,
  checkConfig,
  checkFinite,
  declaredOptions,
  isSerializedObject,
  show,
  type OptionsOf,
  type SerializedObject,
  type Variable,
} from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer, type WeightDecayExclusions } from './optimizer.ts';
import type { LearningRateLike } from './optimizer-config.ts';
import { OptimizerMap, type OptimizerMapConfig } from './optimizer-map.ts';
import { checkVariables, type Update } from './pair-up.ts';
import type { OptimizerVariable } from './state.ts';

export interface MultiOptimizerConfig {
  optimizerMap: OptimizerMap | SerializedObject;
  /** What the loss is multiplied by, and the gradients divided by. Default: none. */
  lossScaleFactor?: number | null;
  name?: string | null;
}

/**
 * Trains different variables with different optimizers. `learningRate` is that of the first one in the map.
 *
 * @throws ArgumentError if two keys of the map match one variable
 * @see https://keras.io/api/optimizers/
 */
export class MultiOptimizer extends Optimizer {
  static override readonly className: string = 'MultiOptimizer';
  static override readonly options: readonly string[] = ['optimizerMap'] satisfies OptionsOf<MultiOptimizerConfig>;

  readonly optimizerMap: OptimizerMap;
  readonly optimizers: readonly Optimizer[];
  readonly #chosen = new Map<Variable, Optimizer>();

  constructor(config: MultiOptimizerConfig) {
    const itsOwn = ['lossScaleFactor', 'name'];
    const others = declaredOptions(Optimizer).filter((option) => !itsOwn.includes(option));
    const { optimizerMap, lossScaleFactor = null, name = null } = checkConfig(config, new.target, others);
    super({ name, lossScaleFactor, learningRate: 0 });
    this.optimizerMap = readMap(optimizerMap);
    this.optimizers = this.optimizerMap.optimizers;
    for (const optimizer of this.optimizers) optimizer.lossScaleFactor = null;
  }

  override get learningRate(): number {
    return this.#first.learningRate;
  }

  override set learningRate(value: LearningRateLike) {
    this.#first.learningRate = value;
  }

  override get nested(): readonly Optimizer[] {
    return this.optimizers;
  }

  get #first(): Optimizer {
    return this.optimizers[0] ?? this.optimizerMap.defaultOptimizer;
  }

  override get variables(): readonly OptimizerVariable[] {
    return [...super.variables, ...this.optimizers.flatMap((optimizer) => optimizer.variables)];
  }

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables) this.#chosen.set(variable, this.optimizerMap.optimizerOf(variable));
    for (const optimizer of this.optimizers) optimizer.build(this.#belongingTo(optimizer, variables));
  }

  protected override applyUpdates(received: readonly Update[]): void {
    for (const { learningRate } of this.optimizers)
      checkFinite(learningRate, { owner: this.describe(), name: 'learningRate' });
    const updates = this.unscale(received);
    for (const optimizer of this.optimizers) {
      const own = updates.filter(({ variable }) => this.#chosen.get(variable) === optimizer);
      optimizer.apply(
        own.map(({ gradient }) => gradient),
        own.map(({ variable }) => variable),
      );
    }
    this.countStep();
  }

  protected override updateStep(gradient: Tensor, variable: Variable): void {
    this.#chosen.get(variable)?.apply([gradient], [variable]);
  }

  #belongingTo(optimizer: Optimizer, variables: readonly Variable[]): Variable[] {
    return variables.filter((variable) => this.#chosen.get(variable) === optimizer);
  }

  override finalizeVariableValues(variables: readonly Variable[]): void {
    checkVariables(variables, this.describe());
    for (const optimizer of this.optimizers) optimizer.finalizeVariableValues(this.#belongingTo(optimizer, variables));
  }

  override excludeFromWeightDecay(exclusions: WeightDecayExclusions): void {
    for (const optimizer of this.optimizers) optimizer.excludeFromWeightDecay(exclusions);
  }

  override dispose(): void {
    super.dispose();
    for (const optimizer of this.optimizers) optimizer.dispose();
  }

  override getConfig(): MultiOptimizerConfig {
    const { name, lossScaleFactor } = this;
    const optimizerMap = { className: OptimizerMap.className, config: { ...this.optimizerMap.getConfig() } };
    return { name, lossScaleFactor, optimizerMap };
  }
}

function readMap(map: unknown): OptimizerMap {
  if (map instanceof OptimizerMap) return map;
  if (isSerializedObject(map)) return new OptimizerMap(map.config as OptimizerMapConfig);
  throw new ArgumentError(`MultiOptimizer: expected \`optimizerMap\` to be an OptimizerMap. Received: ${show(map)}`);
}
