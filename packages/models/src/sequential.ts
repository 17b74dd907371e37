import {
  ArgumentError,
  checkConfig,
  fromKerasConfig,
  fromKerasObject,
  invalidArgument,
  isSerializedObject,
  library,
  show,
  type OptionsOf,
  type SerializedObject,
  type Shape,
} from '@argali/core';
import {
  InputLayer,
  isShapeList,
  isSymbolic,
  Layer,
  serializeLayer,
  type LayerConfig,
  type SymbolicTensor,
} from '@argali/layers';
import { traceGraph } from './graph/graph.ts';
import { layerMaker } from './graph/layer-maker.ts';
import { Model } from './model.ts';

export interface SequentialConfig extends LayerConfig {
  layers?: readonly (Layer | SymbolicTensor)[];
}

/** A Sequential model as data. */
export interface SerializedSequential extends LayerConfig {
  layers: SerializedObject[];
  buildInputShape: Shape | null;
}

// Options of a model that is no stack.
const ends = ['inputs', 'outputs'];

/**
 * Layers one after another: `new Sequential([new Dense({ units: 8, inputShape: [4] }), …])`. Without an input shape the
 * model is built by the first data it sees.
 *
 * @throws ArgumentError for anything that is not a layer, for a name that appears twice, and for an input that is not first
 * @see https://keras.io/api/models/sequential/
 */
export class Sequential extends Model {
  static override readonly className: string = 'Sequential';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['layers'] satisfies OptionsOf<SequentialConfig>;

  readonly #stack: Layer[] = [];
  /** What enters the first layer, then what leaves each; empty while the input shape is unknown. */
  #chain: SymbolicTensor[] = [];
  /** Whether the type of the input is a guess: nobody has given it. */
  #guessesInput = false;

  constructor(layers: readonly (Layer | SymbolicTensor)[] | SequentialConfig = [], config: LayerConfig = {}) {
    const isList = Array.isArray(layers);
    const { layers: listed = [], ...rest } = isList
      ? { layers: layers as SequentialConfig['layers'], ...checkConfig(config, new.target, [...ends, 'layers']) }
      : checkConfig(layers as SequentialConfig, new.target, ends);
    if (!Array.isArray(listed))
      throw invalidArgument({ owner: 'Sequential', name: 'layers' }, 'an array of layers', listed);
    super(rest);
    for (const layer of listed as (Layer | SymbolicTensor)[]) this.#push(layer);
    this.#connect();
    if (rest.trainable === false) this.trainable = false;
  }

  /** A model from what {@link getConfig} returned, with new weights. */
  static override fromConfig<Config, L extends Layer>(this: new (config: Config) => L, config: Config): L;
  static override fromConfig<L extends Layer>(this: new (config: never) => L, config: object): L;
  static override fromConfig(this: new (config: never) => Layer, config: object): Layer {
    const given = { ...config } as Partial<SerializedSequential>;
    const isKeras = 'build_input_shape' in given;
    const { layers, buildInputShape, ...rest } = (isKeras ? fromKerasConfig(given) : given) as typeof given;
    if (!Array.isArray(layers)) return new this(config as never);
    const make = (entry: unknown): unknown =>
      isSerializedObject(entry)
        ? layerMaker('Sequential.fromConfig')('className' in entry ? entry : fromKerasObject(entry))
        : entry;
    const model = new this({ ...rest, layers: layers.map(make) } as never);
    if (!model.built && buildInputShape != null) model.ensureBuilt(buildInputShape);
    return model;
  }

