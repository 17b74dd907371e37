import {
  checkConfig,
  checkFinite,
  checkNonNegativeInteger,
  invalidArgument,
  type OptionsOf,
  type Variable,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { isList } from '../is-list.ts';
import { norm } from './clip.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { adamRate, assign, descend, descendAdam, updateInPlace } from './updates.ts';

export interface MuonConfig extends OptimizerConfig {
  /** Default: 0.9. */
  adamBeta1?: number;
  /** Default: 0.999. */
  adamBeta2?: number;
  /** Weight decay of the variables that Adam trains. Default: 0.004. */
  adamWeightDecay?: number | null;
  /** Adam's learning rate over that of Muon. Default: 1. */
  adamLrRatio?: number;
  /** Adam's epsilon. Default: 1e-7. */
  epsilon?: number;
  /** Regular expressions; Adam trains the variables whose path matches one, such as the last layer's. Default: none. */
  excludeLayers?: readonly string[] | null;
  /** Whether Adam trains the variables with "embedding" in their path. Default: true. */
  excludeEmbeddings?: boolean;
  /** Coefficients of the iteration that makes the step orthogonal: 3.4445, -4.775 and 2.0315. */
  muonA?: number;
  muonB?: number;
  muonC?: number;
  /** Default: 0.95. */
  momentum?: number;
  /** How many iterations make the step orthogonal. Default: 5. */
  nsSteps?: number;
  /** Default: true. */
  nesterov?: boolean;
  /** Scales the step by this and the root of the matrix's longer side; `null` for no scaling. Default: 0.2. */
  rmsRate?: number | null;
}

/**
 * Momentum made orthogonal, for the matrices of a network's inside: `m = momentum · m + g`, `w -= rate · U Vᵀ` where
 * `m ≈ U S Vᵀ`. Adam trains all that is not of rank 2 or is excluded.
 *
 * Source: Jordan et al., https://kellerjordan.github.io/posts/muon/; the scaling: Liu et al., "Muon is scalable for LLM
 * training", https://arxiv.org/abs/2502.16982
 *
 * @throws ArgumentError for a value out of range
 * @see https://keras.io/api/optimizers/muon/
 */
export class Muon extends Optimizer {
  static override readonly className: string = 'Muon';
  static override readonly options: readonly string[] = [
    'adamBeta1',
    'adamBeta2',
    'adamWeightDecay',
    'adamLrRatio',
    'epsilon',
    'excludeLayers',
    'excludeEmbeddings',
    'muonA',
    'muonB',
    'muonC',
    'momentum',
    'nsSteps',
    'nesterov',
    'rmsRate',
  ] satisfies OptionsOf<MuonConfig>;

  readonly adamBeta1: number;
  readonly adamBeta2: number;
  readonly adamWeightDecay: number | null;
  readonly adamLrRatio: number;
  readonly epsilon: number;
  readonly excludeLayers: readonly string[];
  readonly excludeEmbeddings: boolean;
  readonly coefficients: readonly [a: number, b: number, c: number];
  readonly momentum: number;
  readonly nsSteps: number;
  readonly nesterov: boolean;
  readonly rmsRate: number | null;

  constructor(config: MuonConfig = {}) {
    super({
      ...checkConfig(config, new.target),
      weightDecay: config.weightDecay === undefined ? 0.004 : config.weightDecay,
    });
    const owner = this.describe();
    this.adamBeta1 = this.fraction('adamBeta1', config.adamBeta1 ?? 0.9);
    this.adamBeta2 = this.fraction('adamBeta2', config.adamBeta2 ?? 0.999);
    this.adamWeightDecay = config.adamWeightDecay === undefined ? 0.004 : config.adamWeightDecay;
    this.adamLrRatio = checkFinite(config.adamLrRatio ?? 1, { owner, name: 'adamLrRatio' });
    this.epsilon = this.nonNegative('epsilon', config.epsilon ?? 1e-7);
    this.excludeLayers = config.excludeLayers ?? [];
    if (!isList(this.excludeLayers) || !this.excludeLayers.every((pattern) => typeof pattern === 'string'))
      throw invalidArgument({ owner, name: 'excludeLayers' }, 'parts of paths', this.excludeLayers);
    this.excludeEmbeddings = config.excludeEmbeddings ?? true;
    const { muonA = 3.4445, muonB = -4.775, muonC = 2.0315 } = config;
    for (const [name, value] of Object.entries({ muonA, muonB, muonC })) checkFinite(value, { owner, name });
    this.coefficients = [muonA, muonB, muonC];
    this.momentum = this.fraction('momentum', config.momentum ?? 0.95);
    this.nsSteps = checkNonNegativeInteger(config.nsSteps ?? 5, { owner, name: 'nsSteps' });
    this.nesterov = config.nesterov ?? true;
    this.rmsRate = config.rmsRate === undefined ? 0.2 : config.rmsRate;
    for (const [name, value] of Object.entries({ adamWeightDecay: this.adamWeightDecay, rmsRate: this.rmsRate }))
      if (value !== null) checkFinite(value, { owner, name });
  }

  #isForAdam({ path, shape }: Variable): boolean {
    if (shape.length !== 2) return true;
    if (this.excludeEmbeddings && path.toLowerCase().includes('embedding')) return true;
    return this.excludeLayers.some((pattern) => path.search(pattern) >= 0);
  }

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables) {
      this.addSlot(variable, 'momentum');
      if (this.#isForAdam(variable)) this.addSlot(variable, 'velocity');
    }
  }

  protected override weightDecayOf(variable: Variable): number | null {
    return this.#isForAdam(variable) ? this.adamWeightDecay : this.settings.weightDecay;
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const m = this.slot(variable, 'momentum');
    if (this.#isForAdam(variable)) {
      const betas = { beta1: this.adamBeta1, beta2: this.adamBeta2 };
      const alpha = adamRate(learningRate * this.adamLrRatio, this.iterations + 1, betas);
      const v = this.slot(variable, 'velocity');
      descendAdam({ variable, m, v, gradient }, { alpha, ...betas, epsilon: this.epsilon });
      return;
    }
    const scale = this.rmsRate === null ? 1 : this.rmsRate * Math.sqrt(Math.max(...variable.shape));
    const { momentum, nesterov, nsSteps: steps, coefficients } = this;
    const attributes = { learningRate: learningRate * scale, momentum, nesterov, steps, coefficients };
    if (updateInPlace('MuonUpdate', { variable, momentum: m, gradient }, attributes)) return;
    const mean = assign(m, tf.add(tf.mul(m.value, momentum), gradient));
    const direction = nesterov ? tf.add(gradient, tf.mul(mean, momentum)) : mean;
    descend(variable, this.#orthogonalize(direction as Tensor2D), learningRate * scale);
  }

  /** Nearly the orthogonal matrix next to `x`, by the Newton-Schulz iteration `x = a x + (b s + c s²) x`, `s = x xᵀ`. */
  #orthogonalize(direction: Tensor2D): Tensor {
    const [a, b, c] = this.coefficients;
    const isTall = direction.shape[0] > direction.shape[1];
    const wide: Tensor = isTall ? tf.transpose(direction) : direction;
    let x = tf.div(wide, tf.add(norm(wide), 1e-7));
    for (let i = 0; i < this.nsSteps; i++) {
      const s = tf.matMul(x, x, false, true);
      const polynomial = tf.add(tf.mul(s, b), tf.mul(tf.matMul(s, s), c));
      x = tf.add(tf.mul(x, a), tf.matMul(polynomial, x));
    }
    return isTall ? tf.transpose(x) : x;
  }

  override getConfig(): MuonConfig {
    const { adamBeta1, adamBeta2, adamWeightDecay, adamLrRatio, epsilon, excludeLayers, excludeEmbeddings } = this;
    const { momentum, nsSteps, nesterov, rmsRate } = this;
    const [muonA, muonB, muonC] = this.coefficients;
    return {
      ...super.getConfig(),
      adamBeta1,
      adamBeta2,
      adamWeightDecay,
      adamLrRatio,
      epsilon,
      excludeLayers: [...excludeLayers],
      excludeEmbeddings,
      muonA,
      muonB,
      muonC,
      momentum,
      nsSteps,
      nesterov,
      rmsRate,
    };
  }
}
