import {
  annotate,
  annotationTensors,
  checkConfig,
  checkOptions,
  classNameOf,
  DataError,
  formatShape,
  invalidArgument,
  isTensor,
  maskOf,
  requireBackend,
  ShapeError,
  show,
  sizeOf,
  snakeCaseClass,
  StateError,
  toTensor,
  uniqueName,
  Variable,
  type Configurable,
  type OptionsOf,
  type Shape,
  type TensorLike,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Scalar, Tensor } from '@tensorflow/tfjs-core';
import { getConstraint, type ConstraintLike } from '../constraints/get.ts';
import { getInitializer, type InitializerLike } from '../initializers/get.ts';
import { getRegularizer, serializeRegularizer, type RegularizerLike } from '../regularizers/get.ts';
import type { Regularizer } from '../regularizers/regularizer.ts';
import { checkShape, readArgument } from './arguments.ts';
import { activeScope, withScope, type CallArguments, type CallContext, type Masks } from './call-context.ts';
import { initialValue } from './initial-value.ts';
import { checkInputSpec, type InputSpec } from './input-spec.ts';
import type { Node } from './node.ts';
import { isSymbolic, SymbolicTensor } from './symbolic-tensor.ts';

/** What every layer's configuration may hold. `null` stands for Python's `None`. */
export interface LayerConfig {
  /** Unique in its model; by default the class name in snake_case, numbered. */
  name?: string | null;
  /** Whether the weights take part in training. Default: true. */
  trainable?: boolean;
  /** Type of the weights and of the computation. Only `'float32'` exists on tfjs. */
  dtype?: DataType | null;
  /** Penalty on the layer's output, added to the loss, divided by the batch size. */
  activityRegularizer?: RegularizerLike | null;
  /** Shape of one sample, without the batch axis: makes this layer the first of a `Sequential`. */
  inputShape?: Shape;
  /** Like `inputShape`, with the batch axis. */
  batchInputShape?: Shape;
}

export interface WeightOptions {
  /** Default: `glorotUniform`. */
  initializer?: InitializerLike | null;
  regularizer?: RegularizerLike | null;
  constraint?: ConstraintLike | null;
  /** Default: true. A weight that is not trainable is state, such as a moving average. */
  trainable?: boolean;
  dtype?: DataType;
}

const weightKeys = ['initializer', 'regularizer', 'constraint', 'trainable', 'dtype'] as const;

/**
 * The base of every layer. A subclass gives its mathematics: a constructor that checks and keeps its configuration,
 * `build` that makes weights, `call` that computes, `computeOutputShape` and `getConfig`. Everything else happens here once:
 * names, building on the first call, input checks, casts, masks, added losses, symbolic calls, disposal.
 *
 * @see https://keras.io/api/layers/base_layer/
 */
export abstract class Layer<Config extends LayerConfig = LayerConfig> implements Configurable {
  static readonly className: string = 'Layer';
  /** `library` in each class of the library's own. A class of yours leaves it out. */
  static readonly origin: symbol | null = null;
  /**
   * The options that the class adds to those of its base. Without it, a subclass may take more; with it, no others than
   * these: an unknown one throws.
   */
  static readonly options: readonly string[] = [
    'name',
    'trainable',
    'dtype',
    'activityRegularizer',
    'inputShape',
    'batchInputShape',
  ] satisfies OptionsOf<LayerConfig>;

  readonly name: string;
  readonly dtype: DataType;
  /** Every symbolic call of this layer, in order. */
  readonly inboundNodes: Node[] = [];
  /** Shape of the inputs, with the batch axis, if the configuration gave one. */
  readonly batchInputShape: Shape | null;
  readonly activityRegularizer: Regularizer | null;
  /** What the inputs have to look like; one entry per input for a layer of several. */
  inputSpec: InputSpec | readonly InputSpec[] | null = null;
  /** Whether the mask of the input is also the mask of the output. A layer that drops or changes masks overrides `computeMask`. */
  supportsMasking: boolean = false;

  /** Whether `call` takes an array of tensors rather than one. */
  protected takesList: boolean = false;
  /** Whether integer and boolean inputs are cast to the layer's dtype before `call`. */
  protected readonly autocast: boolean = true;
  /** Whether a call that nobody says anything about is one of training. */
  protected readonly trainsByDefault: boolean = false;