  /** Adds a layer at the end. */
  add(layer: Layer | SymbolicTensor): void {
    const chain = [...this.#chain];
    this.#push(layer);
    try {
      this.#connect();
    } catch (error) {
      // A layer that does not fit is not added.
      const last = this.#stack.pop();
      if (last !== undefined) this.untrack(last);
      this.#chain = chain;
      throw error;
    }
  }

  /** Takes the last layer away and returns it. */
  pop(): Layer {
    const layer = this.#stack.pop();
    if (layer === undefined) throw new ArgumentError(`${this.describe()}: there is no layer to remove`);
    this.untrack(layer);
    this.#chain = this.#chain.slice(0, this.#stack.length + 1);
    if (this.#stack.length > 0) this.#connect();
    else this.setGraph(null);
    return layer;
  }

  /** The layers, without the one that marks the input. */
  override get layers(): readonly Layer[] {
    return this.#stack;
  }

  #push(layer: Layer | SymbolicTensor): void {
    const isInput = isSymbolic(layer) || layer instanceof InputLayer;
    if (isInput) {
      if (this.#stack.length > 0 || this.#chain.length > 0)
        throw new ArgumentError(`${this.describe()}: an input can only be the first of the layers`);
      this.#chain = [isSymbolic(layer) ? layer : layer.output];
      return;
    }
    if (!(layer instanceof Layer))
      throw new ArgumentError(`${this.describe()}: expected a layer. Received: ${show(layer)}`);
    if (this.#stack.some((other) => other.name === layer.name))
      throw new ArgumentError(
        `${this.describe()}: two layers have the name "${layer.name}". Names have to be unique in a model`,
      );
    if (this.#stack.length === 0 && this.#chain.length === 0) this.#chain = inputFor(layer);
    this.#stack.push(layer);
    this.track(layer);
  }

  /** Calls the layers that are not connected yet, if the shape of the input is known. */
  #connect(): void {
    const [input] = this.#chain;
    if (input === undefined) return;
    const chain = [...this.#chain];
    for (const layer of this.#stack.slice(chain.length - 1)) {
      const outputs = layer.applyAll(chain.at(-1) ?? input);
      const [output] = outputs;
      if (outputs.length !== 1 || output === undefined)
        throw new ArgumentError(
          `${this.describe()}: expected every layer to have one output. Received: ${layer.describe()} with ${outputs.length}`,
        );
      chain.push(output);
    }
    const output = chain.at(-1);
    if (output !== undefined && output !== input) this.setGraph(traceGraph([input], [output], this.describe()));
    this.#chain = chain;
  }

  protected override get castsInputs(): boolean {
    return !this.#guessesInput;
  }

  /** Builds the model for inputs of that shape, batch axis included. */
  override build(inputShape: Shape | readonly Shape[]): void {
    if (this.graph !== null) return;
    if (this.#stack.length === 0) throw new ArgumentError(`${this.describe()} has no layers: add some before using it`);
    if (isShapeList(inputShape))
      throw invalidArgument({ owner: `${this.describe()}.build`, name: 'inputShape' }, 'one shape', inputShape);
    const [dtype = null] = this.inputTypes;
    const { output } = new InputLayer({ batchShape: [null, ...inputShape.slice(1)], dtype });
    this.#guessesInput = true;
    this.#chain = [output];
    try {
      this.#connect();
    } catch (error) {
      this.#chain = [];
      throw error;
    }
  }

  override getConfig(): SerializedSequential {
    const [input] = this.#chain;
    const inputLayer = input?.history?.node.layer;
    const inputs = inputLayer ? [serializeLayer(inputLayer)] : [];
    // A guess from the first data serves these alone; what is loaded takes numbers of every kind, as in Keras.
    if (this.#guessesInput && input?.dtype !== 'string') for (const { config } of inputs) config['dtype'] = 'float32';
    return {
      name: this.name,
      trainable: this.trainable,
      dtype: this.dtype,
      layers: [...inputs, ...this.#stack.map(serializeLayer)],
      buildInputShape: input?.shape ?? null,
    };
  }
}

/** The input that a first layer asks for by its `inputShape`, or that a nested model has; empty if none is known. */
function inputFor(layer: Layer): SymbolicTensor[] {
  if (layer.batchInputShape !== null) return [new InputLayer({ batchShape: layer.batchInputShape }).output];
  const [input, another] = layer instanceof Model ? layer.inputs : [];
  if (input === undefined || another !== undefined) return [];
  return [new InputLayer({ batchShape: input.shape, dtype: input.dtype }).output];
}
