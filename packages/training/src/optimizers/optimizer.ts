import {
  checkBetween,
  checkConfig,
  checkFinite,
  checkOptions,
  classNameOf,
  invalidArgument,
  show,
  snakeCaseClass,
  StateError,
  uniqueName,
  warn,
  type Configurable,
  type OptionsOf,
  type TensorLike,
  type Variable,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkName } from '../check-name.ts';
import { numbersOf } from '../losses/numbers.ts';
import { getSchedule, serializeSchedule } from '../schedules/get.ts';
import { LearningRateSchedule } from '../schedules/learning-rate-schedule.ts';
import { clipGradients } from './clip.ts';
import {
  readSettings,
  type LearningRateLike,
  type OptimizerConfig,
  type OptimizerSettings,
} from './optimizer-config.ts';
import { checkVariables, pairUp, type Update } from './pair-up.ts';
import { ScalarVariable } from './scalar-variable.ts';
import { OptimizerState, readState, writeState, type OptimizerVariable } from './state.ts';
import { assign, descend, mix } from './updates.ts';

/** Which variables keep their size: some, and all whose name contains (or matches) one of `names`. */
export interface WeightDecayExclusions {
  variables?: readonly Variable[];
  names?: readonly (string | RegExp)[];
}

/**
 * The base of every optimizer. A subclass gives its formula: `createSlots` makes the state beside each weight and
 * `updateStep` changes one weight by one gradient. Everything else happens here once, in this order: missing gradients are
 * dropped, the rest divided by the loss scale, added up, clipped; the weights decay, take their step, enter their moving
 * average and obey their constraints.
 *
 * @see https://keras.io/api/optimizers/
 */
export abstract class Optimizer implements Configurable {
  static readonly className: string = 'Optimizer';
  /**
   * The options that the class adds to those of its base. Without it, a subclass may take more; with it, no others than
   * these: an unknown one throws.
   */
  static readonly options: readonly string[] = [
    'learningRate',
    'name',
    'weightDecay',
    'clipnorm',
    'globalClipnorm',
    'clipvalue',
    'useEma',
    'emaMomentum',
    'emaOverwriteFrequency',
    'lossScaleFactor',
    'gradientAccumulationSteps',
  ] satisfies OptionsOf<OptimizerConfig>;

  readonly name: string;
  /** What the loss is multiplied by, and the gradients divided by. */
  lossScaleFactor: number | null;

  protected readonly settings: OptimizerSettings;
  readonly #state: OptimizerState;
  readonly #iteration: ScalarVariable;
  #learningRate: ScalarVariable | LearningRateSchedule;
  #trainable: ReadonlySet<Variable> | null = null;
  readonly #warned = new Set<string>();
  #exclusions: WeightDecayExclusions = {};

  /** @throws ArgumentError for a value out of range, or if more than one clip is set */
  constructor(config: OptimizerConfig) {
    checkConfig(config, new.target);
    this.name = checkName(config.name, classNameOf(this)) ?? uniqueName(snakeCaseClass(classNameOf(this)));
    this.settings = readSettings(config, this.describe());
    this.lossScaleFactor = this.settings.lossScaleFactor;
    this.#state = new OptimizerState(this.name);
    this.#iteration = this.addScalar('iteration', 0, 'int32');
    const learningRate = this.#readLearningRate(config.learningRate ?? 0.001);
    this.#learningRate =
      typeof learningRate === 'number' ? this.addScalar('learning_rate', learningRate, 'float32') : learningRate;
  }

  /** `Adam "adam_1"`: how errors name this optimizer. */
  describe(): string {
    return `${classNameOf(this)} "${this.name}"`;
  }

  // ---- what an optimizer gives -------------------------------------------------------------------------------------

  /**
   * Makes the state of each variable, by `addSlots`. Runs once, and again with all variables when there are new ones: what is
   * there then keeps its values.
   */
  protected createSlots(_variables: readonly Variable[]): void {}

