import { ArgumentError, checkOptions, invalidArgument, show } from '@argali/core';
import {
  InputLayer,
  isSymbolic,
  Layer,
  Wrapper,
  parentsOf,
  type CallArguments,
  type Node,
  type SymbolicTensor,
} from '@argali/layers';
import { endsOf, type ModelEnds } from './graph/ends.ts';
import type { Graph } from './graph/graph.ts';
import { mapArguments } from './graph/map-symbols.ts';
import { Model } from './model.ts';
import { Sequential } from './sequential.ts';

export interface CloneModelOptions {
  /**
   * Makes the layer that takes the place of one of the model's, inputs excepted. By default one of the same class and
   * configuration, with weights of its own.
   */
  cloneFunction?: ((layer: Layer) => Layer) | null;
  /** What the new model begins with. Default: inputs like the model's. */
  inputTensors?: ModelEnds | null;
  /**
   * Makes the call of a copy, with the model's own call arguments: for other inputs or arguments than those of the model. Only
   * for models with a graph, `Sequential` excepted.
   */
  callFunction?: ((layer: Layer, inputs: SymbolicTensor | SymbolicTensor[], args: CallArguments) => unknown) | null;
  /** Whether `cloneFunction` is given the layers of models inside the model, rather than these models. Default: false. */
  recursive?: boolean;
}

/**
 * A model of the same layers with new weights. A subclass that overrides `call` is made anew of its configuration.
 *
 * @throws ArgumentError for options that such a subclass has no use for, and if `cloneFunction` returns no layer
 * @see https://keras.io/api/models/model_saving_apis/model_config_serialization/#clone_model-function
 */
export function cloneModel(model: Model, options: CloneModelOptions = {}): Model {
  const {
    cloneFunction,
    callFunction,
    inputTensors,
    recursive = false,
  } = checkOptions(options, 'cloneModel', ['cloneFunction', 'callFunction', 'inputTensors', 'recursive']);
  if (!((model as unknown) instanceof Model))
    throw invalidArgument({ owner: 'cloneModel', name: 'model' }, 'a model', model);
  for (const [name, value] of Object.entries({ cloneFunction, callFunction }))
    if (value != null && typeof value !== 'function')
      throw invalidArgument({ owner: 'cloneModel', name }, 'a function', value);
  const hasGraph = model.graph !== null && !(model instanceof Sequential);
  if (callFunction != null && !hasGraph)
    throw invalidArgument(
      { owner: 'cloneModel', name: 'callFunction' },
      'left out but for functional models',
      callFunction,
    );
  const clone = (layer: Layer): Layer => {
    if (layer instanceof Model && (recursive || cloneFunction == null))
      return cloneModel(layer, cloneFunction == null ? {} : { cloneFunction, recursive });
    const copy = cloneFunction == null ? copyOf(layer) : cloneFunction(layer);
    if ((copy as unknown) instanceof Layer) return copy;
    throw new ArgumentError(`cloneModel: expected \`cloneFunction\` to return a layer. Received: ${show(copy)}`);
  };
  const inputs = inputTensors == null ? null : endsOf(inputTensors, { owner: 'cloneModel', name: 'inputTensors' });
  if (model instanceof Sequential) return cloneSequential(model, clone, inputs);
  if (model.graph !== null) return cloneGraph(model, model.graph, { clone, call: callFunction ?? callLayer, inputs });
  if (cloneFunction != null || inputs !== null)
    throw new ArgumentError(
      `cloneModel: \`cloneFunction\` and \`inputTensors\` need a model with a graph. Received: ${model.describe()}, which overrides \`call\``,
    );
  return copyOf(model);
}

function copyOf<L extends Layer>(layer: L): L {
  const cls = layer.constructor as unknown as { fromConfig(config: object): L };
  const config = layer.getConfig();
  if (!(layer instanceof Wrapper)) return cls.fromConfig(config);
  const inner: Layer = layer.layer;
  return cls.fromConfig({ ...config, layer: inner instanceof Model ? cloneModel(inner) : copyOf(inner) });
}

function callLayer(layer: Layer, inputs: SymbolicTensor | SymbolicTensor[], args: CallArguments): SymbolicTensor[] {
  return layer.applyAll(inputs as SymbolicTensor, args);
}

/** A model of the class of `model`, made of `config`. */
function likeOf(model: Model, config: object): Model {
  const cls = model.constructor as new (config: object) => Model;
  return new cls(config);
}

function cloneSequential(
  model: Sequential,
  clone: (layer: Layer) => Layer,
  inputs: readonly SymbolicTensor[] | null,
): Model {
  const [first] = model.getConfig().layers;
  const own = first?.className === InputLayer.className ? [new InputLayer(first.config)] : [];
  return likeOf(model, { name: model.name, layers: [...(inputs ?? own), ...model.layers.map(clone)] });
}

/** An input of the name, shape and type of another. */
function inputLike(input: SymbolicTensor): SymbolicTensor {
  const name = input.history?.node.layer.name ?? null;
  return new InputLayer({ batchShape: input.shape, dtype: input.dtype, name }).output;
}

interface CloneParts {
  clone: (layer: Layer) => Layer;
  call: NonNullable<CloneModelOptions['callFunction']>;
  inputs: readonly SymbolicTensor[] | null;
}

/** Makes every call of the graph again, with other layers. */
function cloneGraph(model: Model, graph: Graph, { clone, call, inputs }: CloneParts): Model {
  const begin = inputs ?? graph.inputs.map(inputLike);
  if (begin.length !== graph.inputs.length)
    throw new ArgumentError(
      `cloneModel: expected ${graph.inputs.length} \`inputTensors\`, one for each input. Received: ${begin.length}`,
    );
  const tensors = new Map(graph.inputs.map((input, i) => [input, begin[i] ?? input]));
  const layers = new Map<Layer, Layer>();
  const copied = (tensor: SymbolicTensor): SymbolicTensor => tensors.get(tensor) ?? tensor;
  const callAgain = ({ layer, inputs: given, inputsAreList, args, outputs }: Node): void => {
    const copy = layers.get(layer) ?? clone(layer);
    layers.set(layer, copy);
    const list = given.map(copied);
    const [first] = list;
    const callArgs = mapArguments(args, copied);
    const results = [call(copy, inputsAreList || first === undefined ? list : first, callArgs)].flat();
    if (!results.every(isSymbolic) || results.length < outputs.length)
      throw new ArgumentError(
        `cloneModel: expected the call of ${copy.describe()} to give ${outputs.length} symbolic tensors. Received: ${show(results)}`,
      );
    outputs.forEach((output, i) => tensors.set(output, results[i] ?? output));
  };
  // The calls of one layer are made in their order, by which they are known.
  const own = new Set(graph.nodes);
  const next = new Map(graph.layers.map((layer) => [layer, layer.inboundNodes.filter((node) => own.has(node))]));
  let waiting = graph.nodes;
  while (waiting.length > 0)
    waiting = waiting.filter((node) => {
      const calls = next.get(node.layer) ?? [];
      if (calls[0] !== node || !parentsOf(node).every((parent) => tensors.has(parent))) return true;
      calls.shift();
      callAgain(node);
      return false;
    });
  return likeOf(model, { name: model.name, inputs: begin, outputs: graph.outputs.map(copied) });
}
