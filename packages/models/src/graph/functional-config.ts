import { fromKerasConfig, type SerializedObject } from '@argali/core';
import type { Layer } from '@argali/layers';
import { serializeLayer, type LayerConfig, type Node, type SymbolicTensor } from '@argali/layers';
import type { Graph } from './graph.ts';
import { mapArguments } from './map-symbols.ts';

/** A tensor of the graph: the name of its layer, which of the layer's calls made it, and which of the call's outputs it is. */
export type TensorReference = readonly [layer: string, call: number, output: number];

/** A place for a tensor among the arguments of a call. */
export interface SerializedTensor {
  className: '__keras_tensor__';
  config: { shape: readonly (number | null)[]; dtype: string; kerasHistory: TensorReference };
}

/** One call of a layer. */
export interface SerializedCall {
  args: unknown[];
  kwargs: Record<string, unknown>;
}

export interface SerializedGraphLayer extends SerializedObject {
  name: string;
  inboundNodes: SerializedCall[];
}

/** A functional model as data: what Keras keeps under `config` of a Functional model. */
export interface FunctionalConfig extends LayerConfig {
  name: string;
  trainable: boolean;
  layers: SerializedGraphLayer[];
  inputLayers: TensorReference[];
  outputLayers: TensorReference[];
}

/** `config` if it is that of a graph, in Keras's spelling too; else `null`. */
export function asGraphConfig(config: unknown): FunctionalConfig | null {
  if (typeof config !== 'object' || config === null || !('layers' in config)) return null;
  const found = 'input_layers' in config ? (fromKerasConfig(config) as object) : config;
  return 'inputLayers' in found && 'outputLayers' in found ? (found as FunctionalConfig) : null;
}

/** Describes the graph of `model`, so that `modelFromConfig` can make it again. */
export function functionalConfig(model: Layer, graph: Graph): FunctionalConfig {
  // Calls are counted among those that belong to this model.
  const own = new Set<Node>([...graph.nodes, ...graph.inputs.flatMap((input) => input.history?.node ?? [])]);
  const nodesOf = (layer: Layer): Node[] => layer.inboundNodes.filter((node) => own.has(node));
  const reference = (tensor: SymbolicTensor): TensorReference => {
    const { history } = tensor;
    if (history === null) return [tensor.name, 0, 0];
    const { layer } = history.node;
    return [layer.name, nodesOf(layer).indexOf(history.node), history.tensorIndex];
  };
  const serialize = (tensor: SymbolicTensor): SerializedTensor => {
    const config = { shape: tensor.shape, dtype: tensor.dtype, kerasHistory: reference(tensor) };
    return { className: '__keras_tensor__', config };
  };
  const call = (node: Node): SerializedCall => ({
    args: node.inputsAreList ? [node.inputs.map(serialize)] : node.inputs.map(serialize),
    kwargs: mapArguments(node.args, serialize),
  });
  return {
    name: model.name,
    trainable: model.trainable,
    layers: graph.layers.map((layer) => ({
      ...serializeLayer(layer),
      name: layer.name,
      inboundNodes: nodesOf(layer)
        .filter((node) => node.inputs.length > 0)
        .map(call),
    })),
    inputLayers: graph.inputs.map(reference),
    outputLayers: graph.outputs.map(reference),
  };
}
