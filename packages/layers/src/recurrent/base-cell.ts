import { checkBetween, SeedGenerator, type OptionsOf, type Shape, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag, readArgument } from '../engine/arguments.ts';
import {
  getActivation,
  serializeActivation,
  type ActivationFunction,
  type ActivationLike,
} from '../activations/get.ts';
import type { CallContext } from '../engine/call-context.ts';
import { Layer, type LayerConfig, type WeightOptions } from '../engine/layer.ts';
import {
  serializeWeightSettings,
  weightSettings,
  weightOptions,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';
import { canFuse, fusedSequence, type SequenceKernel } from '../ops/fused-sequence.ts';
import { dropoutMask } from '../ops/random.ts';
import { stepSequence, type SequenceResult, type Step } from '../ops/step-sequence.ts';
import { checkStates, type RNNCell, type SequenceRequest, type StateSize } from './rnn-cell.ts';

/**
 * What the cells have in common. Weights begin as their initializers make them: the kernel by default as `glorotUniform`,
 * the recurrent kernel as `orthogonal`, the bias as `zeros`.
 */
export interface BaseCellConfig
  extends LayerConfig, WeightConfig<'kernel'>, WeightConfig<'recurrent'>, WeightConfig<'bias'> {
  /** Default: `'tanh'`; `null` is `linear`. */
  activation?: ActivationLike | null;
  /** Whether a bias is added. Default: true. */
  useBias?: boolean;
  /** The share of the inputs' features that become zero in training, the same in all steps. Default: 0. */
  dropout?: number;
  /** The share of the state's features that become zero where products are made of it in training. Default: 0. */
  recurrentDropout?: number;
  /** Makes dropout repeat from run to run. */
  seed?: number | null;
}

/** What dropout multiplies by during one sequence: one mask for all gates or one for each, or `null` for nothing. */
interface DropoutMasks {
  inputs: readonly Tensor[] | null;
  state: readonly Tensor[] | null;
}

/** What a product with the input, or with the state, is made of; of several gates side by side. */
export interface Weights {
  of: 'input' | 'state';
  kernel: Tensor;
  bias: Tensor | null;
}

/** The base of the cells that multiply input and state by a kernel each and have dropout before both products. */
export abstract class BaseCell<Config extends BaseCellConfig> extends Layer<Config> implements RNNCell {
  static override readonly options: readonly string[] = [
    'activation',
    'useBias',
    'dropout',
    'recurrentDropout',
    'seed',
    ...weightOptions('kernel', 'recurrent', 'bias'),
  ] satisfies OptionsOf<BaseCellConfig>;
  override readonly castsIntegers: boolean = true;
  /** Size of each state. */
  abstract readonly stateSize: StateSize;
  /** How many products of input and state a step takes. */
  protected abstract readonly gates: number;
  /** The axis along which the gates lie side by side, counted from the end. */
  protected readonly gateAxis: number = -1;

  readonly activation: ActivationFunction;
  readonly useBias: boolean;
  readonly kernelSettings: WeightSettings;
  readonly recurrentSettings: WeightSettings;
  readonly biasSettings: WeightSettings;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly seed: number | null;
  readonly seedGenerator: SeedGenerator;
  kernel: Variable | null = null;
  recurrentKernel: Variable | null = null;
  bias: Variable | null = null;

  constructor(config: Config) {
    super(config);
    const owner = this.describe();
    this.activation = readArgument({ owner, name: 'activation' }, () =>
      getActivation(config.activation === undefined ? 'tanh' : config.activation),
    );
    this.useBias = checkFlag(config.useBias, { owner, name: 'useBias' }) ?? true;
    this.kernelSettings = weightSettings('kernel', config, { owner, initializer: 'glorotUniform' });
    this.recurrentSettings = weightSettings('recurrent', config, { owner, initializer: 'orthogonal' });
    this.biasSettings = weightSettings('bias', config, { owner, initializer: 'zeros' });
    this.dropout = checkBetween(config.dropout ?? 0, { owner, name: 'dropout', low: 0, high: 1 });
    this.recurrentDropout = checkBetween(config.recurrentDropout ?? 0, {
      owner,
      name: 'recurrentDropout',
      low: 0,
      high: 1,
    });
    this.seed = config.seed ?? null;
    this.seedGenerator = readArgument({ owner, name: 'seed' }, () => new SeedGenerator(this.seed));
  }

  /** Shapes of the states for a batch of that size. */
  protected abstract stateShapes(batchSize: number | null): Shape[];

  /** `x · kernel + bias` of the state or the input, which is one step or a whole sequence. */
  protected abstract product(x: Tensor, weights: Weights): Tensor;

  /** A step once the input's product is made; what is the same in all steps of a sequence is computed before. */
  protected abstract cellStep(recurrentKernel: Tensor, dropout: readonly Tensor[] | null): Step;

  /** The kernel that runs whole sequences of this cell, if there is one. */
  protected sequenceKernel(): SequenceKernel | null {
    return null;
  }

  /** The part of the bias that is added to the input's product. */
  protected inputBias(): Tensor | null {
    return this.bias?.value ?? null;
  }

  /** What the bias is made of. */
  protected initialBias(): WeightOptions {
    return this.biasSettings;
  }

  /** How many masks dropout draws: one for all gates, or one for each. */
  protected maskCount(): number {
    return this.recurrentDropout === 0 ? 1 : this.gates;
  }

  getInitialState(batchSize: number): Tensor[] {
    return this.stateShapes(batchSize).map((shape) => tf.zeros([...shape] as number[]));
  }

  override call(inputs: Tensor, context: CallContext): Tensor[] {
    const shapes = this.stateShapes(inputs.shape[0]);
    const states = checkStates(context['states'], shapes, { owner: this.describe(), name: 'states' });
    const { kernel, recurrentKernel } = this.#weights();
    const dropout = this.#drawDropout(inputs.shape, context.training);
    const product = this.gateProducts({ of: 'input', kernel, bias: this.inputBias() }, dropout.inputs);
    const [output, ...next] = this.cellStep(recurrentKernel, dropout.state)(product(inputs), states) as Tensor[];
    return [...(output ? [tf.clone(output)] : []), ...next];
  }

  /** Goes over a sequence with one product of all its inputs, or as one kernel. */
  runSequence(request: SequenceRequest): SequenceResult {
    const { inputs, training, wanted } = request;
    const [batch = 0, , ...rest] = inputs.shape;
    const { kernel, recurrentKernel } = this.#weights();
    const dropout = this.#drawDropout([batch, ...rest], training);
    const masks = dropout.inputs?.map((mask) => tf.expandDims(mask, 1)) ?? null;
    const fused = this.sequenceKernel();
    if (fused !== null && dropout.state === null && (masks?.length ?? 1) === 1 && canFuse(fused, request)) {
      const bias = this.bias?.value ?? null;
      const [mask] = masks ?? [];
      const x = mask === undefined ? inputs : tf.mul(inputs, mask);
      return fusedSequence(fused, { ...request, inputs: x, kernel, recurrentKernel, bias });
    }
    const products = this.gateProducts({ of: 'input', kernel, bias: this.inputBias() }, masks)(inputs);
    return stepSequence({ ...request, inputs: products }, this.cellStep(recurrentKernel, dropout.state), wanted);
  }

  #weights(): { kernel: Tensor; recurrentKernel: Tensor } {
    if (this.kernel === null || this.recurrentKernel === null) throw this.notBuilt();
    return { kernel: this.kernel.value, recurrentKernel: this.recurrentKernel.value };
  }

  /** {@link product}, after dropout: of one `x` for all gates, or of one for each where there are masks for each. */
  protected gateProducts(weights: Weights, masks: readonly Tensor[] | null): (x: Tensor) => Tensor {
    if (masks === null) return (x) => this.product(x, weights);
    const kernels = tf.split(weights.kernel, masks.length, -1);
    const biases = weights.bias === null ? [] : tf.split(weights.bias, masks.length);
    const parts = masks.map((mask, i) => {
      const own = { ...weights, kernel: kernels[i] ?? weights.kernel, bias: biases[i] ?? null };
      return (x: Tensor): Tensor => this.product(tf.mul(x, mask), own);
    });
    return (x) =>
      tf.concat(
        parts.map((part) => part(x)),
        this.gateAxis,
      );
  }

  #drawDropout(stepShape: readonly number[], training: boolean): DropoutMasks {
    const draw = (shape: readonly number[], rate: number): Tensor[] | null =>
      training && rate > 0 && rate < 1
        ? Array.from({ length: this.maskCount() }, () => dropoutMask(shape, rate, this.seedGenerator.next()))
        : null;
    const [stateShape = []] = this.stateShapes(stepShape[0] ?? 0);
    return { inputs: draw(stepShape, this.dropout), state: draw(stateShape as number[], this.recurrentDropout) };
  }

  override computeOutputShape(inputShape: Shape): Shape[] {
    const states = this.stateShapes(inputShape[0] ?? null);
    return [...states.slice(0, 1), ...states];
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      activation: serializeActivation(this.activation),
      useBias: this.useBias,
      ...serializeWeightSettings('kernel', this.kernelSettings),
      ...serializeWeightSettings('recurrent', this.recurrentSettings),
      ...serializeWeightSettings('bias', this.biasSettings),
      dropout: this.dropout,
      recurrentDropout: this.recurrentDropout,
      seed: this.seed,
    } as unknown as Config;
  }
}
