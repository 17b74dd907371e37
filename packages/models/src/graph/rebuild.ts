import { ArgumentError, show } from '@argali/core';
import type { Layer } from '@argali/layers';
import { InputLayer, type CallArguments, type SymbolicTensor } from '@argali/layers';
import type { SerializedCall, SerializedGraphLayer, TensorReference } from './functional-config.ts';

/** The parts of a functional configuration that make up its graph. */
export interface GraphConfig {
  layers: readonly (SerializedGraphLayer & { inboundNodes: readonly SerializedCall[] })[];
  /** One reference, or a list of them. */
  inputLayers: unknown;
  outputLayers: unknown;
}

interface PendingCall {
  layer: Layer;
  call: SerializedCall;
  /** Which call of the layer this is; calls of one layer are made in order. */
  index: number;
}

/** Makes the layers' calls again; returns the graph's ends. `makeLayer` makes a layer of its configuration. */
export function rebuildGraph(
  { layers, inputLayers, outputLayers }: GraphConfig,
  makeLayer: (config: SerializedGraphLayer) => Layer,
): { inputs: SymbolicTensor[]; outputs: SymbolicTensor[] } {
  /** The outputs of every call made so far, by layer name. */
  const made = new Map<string, (readonly SymbolicTensor[])[]>();
  let pending: PendingCall[] = [];
  for (const config of layers) {
    const layer = makeLayer(config);
    made.set(config.name, layer instanceof InputLayer ? [[layer.output]] : []);
    pending.push(...config.inboundNodes.map((call, index) => ({ layer, call, index })));
  }
  const find = ([name, call, output]: TensorReference): SymbolicTensor | null =>
    made.get(name)?.[call]?.[output] ?? null;

  while (pending.length > 0) {
    const waiting = pending.filter(({ layer, call, index }) => {
      const calls = made.get(layer.name) ?? [];
      const inputs = calls.length === index ? resolve(call.args, find) : unresolved;
      const args = calls.length === index ? resolve(call.kwargs, find) : unresolved;
      if (inputs === unresolved || args === unresolved) return true;
      made.set(layer.name, [...calls, callLayer(layer, inputs as unknown[], args as CallArguments)]);
      return false;
    });
    if (waiting.length === pending.length)
      throw new ArgumentError(
        `The graph cannot be rebuilt: ${waiting[0]?.layer.describe() ?? ''} waits for a tensor that nothing makes`,
      );
    pending = waiting;
  }
  const ends = (references: unknown): SymbolicTensor[] =>
    toReferences(references).map((reference) => {
      const tensor = find(reference) ?? find([reference[0], reference[1] - 1, reference[2]]);
      if (tensor === null) throw new ArgumentError(`The graph has no tensor ${show(reference)}`);
      return tensor;
    });
  return { inputs: ends(inputLayers), outputs: ends(outputLayers) };
}

/** Stands for a value that depends on a call not made yet. */
const unresolved = Symbol('unresolved');

/** `value` with its references to tensors replaced, or `unresolved` if one is missing. */
function resolve(value: unknown, find: (reference: TensorReference) => SymbolicTensor | null): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => resolve(item, find));
    return items.includes(unresolved) ? unresolved : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  if ('className' in value && value.className === '__keras_tensor__' && 'config' in value) {
    const { kerasHistory } = value.config as { kerasHistory: TensorReference };
    return find(kerasHistory) ?? unresolved;
  }
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, find)] as const);
  return entries.some(([, item]) => item === unresolved) ? unresolved : Object.fromEntries(entries);
}

/** Keras's positional arguments are the inputs, one list of them or several; nulls among the named ones are defaults. */
function callLayer(layer: Layer, args: readonly unknown[], kwargs: CallArguments): readonly SymbolicTensor[] {
  const inputs = args.length === 1 ? args[0] : args;
  const given = Object.fromEntries(Object.entries(kwargs).filter(([, value]) => value !== null));
  return layer.applyAll(inputs as SymbolicTensor, given);
}

function isReference(value: unknown): value is TensorReference {
  return Array.isArray(value) && value.length === 3 && typeof value[0] === 'string' && typeof value[1] === 'number';
}

/** One reference, a list of them or a dictionary, as a list. */
function toReferences(value: unknown): TensorReference[] {
  if (isReference(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(toReferences);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(toReferences) : [];
}
