import {
  annotate,
  checkConfig,
  classNameOf,
  DataError,
  invalidArgument,
  isTensor,
  maskOf,
  ShapeError,
  show,
  snakeCaseClass,
  StateError,
  uniqueName,
  warn,
  type Configurable,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { getRegularizer, serializeRegularizer, type RegularizerLike } from '../regularizers/get.ts';
import type { Regularizer } from '../regularizers/regularizer.ts';
import { checkFlag, checkShape, checkShapes, readArgument } from './arguments.ts';
import { activeScope, withScope, type CallArguments, type CallContext, type Masks } from './call-context.ts';
import { checkArguments, explained, holdsTensors, isMaskList, tidyOutputs, toList } from './calls.ts';
import { checkInputSpecs, type InputSpec } from './input-spec.ts';
import type { Node } from './node.ts';
import { isSymbolic, SymbolicTensor } from './symbolic-tensor.ts';
import { mergeTrials, zerosOf, type Trial } from './trial.ts';
import { allOrNothing, ifItFails } from './undo.ts';
import { WeightOwner } from './weight-owner.ts';
import { withSublayers } from './with-sublayers.ts';

export type { WeightOptions } from './weight-owner.ts';

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

/**
 * The base of every layer. A subclass gives its mathematics: a constructor that checks and keeps its configuration,
 * `build` that makes weights, `call` that computes, `computeOutputShape` and `getConfig`. Everything else happens here once:
 * names, building on the first call, input checks, casts, masks, added losses, symbolic calls, disposal.
 *
 * @see https://keras.io/api/layers/base_layer/
 */
export abstract class Layer<Config extends LayerConfig = LayerConfig>
  extends WeightOwner<Layer>
  implements Configurable
{
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
  /** Whether integer and boolean inputs are cast to float32 before `call`. By default it is given them as they are. */
  readonly castsIntegers: boolean = false;
  /** Whether a call that nobody says anything about is one of training. */
  protected readonly trainsByDefault: boolean = false;

  /** Whether the configuration names an activity regularizer even where there is none, as some of Keras's do. */
  protected readonly namesActivityRegularizer: boolean = false;

  #built = false;
  #isBuilding = false;
  #isCalled = false;
  #buildShape: Shape | readonly Shape[] | null = null;
  /** The types that go into a symbolic call, and those that a trial of it gave. */
  #types: { inputs: readonly DataType[]; outputs: readonly DataType[] | null } | null = null;

  constructor(config: Config) {
    super();
    checkConfig(config, new.target);
    const className = classNameOf(this);
    this.name = config.name ?? uniqueName(snakeCaseClass(className) || 'layer');
    if (typeof this.name !== 'string' || this.name === '')
      throw invalidArgument({ owner: className, name: 'name' }, 'a string that is not empty', config.name);
    this.trainable = checkFlag(config.trainable, { owner: this.describe(), name: 'trainable' }) ?? true;
    this.dtype = config.dtype ?? 'float32';
    if (this.dtype !== 'float32' && this.dtype !== 'int32' && this.dtype !== 'bool' && this.dtype !== 'string')
      throw invalidArgument({ owner: this.describe(), name: 'dtype' }, `'float32'`, this.dtype);
    this.activityRegularizer = readArgument({ owner: this.describe(), name: 'activityRegularizer' }, () =>
      getRegularizer(config.activityRegularizer),
    );
    this.batchInputShape = batchInputShapeOf(config, this.describe());
    this.#wrapBuild();
  }

  /** Whoever calls `build`, it runs once and makes all weights or none, and the layer knows that it is built. */
  #wrapBuild(): void {
    const build = this.build.bind(this);
    const value = (inputShape: Shape | readonly Shape[]): void => {
      this.#buildOnce(build, inputShape);
    };
    // Own, so that `super.build` is the class's; not enumerable, as it is no field.
    Object.defineProperty(this, 'build', { value, writable: true, configurable: true });
  }

  /** `Dense "dense_1"`: how errors name this layer. */
  override describe(): string {
    return `${classNameOf(this)} "${this.name}"`;
  }

  /** A new layer from what {@link getConfig} returned. */
  static fromConfig<Config, L extends Layer>(this: new (config: Config) => L, config: Config): L {
    return new this(config);
  }

  // ---- what a layer gives ------------------------------------------------------------------------------------------

  /**
   * Makes the weights; runs once, with the shape (or shapes) of the first inputs, or where somebody calls it before. If it
   * throws, what it has made is taken back.
   */
  build(_inputShape: Shape | readonly Shape[]): void {}

  /** The layer's mathematics. Tensors made on the way are disposed of by the caller. */
  abstract call(inputs: Tensor | Tensor[], context: CallContext): Tensor | Tensor[];

  /**
   * Shape of the output for inputs of the given shape. A subclass that does not say has it found out, by running `call`
   * on zeros with two different sizes in place of each unknown one. `args` are those of a symbolic call.
   */
  computeOutputShape(inputShape: Shape | readonly Shape[], _args?: CallArguments): Shape | readonly Shape[] {
    const { shapes, types } = mergeTrials(this.tryOut(inputShape, 2), this.tryOut(inputShape, 3));
    if (this.#types !== null) this.#types.outputs = types;
    return shapes.length === 1 ? (shapes[0] ?? []) : shapes;
  }

  /** Runs `call` on zeros, with `unknown` in place of each size that is not known. */
  protected tryOut(inputShape: Shape | readonly Shape[], unknown: number): Trial {
    const shapes = isShapeList(inputShape) ? inputShape : [inputShape];
    return tf.tidy(() => {
      const zeros = shapes.map((shape, i) =>
        this.#castInput(zerosOf(shape, { unknown, dtype: this.#types?.inputs[i] })),
      );
      const inputs = isShapeList(inputShape) ? zeros : (zeros[0] ?? tf.zeros([0]));
      const root = activeScope()?.root ?? this;
      const outputs = withScope({ training: false, root }, () => this.call(inputs, { training: false, mask: null }));
      const list = toList(outputs);
      return { shapes: list.map(({ shape }) => shape), types: list.map(({ dtype }) => dtype) };
    });
  }

  /**
   * Type of the output, or of each; by default what a trial gives, where {@link computeOutputShape} makes one, else that of
   * the layer.
   */
  computeOutputDtype(_inputDtype: DataType): DataType | readonly DataType[] {
    return this.#types?.outputs ?? this.dtype;
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

  /** How many numbers the weights hold. Throws a `StateError` before there are any. */
  override countParams(): number {
    if (!this.#built && this.weights.length === 0)
      throw new StateError(
        `${this.describe()} has no weights to count yet: it is not built. Call it, or build(inputShape), first`,
      );
    return super.countParams();
  }

  /** Adds a scalar to the loss of the training step that is running; for use inside `call`. */
  addLoss(loss: Tensor): void {
    if (!isTensor(loss)) throw invalidArgument({ owner: `${this.describe()}.addLoss`, name: 'loss' }, 'a tensor', loss);
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
    this.requireAlive();
    if (this.#built || this.#isBuilding) return;
    this.build(inputShape);
    // Somebody may have put a function of their own in the place of `build`.
    this.#noteBuilt(inputShape);
  }

  #buildOnce(build: (inputShape: Shape | readonly Shape[]) => void, inputShape: Shape | readonly Shape[]): void {
    this.requireAlive();
    const of = { owner: `${this.describe()}.build`, name: 'inputShape' };
    // Some layers do not ask what goes into them.
    const isUnasked = (inputShape as unknown) === undefined && build.length === 0;
    const shapes = isUnasked ? [] : checkShapes(inputShape, of);
    if (this.takesList && !isUnasked && !isShapeList(inputShape))
      throw invalidArgument(of, 'a list of shapes', inputShape);
    if (this.#isBuilding) return;
    if (this.#built) {
      checkInputSpecs(
        this.inputSpec,
        shapes.map((shape) => ({ shape })),
        this.describe(),
      );
      return;
    }
    const fields = Object.getOwnPropertyDescriptors(this);
    this.#isBuilding = true;
    try {
      allOrNothing(() => {
        ifItFails(() => {
          this.#restore(fields);
        });
        build(inputShape);
        this.#noteBuilt(isUnasked ? null : inputShape);
      });
    } finally {
      this.#isBuilding = false;
    }
  }

  #noteBuilt(inputShape: Shape | readonly Shape[] | null): void {
    this.#buildShape = inputShape;
    this.#built = true;
  }

  /** Makes the layer what it was before a build that failed. */
  #restore(fields: PropertyDescriptorMap): void {
    this.#built = false;
    this.#buildShape = null;
    for (const name of Object.keys(this)) if (!(name in fields)) Reflect.deleteProperty(this, name);
    Object.defineProperties(this, fields);
  }

  /** The types of the inputs of the call for which the layer is being built, where there is one. */
  protected get inputTypes(): readonly DataType[] {
    return this.#types?.inputs ?? [];
  }

  /** Whether the build that runs is part of a first call, which is going to build the layers inside. */
  protected get isCalled(): boolean {
    return this.#isCalled;
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
    if (list.length === 0 || (symbolic.length !== list.length && tensors.length !== list.length))
      throw invalidArgument(
        { owner: `${this.describe()}.apply`, name: 'inputs' },
        'tensors or symbolic tensors, not both',
        inputs,
      );
    checkArguments(args, `${this.describe()}.apply`);
    try {
      return symbolic.length > 0
        ? this.#applySymbolic(symbolic, isList, args)
        : this.#applyTensors(tensors, isList, args);
    } catch (error) {
      throw explained(error, this.describe(), list);
    }
  }

  /** Checks the inputs' count and shapes, and builds the layer for them. */
  #prepare(inputs: readonly (Tensor | SymbolicTensor)[], isList: boolean): void {
    const shapes = inputs.map((input): Shape => input.shape);
    if (isList !== this.takesList && !(isList && shapes.length === 1))
      throw new ShapeError(
        `${this.describe()}: expected ${this.takesList ? 'a list of inputs' : 'one input'}. Received: ${isList ? `${shapes.length} inputs` : 'one input'}`,
      );
    this.requireAlive();
    checkInputSpecs(this.inputSpec, inputs, this.describe());
    if (this.#built) return;
    this.#isCalled = true;
    this.#types = { inputs: inputs.map(({ dtype }) => dtype), outputs: null };
    try {
      this.ensureBuilt(this.takesList ? shapes : (shapes[0] ?? []));
    } finally {
      this.#isCalled = false;
      this.#types = null;
    }
    this.#warnOfStranger();
    // `build` may have learnt more, such as the number of channels.
    checkInputSpecs(this.inputSpec, inputs, this.describe());
  }

  /** Warns if this layer, built in the call of another, is no part of that: nobody is going to train it. */
  #warnOfStranger(): void {
    const root = activeScope()?.root as Layer | undefined;
    if (root === undefined || this.weights.length === 0 || withSublayers(root).has(this)) return;
    warn(
      `${root.describe()} calls ${this.describe()}, which is no part of it: its weights are neither trained nor saved with it. ` +
        'Keep it in a field (not a #private one), an array, a Map or an object of the layer that uses it, or pass it to `this.track`',
    );
  }

  #applySymbolic(inputs: SymbolicTensor[], isList: boolean, args: CallArguments): SymbolicTensor[] {
    this.#prepare(inputs, isList);
    const outputs = this.#symbolicOutputs(inputs, args);
    const node: Node = { layer: this, inputs, inputsAreList: isList, args, outputs };
    this.inboundNodes.push(node);
    outputs.forEach((output, tensorIndex) => (output.history = { node, tensorIndex }));
    return outputs;
  }

  #symbolicOutputs(inputs: readonly SymbolicTensor[], args: CallArguments): SymbolicTensor[] {
    const shapes = inputs.map((input) => input.shape);
    this.#types = { inputs: inputs.map((input) => input.dtype), outputs: null };
    try {
      const outputShape = this.computeOutputShape(this.takesList ? shapes : (shapes[0] ?? []), args);
      const types = [this.computeOutputDtype(inputs[0]?.dtype ?? 'float32')].flat();
      return (isShapeList(outputShape) ? outputShape : [outputShape]).map(
        (shape, i) => new SymbolicTensor(shape, types[i] ?? types[0] ?? 'float32'),
      );
    } finally {
      this.#types = null;
    }
  }

  #applyTensors(inputs: Tensor[], isList: boolean, args: CallArguments): Tensor[] {
    if (inputs.some(({ isDisposed }) => isDisposed))
      throw new StateError(`${this.describe()}.apply: expected tensors. Received: one that has been disposed of`);
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
      const cast = this.castsIntegers ? inputs.map((input) => this.#castInput(input)) : inputs;
      const callInputs = this.takesList ? cast : (cast[0] ?? tf.zeros([0]));
      const results = toList(this.call(callInputs, { ...args, training, mask: seen }));
      if (results.length === 0 || !results.every(isTensor))
        throw new ShapeError(`${this.describe()}: expected \`call\` to return tensors. Received: ${show(results)}`);
      // A layer that has nothing to do gives back what it got; the caller owns both, so they have to be two.
      const outputs = results.map((output) => (inputs.includes(output) ? tf.clone(output) : output));
      this.#attachMasks(outputs, this.computeMask(callInputs, mask));
      this.#addActivityLosses(outputs);
      return outputs;
    };
    return tidyOutputs(() => withScope({ ...scope, training, root: scope?.root ?? this }, run));
  }

  #castInput(input: Tensor): Tensor {
    if (!this.castsIntegers || input.dtype === 'float32') return input;
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
}

function batchInputShapeOf({ batchInputShape, inputShape }: LayerConfig, owner: string): Shape | null {
  if (batchInputShape != null) return checkShape(batchInputShape, { owner, name: 'batchInputShape' });
  return inputShape == null ? null : [null, ...checkShape(inputShape, { owner, name: 'inputShape' })];
}

/** True for a list of shapes, false for one shape. */
export function isShapeList(shape: Shape | readonly Shape[]): shape is readonly Shape[] {
  return shape.length > 0 && Array.isArray(shape[0]);
}