  /** Changes `variable` by one step against `gradient`, which has its shape. */
  protected abstract updateStep(gradient: Tensor, variable: Variable, learningRate: number): void;

  /** The configuration from which an equal optimizer can be made, without its state. */
  getConfig(): OptimizerConfig {
    const rate = this.#learningRate;
    return {
      name: this.name,
      learningRate: rate instanceof LearningRateSchedule ? serializeSchedule(rate) : rate.current,
      ...this.settings,
      lossScaleFactor: this.lossScaleFactor,
    };
  }

  // ---- what a training loop calls ----------------------------------------------------------------------------------

  /** The learning rate of the coming step. Setting it replaces it, unless it is a schedule and the new one is a number. */
  get learningRate(): number {
    const rate = this.#learningRate;
    return rate instanceof LearningRateSchedule ? rate.call(this.#iteration.current) : rate.current;
  }

  set learningRate(value: LearningRateLike) {
    const next = this.#readLearningRate(value);
    const current = this.#learningRate;
    if (typeof next !== 'number') {
      if (current instanceof ScalarVariable) this.#state.remove(current);
      this.#learningRate = next;
    } else if (current instanceof ScalarVariable) current.current = next;
    else throw new StateError(`${this.describe()}: its learning rate is a schedule, so it cannot be set to ${next}`);
  }

  /** How many updates have been made. Calls that only add up gradients do not count. */
  get iterations(): number {
    return Math.floor(this.#iteration.current / (this.settings.gradientAccumulationSteps ?? 1));
  }

  /** The optimizers that this one leaves the steps to. */
  get nested(): readonly Optimizer[] {
    return [];
  }

  /**
   * True if it cannot train several models in turn: moving averages and added up gradients are those of all variables, at
   * every step.
   */
  get isForOneModel(): boolean {
    const { useEma, gradientAccumulationSteps } = this.settings;
    return useEma || gradientAccumulationSteps !== null || this.nested.some((optimizer) => optimizer.isForOneModel);
  }

  get built(): boolean {
    return this.#trainable !== null;
  }

  /** All state, in Keras's order: iteration, learning rate (unless a schedule), averages and accumulators, slots. */
  get variables(): readonly OptimizerVariable[] {
    return [...this.#state.variables];
  }

  /**
   * Makes the state for these variables. The first `apply` does it too. Called again, it adds state for those that are new,
   * as when layers are unfrozen; the rest and the count of steps stay what they are.
   *
   * @throws ArgumentError for what is not a variable
   */
  build(variables: readonly Variable[]): void {
    checkVariables(variables, this.describe());
    const known = this.#trainable;
    if (known !== null && variables.every((variable) => known.has(variable))) return;
    const before = [...(known ?? [])].filter(({ value }) => !value.isDisposed);
    const all = [...new Set([...variables, ...before])];
    if (known === null) this.#iteration.current = 0;
    this.#state.rebuild(() => {
      if (this.settings.useEma) this.addSlots(all, 'average');
      if (this.settings.gradientAccumulationSteps !== null) this.addSlots(all, 'gradient_accumulator');
      this.createSlots(all);
    });
    this.#trainable = new Set(all);
  }

  /**
   * One step: changes the variables by their gradients. `null` stands for a gradient that does not exist. The gradients stay
   * the caller's.
   *
   * @param variables of the gradients, in the same order; by default those the optimizer was built with
   * @throws ShapeError, before anything changes, if a gradient has not its variable's shape
   * @throws StateError if there is no gradient at all, or for a variable that the optimizer was not built with
   */
  apply(gradients: readonly (Tensor | null)[], variables?: readonly Variable[]): void {
    if (isEmpty(gradients)) return;
    const targets = variables ?? (this.#trainable && [...this.#trainable]);
    if (targets === null) throw new StateError(`${this.describe()}: expected \`build(variables)\` before \`apply\``);
    const { updates, missing } = pairUp({ gradients, variables: targets, known: this.#trainable }, this.describe());
    if (this.#trainable === null) this.build(targets);
    if (missing.length > 0) this.#warn(`no gradient for ${show(missing)}: the loss does not depend on them`);
    tf.tidy(() => this.applyUpdates(updates));
  }

  /** The loss times the loss scale, if there is one. */
  scaleLoss(loss: Tensor): Tensor {
    const { lossScaleFactor } = this;
    return lossScaleFactor === null
      ? loss
      : tf.mul(
          numbersOf(loss, () => `${this.describe()}: loss`),
          lossScaleFactor,
        );
  }

  /** To be called after the training: sets the variables to their moving averages, if these are kept. */
  finalizeVariableValues(variables: readonly Variable[]): void {
    if (!this.settings.useEma) return;
    checkVariables(variables, this.describe());
    for (const variable of variables) assign(variable, this.slot(variable, 'average').value);
  }

  /** Keeps variables from decaying. To be called before the optimizer is built. */
  excludeFromWeightDecay(exclusions: WeightDecayExclusions): void {
    if (this.built) throw new StateError(`${this.describe()}: expected \`excludeFromWeightDecay\` before it is built`);
    const owner = `${this.describe()}.excludeFromWeightDecay`;
    const { variables = [], names = [] } = checkOptions(exclusions, owner, ['names', 'variables']);
    checkVariables(variables, this.describe());
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string' || name instanceof RegExp))
      throw invalidArgument({ owner: this.describe(), name: 'names' }, 'strings or regular expressions', names);
    this.#exclusions = exclusions;
  }

  /** The values of `variables`, as new tensors that the caller owns. */
  getWeights(): Tensor[] {
    return readState(this.variables);
  }

  /**
   * Sets all `variables`. The values stay the caller's.
   *
   * @throws StateError before the optimizer is built
   * @throws ShapeError, before anything changes, for another count or shape
   */
  setWeights(values: readonly TensorLike[]): void {
    if (!this.built) throw new StateError(`${this.describe()}: expected \`build(variables)\` before \`setWeights\``);
    writeState(this.variables, values, this.describe());
  }

  /** Frees the optimizer's state, which can be built anew; the variables it trained are not its own. */
  dispose(): void {
    this.#state.dispose();
    this.#trainable = null;
  }

  // ---- one step ----------------------------------------------------------------------------------------------------

  /** The step itself, once every gradient is known to fit. */
  protected applyUpdates(received: readonly Update[]): void {
    const { useEma, gradientAccumulationSteps } = this.settings;
    const learningRate = checkFinite(this.learningRate, { owner: this.describe(), name: 'learningRate' });
    const scaled = this.unscale(received);
    const updates = gradientAccumulationSteps === null ? scaled : this.#accumulate(scaled, gradientAccumulationSteps);
    if (updates !== null) {
      const clipped = clipGradients(
        updates.map(({ gradient }) => gradient),
        this.settings,
      );
      this.#decay(updates, learningRate);
      this.updateAll(
        updates.map(({ variable, gradient }, i) => ({ variable, gradient: clipped[i] ?? gradient })),
        learningRate,
      );
    }
    if (useEma) this.#average();
    for (const { variable } of received)
      if (variable.constraint !== null) assign(variable, variable.constraint.call(variable.value));
    this.countStep();
  }

  /** Counts one call of `apply`. */
  protected countStep(): void {
    this.#iteration.current++;
  }

  /** The steps of all variables. */
  protected updateAll(updates: readonly Update[], learningRate: number): void {
    for (const { gradient, variable } of updates) this.updateStep(gradient, variable, learningRate);
  }

  /** The gradients divided by the loss scale. */
  protected unscale(updates: readonly Update[], scale: number | null = this.lossScaleFactor): readonly Update[] {
    if (scale === null) return updates;
    return updates.map(({ gradient, variable }) => ({ gradient: tf.div(gradient, scale), variable }));
  }

  /** The part of a variable that decays in each step, before the learning rate; `null` for none. */
  protected weightDecayOf(_variable: Variable): number | null {
    return this.settings.weightDecay;
  }

  /** Adds the gradients up. Every `steps` calls it gives out their mean; otherwise nothing. */
  #accumulate(updates: readonly Update[], steps: number): readonly Update[] | null {
    const sums = updates.map(({ gradient, variable }) => {
      const accumulator = this.slot(variable, 'gradient_accumulator');
      return { variable, accumulator, sum: tf.add(accumulator.value, gradient) };
    });
    if ((this.#iteration.current + 1) % steps !== 0) {
      for (const { accumulator, sum } of sums) assign(accumulator, sum);
      return null;
    }
    for (const variable of this.#trainable ?? [])
      assign(this.slot(variable, 'gradient_accumulator'), tf.zeros(variable.shape));
    return sums.map(({ variable, sum }) => ({ variable, gradient: tf.div(sum, steps) }));
  }

  #decay(updates: readonly Update[], learningRate: number): void {
    for (const { variable } of updates) {
      const part = this.weightDecayOf(variable);
      if (part !== null && !this.#isExcluded(variable)) descend(variable, variable.value, part * learningRate);
    }
  }

  #isExcluded(variable: Variable): boolean {
    const { variables = [], names = [] } = this.#exclusions;
    return variables.includes(variable) || names.some((name) => variable.name.search(name) >= 0);
  }

  #average(): void {
    const { emaMomentum, emaOverwriteFrequency } = this.settings;
    const overwrite = emaOverwriteFrequency !== null && (this.iterations + 1) % emaOverwriteFrequency === 0;
    for (const variable of this.#trainable ?? []) {
      const average = mix(this.slot(variable, 'average'), variable.value, this.iterations === 0 ? 0 : emaMomentum);
      if (overwrite) assign(variable, average);
    }
  }

  // ---- state -------------------------------------------------------------------------------------------------------

  /** Adds state of the shape of each variable, in this order: all names for the first variable, then for the next. */
  protected addSlots(variables: readonly Variable[], ...names: readonly string[]): void {
    for (const variable of variables) for (const name of names) this.addSlot(variable, name);
  }

  /** Adds one tensor of state beside `reference`: zeros of its shape, or `initial`, which the optimizer takes over. */
  protected addSlot(reference: Variable, name: string, initial?: Tensor): Variable {
    return this.#state.addSlot(reference, name, initial);
  }

  /** Adds one number of state. */
  protected addScalar(name: string, initial: number, dtype: 'int32' | 'float32'): ScalarVariable {
    return this.#state.addScalar(name, initial, dtype);
  }

  /** The state of that name beside `variable`. */
  protected slot(variable: Variable, name: string): Variable {
    return this.#state.slot(variable, name);
  }

  // ---- checks ------------------------------------------------------------------------------------------------------

  /** `value` as a number from 0 to 1. */
  protected fraction(name: string, value: unknown): number {
    return checkBetween(value, { owner: this.describe(), name, low: 0, high: 1 });
  }

  /** `value` as a finite number from 0 up. */
  protected nonNegative(name: string, value: unknown): number {
    return checkBetween(value, { owner: this.describe(), name, low: 0, high: Number.MAX_VALUE });
  }

  #readLearningRate(value: LearningRateLike): number | LearningRateSchedule {
    if (typeof value === 'number') return checkFinite(value, { owner: this.describe(), name: 'learningRate' });
    if (typeof value === 'function' || (typeof value === 'object' && (value as unknown) !== null))
      return getSchedule(value);
    throw invalidArgument(
      { owner: this.describe(), name: 'learningRate' },
      'a number, a schedule or a function',
      value,
    );
  }

  /** Warns, of each thing once. */
  #warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    warn(`${this.describe()}: ${message}`);
  }
}

/** True for a list without entries; what is no list is left to the checks. */
function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}