  /** Whether the configuration names an activity regularizer even where there is none, as some of Keras's do. */
  protected readonly namesActivityRegularizer: boolean = false;

  #trainable: boolean;
  #built = false;
  #disposed = false;
  #buildShape: Shape | readonly Shape[] | null = null;
  readonly #weights: Variable[] = [];
  readonly #sublayers: Layer[] = [];

  constructor(config: Config) {
    checkConfig(config, new.target);
    const className = classNameOf(this);
    this.name = config.name ?? uniqueName(snakeCaseClass(className));
    this.#trainable = config.trainable ?? true;
    this.dtype = config.dtype ?? 'float32';
    if (this.dtype !== 'float32' && this.dtype !== 'int32' && this.dtype !== 'bool' && this.dtype !== 'string')
      throw invalidArgument({ owner: this.describe(), name: 'dtype' }, `'float32'`, this.dtype);
    this.activityRegularizer = readArgument({ owner: this.describe(), name: 'activityRegularizer' }, () =>
      getRegularizer(config.activityRegularizer),
    );
    this.batchInputShape = batchInputShapeOf(config, this.describe());
  }

  /** `Dense "dense_1"`: how errors name this layer. */
  describe(): string {
    return `${classNameOf(this)} "${this.name}"`;
  }

  /** A new layer from what {@link getConfig} returned. */
  static fromConfig<Config, L extends Layer>(this: new (config: Config) => L, config: Config): L {
    return new this(config);
  }

  // ---- what a layer gives ------------------------------------------------------------------------------------------

  /** Makes the weights; runs once, with the shape (or shapes) of the first inputs. */
  build(_inputShape: Shape | readonly Shape[]): void {}

  /** The layer's mathematics. Tensors made on the way are disposed of by the caller. */
  abstract call(inputs: Tensor | Tensor[], context: CallContext): Tensor | Tensor[];

  /**
   * Shape of the output for inputs of the given shape. A subclass that does not say has it found out, by running `call`
   * on zeros with two different sizes in place of each unknown one. `args` are those of a symbolic call.
   */
  computeOutputShape(inputShape: Shape | readonly Shape[], _args?: CallArguments): Shape | readonly Shape[] {
    const shapes = isShapeList(inputShape) ? inputShape : [inputShape];
    const trial = (unknown: number): readonly Shape[] =>
      tf.tidy(() => {
        const zeros = shapes.map((shape) => tf.zeros(shape.map((size) => size ?? unknown)));
        const inputs = isShapeList(inputShape) ? zeros : (zeros[0] ?? tf.zeros([0]));
        const outputs = this.call(inputs, { training: false, mask: null });
        return toList(outputs).map((output) => output.shape);
      });
    const [first, second] = [trial(2), trial(3)];
    const merged = first.map((shape, i) => shape.map((size, axis) => (second[i]?.[axis] === size ? size : null)));
    return merged.length === 1 ? (merged[0] ?? []) : merged;
  }

  /** Type of the output; by default that of the layer. */
  computeOutputDtype(inputDtype: DataType): DataType {
    return this.autocast ? this.dtype : inputDtype;
  }

  /** Mask of the output (an array for several outputs). */
  computeMask(_inputs: Tensor | Tensor[], mask: Masks): Masks {
    if (!this.supportsMasking) return null;
    return isMaskList(mask) ? (mask.find((entry) => entry !== null) ?? null) : mask;
  }

  /** The configuration from which an equal layer can be made; nested objects as `{ className, config }`. */
  getConfig(): LayerConfig {
    return {
      name: this.name,
      trainable: this.trainable,
      dtype: this.dtype,
      ...(this.activityRegularizer || this.namesActivityRegularizer
        ? { activityRegularizer: serializeRegularizer(this.activityRegularizer) }
        : {}),
    };
  }

  // ---- weights -----------------------------------------------------------------------------------------------------

  /** Makes a weight of this layer; called from `build`. */
  protected addWeight(name: string, shape: Shape, options: WeightOptions = {}): Variable {
    checkOptions(options, `${this.describe()}.addWeight`, weightKeys);
    if (shape.some((size) => size === null))
      throw new ShapeError(
        `${this.describe()}: the shape of weight \`${name}\` is not fully known: ${formatShape(shape)}`,
      );
    requireBackend();
    const { initializer, regularizer, constraint, trainable = true, dtype = 'float32' } = options;
    const value = initialValue(getInitializer(initializer ?? 'glorotUniform'), {
      ...{ shape: shape as number[], dtype },
      owner: `${this.describe()}, weight "${name}"`,
    });
    const weight = new Variable(value, {
      name,
      path: `${this.name}/${name}`,
      trainable,
      regularizer: getRegularizer(regularizer),
      constraint: getConstraint(constraint),
    });
    this.#weights.push(weight);
    return weight;
  }

