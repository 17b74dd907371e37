import {
  ArgumentError,
  DataError,
  didYouMean,
  invalidArgument,
  library,
  StateError,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import {
  checkInputSpec,
  InputLayer,
  Layer,
  oneOrList,
  withSublayers,
  type LayerConfig,
  type SymbolicTensor,
} from '@argali/layers';
import type { Optimizer } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { History } from './callbacks/history.ts';
import { compileModel, type Compiled, type CompileConfig } from './compile/compile.ts';
import { release, retain } from './compile/shared.ts';
import { summarize, type SummaryOptions } from './display/summary.ts';
import { endsOf, type ModelEnds } from './graph/ends.ts';
import { asGraphConfig, functionalConfig, type FunctionalConfig } from './graph/functional-config.ts';
import { traceGraph, type Graph } from './graph/graph.ts';
import { layerMaker } from './graph/layer-maker.ts';
import { rebuildGraph } from './graph/rebuild.ts';
import { runGraph } from './graph/run-graph.ts';
import { testOnBatch, trainOnBatch, type BatchOptions } from './training/on-batch.ts';
import type { BatchIterable, ModelData } from './training/data.ts';
import { evaluate, type EvaluateOptions } from './training/evaluate.ts';
import { fit, type FitOptions } from './training/fit.ts';
import { predict, predictOnBatch, type PredictOptions } from './training/predict.ts';
import { isRunning } from './training/source.ts';
import type { Evaluation } from './callbacks/callback.ts';

export interface ModelConfig extends LayerConfig {
  /** Where data enter: one symbolic tensor, a list, or a dictionary. */
  inputs?: ModelEnds;
  /** What the model gives. */
  outputs?: ModelEnds;
}

/**
 * Layers with training: `compile`, `fit`, `evaluate`, `predict`. `new Model({ inputs, outputs })` makes a model of the
 * graph between symbolic tensors; a subclass may instead override `call` and use layers that it keeps in its fields.
 *
 * @throws ArgumentError if an output cannot be reached from the inputs, or if only one of the two is given
 * @see https://keras.io/api/models/model/
 */
export class Model extends Layer<ModelConfig> {
  static override readonly className: string = 'Functional';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['inputs', 'outputs'] satisfies OptionsOf<ModelConfig>;

  /** Set it in a callback to end training after the batch. `fit` begins with `false`. */
  stopTraining = false;
  /** The same for `evaluate`. */
  stopEvaluating = false;
  /** The same for `predict`. */
  stopPredicting = false;
  #graph: Graph | null = null;
  #compiled: Compiled | null = null;
  /** Whether a call has built every layer that a call uses. */
  #isComplete = false;

  constructor(config: ModelConfig = {}) {
    super(config);
    const inputs = endsOf(config.inputs, { owner: this.describe(), name: 'inputs' });
    const outputs = endsOf(config.outputs, { owner: this.describe(), name: 'outputs' });
    if (inputs.length > 0 !== outputs.length > 0)
      throw new ArgumentError(
        `${this.describe()}: expected both \`inputs\` and \`outputs\`. Received: ${inputs.length} inputs and ${outputs.length} outputs`,
      );
    if (inputs.length > 0) this.setGraph(traceGraph(inputs, outputs, this.describe()));
    if (config.trainable === false) this.trainable = false;
  }

  /**
   * A model from what {@link getConfig} returned, with new weights: its graph made anew, or for the configuration of a
   * subclass what its constructor makes of it.
   */
  static override fromConfig<Config, L extends Layer>(this: new (config: Config) => L, config: Config): L;
  static override fromConfig<L extends Layer>(this: new (config: never) => L, config: object): L;
  static override fromConfig(this: new (config: never) => Layer, config: object): Layer {
    const graph = asGraphConfig(config);
    if (graph === null) return new this(config as never);
    const { name, trainable } = graph;
    return new this({ name, trainable, ...rebuildGraph(graph, layerMaker('Model.fromConfig')) } as never);
  }

  /** Makes the model that of `graph`, or one without; the layers in it become the model's. */
  protected setGraph(graph: Graph | null): void {
    if (graph !== null) checkNames(graph.layers, this.describe());
    for (const layer of this.#graph?.layers ?? []) if (!graph?.layers.includes(layer)) this.untrack(layer);
    this.#graph = graph;
    if (graph === null) return;
    for (const layer of graph.layers) this.track(layer);
    this.takesList = graph.inputs.length > 1;
    this.ensureBuilt(
      graph.inputs.length === 1 ? (graph.inputs[0]?.shape ?? []) : graph.inputs.map((input) => input.shape),
    );
  }

  /** The graph, for a functional model. */
  get graph(): Graph | null {
    return this.#graph;
  }

  /** All layers of the model, inputs included, in the order of the graph. */
  get layers(): readonly Layer[] {
    return this.sublayers;
  }

  get inputs(): readonly SymbolicTensor[] {
    return this.#graph?.inputs ?? [];
  }

  get outputs(): readonly SymbolicTensor[] {
    return this.#graph?.outputs ?? [];
  }

  /** Shape of the input, with the batch axis; of each input, for several. */
  get inputShape(): Shape | readonly Shape[] {
    return one(this.#requireGraph().inputs.map((input) => input.shape));
  }

  get outputShape(): Shape | readonly Shape[] {
    return one(this.#requireGraph().outputs.map((output) => output.shape));
  }

  /** Names by which data for the inputs may be given. */
  get inputNames(): readonly string[] {
    return this.#graph === null ? ['input'] : this.#graph.inputs.map(nameOf);
  }

  /** Names by which labels, losses and metrics for the outputs may be given. */
  get outputNames(): readonly string[] {
    return this.#graph === null ? ['output'] : this.#graph.outputs.map(nameOf);
  }

  #requireGraph(): Graph {
    if (this.#graph === null)
      throw new StateError(`${this.describe()} is not built yet: its shapes are known after the first call`);
    return this.#graph;
  }

  /** The layer of that name, or at that place in `layers`. */
  getLayer(key: string | number): Layer {
    const { layers } = this;
    const found = typeof key === 'number' ? layers.at(key) : layers.find((layer) => layer.name === key);
    if (found !== undefined) return found;
    const names = layers.map((layer) => layer.name);
    if (typeof key !== 'number' && typeof key !== 'string')
      throw invalidArgument({ owner: `${this.describe()}.getLayer`, name: 'key' }, 'a name or a place', key);
    if (typeof key === 'number')
      throw new ArgumentError(`${this.describe()}: there is no layer at ${key}; it has ${layers.length} layers`);
    throw new ArgumentError(
      `${this.describe()}: there is no layer "${key}". Its layers are ${names.join(', ')}.${didYouMean(key, names)}`,
    );
  }

  override call(inputs: Tensor | Tensor[]): Tensor | Tensor[] {
    const graph = this.#requireGraph();
    const list = Array.isArray(inputs) ? inputs : [inputs];
    const outputs = runGraph(
      graph,
      graph.inputs.map((expected, i) => this.#checkedInput(list[i], expected)),
    );
    return oneOrList(outputs);
  }

  #checkedInput(input: Tensor | undefined, expected: SymbolicTensor): Tensor {
    if (input === undefined) throw new ArgumentError(`${this.describe()}: expected ${this.inputs.length} inputs`);
    const value = matchRank(input, expected);
    const spec = { shape: [null, ...expected.shape.slice(1)] };
    checkInputSpec(spec, value.shape, { input: `Input "${nameOf(expected)}"`, layer: this.describe() });
    return this.castsInputs ? this.#castTo(value, expected) : value;
  }

  /** Whether data become of the types that the inputs have; not where these were guessed. */
  protected get castsInputs(): boolean {
    return true;
  }

  #castTo(value: Tensor, expected: SymbolicTensor): Tensor {
    const { dtype } = expected;
    if (value.dtype === dtype || value.dtype === 'string') return value;
    if (dtype === 'string')
      throw new DataError(
        `${this.describe()}: expected strings for input "${nameOf(expected)}". Received: a tensor of type ${value.dtype}`,
      );
    return tf.cast(value, dtype);
  }

  /** Makes the weights of all layers inside; a subclass that overrides `call` runs it on zeros to that end. */
  override build(inputShape: Shape | readonly Shape[]): void {
    if (this.#graph === null && !this.isCalled) this.tryOut(inputShape, 1);
  }

  override computeOutputDtype(inputDtype: DataType): DataType | readonly DataType[] {
    return this.#graph === null ? super.computeOutputDtype(inputDtype) : this.outputs.map(({ dtype }) => dtype);
  }

  override computeOutputShape(inputShape: Shape | readonly Shape[]): Shape | readonly Shape[] {
    return this.#graph === null ? super.computeOutputShape(inputShape) : this.outputShape;
  }

  override getConfig(): LayerConfig | FunctionalConfig {
    return this.#graph === null ? super.getConfig() : functionalConfig(this, this.#graph);
  }

  // ---- training ----------------------------------------------------------------------------------------------------

  /**
   * Says how to train: the optimizer, the losses, the metrics.
   *
   * An optimizer or metric that the model has already may be given again: it goes on from where it is.
   *
   * @throws UnknownNameError for a name that does not exist; the error suggests the nearest
   * @throws StateError while the model is being trained
   * @see https://keras.io/api/models/model_training_apis/#compile-method
   */
  compile(config: CompileConfig = {}): void {
    this.requireAlive();
    if (isRunning(this))
      throw new StateError(
        `compile: expected no training to be going on, whose losses and optimizer it would replace half-way. Received: ${this.describe()} in a \`fit\``,
      );
    const compiled = compileModel(this, config);
    retain(compiled, this.#compiled);
    this.#isComplete = false;
    this.#releaseCompiled();
    this.#compiled = compiled;
  }

  /** What `compile` made. Throws a `StateError` before that. */
  compiledState(): Compiled {
    if (this.#compiled === null)
      throw new StateError(
        `${this.describe()} is not compiled: call model.compile({ optimizer, loss }) before training or evaluating it`,
      );
    return this.#compiled;
  }

  get isCompiled(): boolean {
    return this.#compiled !== null;
  }

  get optimizer(): Optimizer {
    return this.compiledState().optimizer;
  }

  /** The keys of `evaluate`'s result, as far as they are known. */
  get metricsNames(): readonly string[] {
    const { lossKeys, metrics } = this.compiledState();
    return [...lossKeys, ...metrics.entries().map(([key]) => key)];
  }

  /** Builds the model for the inputs of a batch, unless it is built. */
  ensureBuiltFor(inputs: readonly Tensor[]): void {
    const [first] = inputs;
    if (this.#isComplete || first === undefined) return;
    this.requireAlive();
    // Layers that a subclass uses in its `call` are built by it.
    if (![...withSublayers(this)].every(({ built }) => built))
      tf.tidy(() => void this.applyAll(inputs.length === 1 ? first : [...inputs]));
    this.#isComplete = true;
  }

  /**
   * Trains for a number of epochs.
   *
   * @param x samples along the first axis: a tensor, a typed array with shape or nested arrays; a list or dictionary of
   *   them for several inputs; or an iterable of batches, with the options in the place of `y`
   * @param y labels, in the same forms
   * @see https://keras.io/api/models/model_training_apis/#fit-method
   */
  fit(x: ModelData, y: ModelData, options?: FitOptions): Promise<History>;
  fit(batches: BatchIterable, options?: FitOptions): Promise<History>;
  fit(x: ModelData | BatchIterable, y?: ModelData | FitOptions, options?: FitOptions): Promise<History> {
    return fit(this, { x, y, options });
  }

  /**
   * The loss and the metrics over all samples, by name.
   *
   * @see https://keras.io/api/models/model_training_apis/#evaluate-method
   */
  evaluate(x: ModelData, y: ModelData, options?: EvaluateOptions): Promise<Evaluation>;
  evaluate(batches: BatchIterable, options?: EvaluateOptions): Promise<Evaluation>;
  evaluate(
    x: ModelData | BatchIterable,
    y?: ModelData | EvaluateOptions,
    options?: EvaluateOptions,
  ): Promise<Evaluation> {
    return evaluate(this, { x, y, options });
  }

  /**
   * The outputs for all samples, which the caller disposes of: a tensor, or an array of them for several outputs.
   *
   * @see https://keras.io/api/models/model_training_apis/#predict-method
   */
  predict<Outputs extends Tensor | Tensor[] = Tensor>(
    x: ModelData | BatchIterable,
    options?: PredictOptions,
  ): Promise<Outputs> {
    return predict(this, x, options) as Promise<Outputs>;
  }

  /** The outputs for one batch, at once. */
  predictOnBatch<Outputs extends Tensor | Tensor[] = Tensor>(x: ModelData): Outputs {
    return predictOnBatch(this, x) as Outputs;
  }

  /** One step of training on one batch; returns the loss and the metrics of the batch, as they were before the step. */
  trainOnBatch(x: ModelData, y: ModelData, options?: BatchOptions): Promise<Evaluation> {
    return trainOnBatch(this, { x, y, options });
  }

  /** The loss and the metrics of one batch. */
  testOnBatch(x: ModelData, y: ModelData, options?: BatchOptions): Promise<Evaluation> {
    return testOnBatch(this, { x, y, options });
  }

  /** Starts the metrics anew. Every run, and every call of `trainOnBatch` and `testOnBatch`, does it by itself. */
  resetMetrics(): void {
    this.compiledState().metrics.reset();
  }

  /** Prints a table of the layers with their shapes and parameter counts, and returns it. */
  summary(options?: SummaryOptions): string {
    return summarize(this, options);
  }

  #releaseCompiled(): void {
    if (this.#compiled !== null) release(this.#compiled);
    this.#compiled = null;
  }

  /** Frees the weights, and the state of the optimizer and metrics unless another model uses them. */
  override dispose(): void {
    this.#releaseCompiled();
    super.dispose();
  }
}

function checkNames(layers: readonly Layer[], owner: string): void {
  const names = layers.map((layer) => layer.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new ArgumentError(`${owner}: two layers have the name "${twice}". Names have to be unique in a model`);
}

function one(shapes: Shape[]): Shape | readonly Shape[] {
  return shapes.length === 1 ? (shapes[0] ?? []) : shapes;
}

/** The name of an input or output: that of the layer it comes from. */
function nameOf(tensor: SymbolicTensor): string {
  return tensor.history?.node.layer.name ?? tensor.name;
}

/** Data of shape `[n]` for an input of shape `[null, 1]`, and the other way round, as Keras takes them. */
function matchRank(input: Tensor, expected: SymbolicTensor): Tensor {
  const rank = expected.shape.length;
  if (input.rank === rank - 1 && expected.shape[rank - 1] === 1) return tf.expandDims(input, -1);
  if (input.rank === rank + 1 && input.shape[rank] === 1) return tf.squeeze(input, [rank]);
  return input;
}

/** True for the layers that only mark where data enter. */
export function isInputLayer(layer: Layer): layer is InputLayer {
  return layer instanceof InputLayer;
}
