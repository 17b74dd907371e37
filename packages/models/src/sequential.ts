import {
  ArgumentError,
  checkConfig,
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

  constructor(layers: readonly (Layer | SymbolicTensor)[] | SequentialConfig = [], config: LayerConfig = {}) {
    const isList = Array.isArray(layers);
    const { layers: listed = [], ...rest } = isList
      ? { layers: layers as SequentialConfig['layers'], ...checkConfig(config, new.target, [...ends, 'layers']) }
      : checkConfig(layers as SequentialConfig, new.target, ends);
    super(rest);
    for (const layer of listed) this.#push(layer);
    this.#connect();
    if (rest.trainable === false) this.trainable = false;
  }

  /** Adds a layer at the end. */
  add(layer: Layer | SymbolicTensor): void {
    this.#push(layer);
    this.#connect();
  }

  /** Takes the last layer away and returns it. */
  pop(): Layer {
    const layer = this.#stack.pop();
    if (layer === undefined) throw new ArgumentError(`${this.describe()}: there is no layer to remove`);
    this.untrack(layer);
    this.#chain = this.#chain.slice(0, this.#stack.length + 1);
    this.#connect();
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
    for (const layer of this.#stack.slice(this.#chain.length - 1)) {
      const outputs = layer.applyAll(this.#chain.at(-1) ?? input);
      const [output] = outputs;
      if (outputs.length !== 1 || output === undefined)
        throw new ArgumentError(
          `${this.describe()}: expected every layer to have one output. Received: ${layer.describe()} with ${outputs.length}`,
        );
      this.#chain.push(output);
    }
    const output = this.#chain.at(-1);
    if (output !== undefined && output !== input) this.setGraph(traceGraph([input], [output], this.describe()));
  }

  /** Builds the model for inputs of that shape, batch axis included. */
  override build(inputShape: Shape | readonly Shape[]): void {
    if (this.graph !== null || isShapeList(inputShape)) return;
    if (this.#stack.length === 0) throw new ArgumentError(`${this.describe()} has no layers: add some before using it`);
    this.#chain = [new InputLayer({ batchShape: [null, ...inputShape.slice(1)] }).output];
    this.#connect();
  }

  override getConfig(): SerializedSequential {
    const [input] = this.#chain;
    const inputLayer = input?.history?.node.layer;
    return {
      name: this.name,
      trainable: this.trainable,
      dtype: this.dtype,
      layers: [...(inputLayer ? [inputLayer] : []), ...this.#stack].map(serializeLayer),
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