  /** Makes `layer` part of this one: its weights, losses and disposal are this layer's too. */
  protected track<L extends Layer>(layer: L): L {
    this.#sublayers.push(layer);
    return layer;
  }

  /** The layers this one is made of, in order. */
  get sublayers(): readonly Layer[] {
    return this.#sublayers;
  }

  /** Undoes {@link track}. */
  protected untrack(layer: Layer): void {
    const index = this.#sublayers.indexOf(layer);
    if (index >= 0) this.#sublayers.splice(index, 1);
  }

  get trainable(): boolean {
    return this.#trainable;
  }

  /** Setting it sets that of all layers inside. A compiled model takes notice at its next `compile`. */
  set trainable(value: boolean) {
    this.#trainable = value;
    for (const layer of this.#sublayers) layer.trainable = value;
  }

  /** All weights: trainable ones, then state, then those of the layers inside; the order of Keras's `weights`. */
  get weights(): readonly Variable[] {
    const own = [...this.#weights.filter((w) => w.trainable), ...this.#weights.filter((w) => !w.trainable)];
    return [...new Set([...own, ...this.#sublayers.flatMap((layer) => layer.weights)])];
  }

  get trainableWeights(): readonly Variable[] {
    if (!this.#trainable) return [];
    const own = this.#weights.filter((weight) => weight.trainable);
    return [...new Set([...own, ...this.#sublayers.flatMap((layer) => layer.trainableWeights)])];
  }

  get nonTrainableWeights(): readonly Variable[] {
    const trainable = new Set(this.trainableWeights);
    return this.weights.filter((weight) => !trainable.has(weight));
  }

  /** Copies of all weights, in the order of `weights`; the caller disposes of them. */
  getWeights(): Tensor[] {
    return this.weights.map((weight) => tf.clone(weight.value));
  }

  /** Replaces all weights; nothing changes if a count or a shape is wrong. */
  setWeights(values: readonly TensorLike[]): void {
    const { weights } = this;
    if (values.length !== weights.length)
      throw new ShapeError(
        `${this.describe()}: expected ${weights.length} weights (${weights.map((w) => w.path).join(', ')}). Received: ${values.length} weights`,
      );
    tf.tidy(() => {
      const tensors = values.map((value, i) =>
        toTensor(value, { name: weights[i]?.path ?? '', dtype: weights[i]?.dtype ?? 'float32' }),
      );
      tensors.forEach((tensor, i) => {
        const weight = weights[i];
        if (weight && !tf.util.arraysEqual(tensor.shape, weight.shape))
          throw new ShapeError(
            `${this.describe()}: expected weight "${weight.path}" to have shape ${show(weight.shape)}. Received: shape=${show(tensor.shape)}`,
          );
      });
      weights.forEach((weight, i) => {
        const tensor = tensors[i];
        if (tensor) weight.assign(tensor);
      });
    });
  }

  /** How many numbers the weights hold. */
  countParams(): number {
    if (!this.#built && this.weights.length === 0)
      throw new StateError(
        `${this.describe()} has no weights to count yet: it is not built. Call it, or build(inputShape), first`,
      );
    return this.weights.reduce((count, weight) => count + sizeOf(weight.shape), 0);
  }

  /** The penalties of the weights' regularizers, one scalar each; trainable weights only. */
  regularizationLosses(): Scalar[] {
    return this.trainableWeights.flatMap((weight) =>
      weight.regularizer ? [weight.regularizer.call(weight.value)] : [],
    );
  }

  /** Adds a scalar to the loss of the training step that is running; for use inside `call`. */
  addLoss(loss: Tensor): void {
    activeScope()?.losses?.push(loss);
  }

  // ---- calls -------------------------------------------------------------------------------------------------------

  get built(): boolean {
    return this.#built;
  }

  /** The shape, or shapes, that `build` was given. */
  get buildShape(): Shape | readonly Shape[] | null {
    return this.#buildShape;
  }

  /** The error for a `call` before `build`. */
  protected notBuilt(): StateError {
    return new StateError(`${this.describe()} is not built yet: call it, or build(inputShape), first`);
  }

  /** Runs `build` unless it has run. */
  ensureBuilt(inputShape: Shape | readonly Shape[]): void {
    if (this.#disposed) throw new StateError(`${this.describe()} has been disposed of`);
    if (this.#built) return;
    this.build(inputShape);
    this.#buildShape = inputShape;
    this.#built = true;
  }

  /** Calls the layer: on symbolic tensors it extends the graph, on tensors it computes. */
  apply(inputs: SymbolicTensor, args?: CallArguments): SymbolicTensor;
  apply(inputs: SymbolicTensor[], args?: CallArguments): SymbolicTensor;
  apply(inputs: Tensor | Tensor[], args?: CallArguments): Tensor;
  apply(inputs: SymbolicTensor | SymbolicTensor[] | Tensor | Tensor[], args: CallArguments = {}): unknown {
    const outputs: unknown[] = this.applyAll(inputs as Tensor, args);
    return outputs.length === 1 ? outputs[0] : outputs;
  }

  /** {@link apply} with the outputs as an array, for layers of several outputs. */
  applyAll(inputs: SymbolicTensor | SymbolicTensor[], args?: CallArguments): SymbolicTensor[];
  applyAll(inputs: Tensor | Tensor[], args?: CallArguments): Tensor[];
  applyAll(
    inputs: SymbolicTensor | SymbolicTensor[] | Tensor | Tensor[],
    args: CallArguments = {},
  ): SymbolicTensor[] | Tensor[] {
    const list = Array.isArray(inputs) ? inputs : [inputs];
    const isList = Array.isArray(inputs);
    const symbolic = list.filter(isSymbolic);
    const tensors = list.filter(isTensor);
    if (list.length > 0 && symbolic.length === list.length) return this.#applySymbolic(symbolic, isList, args);
    if (list.length > 0 && tensors.length === list.length) return this.#applyTensors(tensors, isList, args);
    throw invalidArgument(
      { owner: `${this.describe()}.apply`, name: 'inputs' },
      'tensors or symbolic tensors, not both',
      inputs,
    );
  }

  /** Checks the inputs' count and shapes, and builds the layer for them. */
  #prepare(inputs: readonly (Tensor | SymbolicTensor)[], isList: boolean): void {
    const shapes = inputs.map((input): Shape => input.shape);
    if (isList !== this.takesList && !(isList && shapes.length === 1))
      throw new ShapeError(
        `${this.describe()}: expected ${this.takesList ? 'a list of inputs' : 'one input'}. Received: ${isList ? `${shapes.length} inputs` : 'one input'}`,
      );
    this.#checkSpecs(inputs);
    if (this.#built && !this.#disposed) return;
    this.ensureBuilt(this.takesList ? shapes : (shapes[0] ?? []));
    // `build` may have learnt more, such as the number of channels.
    this.#checkSpecs(inputs);
  }

  #checkSpecs(inputs: readonly (Tensor | SymbolicTensor)[]): void {
    const { inputSpec } = this;
    inputs.forEach(({ shape, dtype }, i) => {
      const spec = isSpecList(inputSpec) ? inputSpec[i] : inputSpec;
      if (spec) checkInputSpec(spec, shape, { input: `Input ${i}`, layer: this.describe(), dtype });
    });
  }

  #applySymbolic(inputs: SymbolicTensor[], isList: boolean, args: CallArguments): SymbolicTensor[] {
    this.#prepare(inputs, isList);
    const shapes = inputs.map((input) => input.shape);
    const outputShape = this.computeOutputShape(this.takesList ? shapes : (shapes[0] ?? []), args);
    const dtype = this.computeOutputDtype(inputs[0]?.dtype ?? 'float32');
    const outputs = (isShapeList(outputShape) ? outputShape : [outputShape]).map(
      (shape) => new SymbolicTensor(shape, dtype),
    );
    const node: Node = { layer: this, inputs, inputsAreList: isList, args, outputs };
    this.inboundNodes.push(node);
    outputs.forEach((output, tensorIndex) => (output.history = { node, tensorIndex }));
    return outputs;
  }

  #applyTensors(inputs: Tensor[], isList: boolean, args: CallArguments): Tensor[] {
    this.#prepare(inputs, isList);
    const scope = activeScope();
    const training = args.training ?? scope?.training ?? this.trainsByDefault;
    const given = args.mask ?? null;
    const inputMasks = isMaskList(given)
      ? given
      : inputs.map((input, i) => (i === 0 && given !== null ? given : maskOf(input)));
    const mask = this.takesList ? inputMasks : (inputMasks[0] ?? null);
    const seen = given === null && !this.takesList && holdsTensors(args) ? null : mask;
    const run = (): Tensor[] => {
      const cast = this.autocast ? inputs.map((input) => this.#castInput(input)) : inputs;
      const callInputs = this.takesList ? cast : (cast[0] ?? tf.zeros([0]));
      // A layer that has nothing to do gives back what it got; the caller owns both, so they have to be two.
      const outputs = toList(this.call(callInputs, { ...args, training, mask: seen })).map((output) =>
        inputs.includes(output) ? tf.clone(output) : output,
      );
      this.#attachMasks(outputs, this.computeMask(callInputs, mask));
      this.#addActivityLosses(outputs);
      return outputs;
    };
    try {
      return tidyOutputs(() => withScope({ ...scope, training }, run));
    } catch (error) {
      throw this.#explained(error, inputs);
    }
  }

  /** An error of tfjs or JavaScript with the layer and its inputs named; one that says more by itself as it is. */
  #explained(error: unknown, inputs: readonly Tensor[]): unknown {
    const isPlain = error instanceof Error && ['Error', 'TypeError', 'RangeError'].includes(error.name);
    if (!isPlain) return error;
    const shapes = inputs.map(({ shape, dtype }) => `${formatShape(shape)} of ${dtype}`).join(', ');
    return new ShapeError(
      `${this.describe()}: expected inputs that its call can work on. Received: ${shapes}. ${error.message}`,
      { cause: error },
    );
  }

  #castInput(input: Tensor): Tensor {
    if (input.dtype === 'string')
      throw new DataError(`${this.describe()}: expected numbers. Received: a tensor of type string`);
    return input.dtype === 'int32' || input.dtype === 'bool' ? tf.cast(input, 'float32') : input;
  }

  #attachMasks(outputs: Tensor[], masks: Masks): void {
    if (masks === null) return;
    outputs.forEach((output, i) => {
      const mask = isMaskList(masks) ? (masks[i] ?? null) : masks;
      if (mask !== null) annotate(output, { mask });
    });
  }

  #addActivityLosses(outputs: readonly Tensor[]): void {
    const losses = activeScope()?.losses;
    if (!this.activityRegularizer || !losses) return;
    for (const output of outputs) losses.push(tf.div(this.activityRegularizer.call(output), output.shape[0]));
  }

  /** Frees the weights of this layer and of those inside it. The layer cannot be used afterwards. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const weight of this.#weights) weight.dispose();
    for (const layer of this.#sublayers) layer.dispose();
  }
}

/** `tf.tidy` for layer outputs: what the outputs carry (masks, logits) and losses added on the way live on with them. */
function tidyOutputs(f: () => Tensor[]): Tensor[] {
  let outputs: Tensor[] = [];
  tf.tidy(() => {
    const losses = activeScope()?.losses;
    const before = losses?.length ?? 0;
    outputs = f();
    return [...outputs, ...outputs.flatMap(annotationTensors), ...(losses?.slice(before) ?? [])];
  });
  return outputs;
}

/**
 * Whether a call has tensors beside its inputs and masks, such as initial states. Then a layer of one input does not see the
 * mask that is attached to it, as in Keras; the output carries it all the same.
 */
function holdsTensors(value: unknown): boolean {
  if (isTensor(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsTensors);
}

function batchInputShapeOf({ batchInputShape, inputShape }: LayerConfig, owner: string): Shape | null {
  if (batchInputShape != null) return checkShape(batchInputShape, { owner, name: 'batchInputShape' });
  return inputShape == null ? null : [null, ...checkShape(inputShape, { owner, name: 'inputShape' })];
}

function toList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** True for a list of shapes, false for one shape. */
export function isShapeList(shape: Shape | readonly Shape[]): shape is readonly Shape[] {
  return shape.length > 0 && Array.isArray(shape[0]);
}

function isMaskList(mask: Masks): mask is readonly (Tensor | null)[] {
  return Array.isArray(mask);
}

function isSpecList(spec: InputSpec | readonly InputSpec[] | null): spec is readonly InputSpec[] {
  return Array.isArray(spec);
}
