import { ArgumentError, isFromLibrary } from '@argali/core';
import { parentsOf, withSublayers, type Layer, type Node, type SymbolicTensor } from '@argali/layers';

/** What leads from a model's inputs to its outputs. */
export interface Graph {
  inputs: readonly SymbolicTensor[];
  outputs: readonly SymbolicTensor[];
  /** The calls to make, each after those it needs. */
  nodes: readonly Node[];
  /** What nobody reads any more after each of these calls, in their order. */
  lastRead: readonly (readonly SymbolicTensor[])[];
  /** Whether the layer of each call, or one inside it, is of a class of the caller's. */
  ofCaller: readonly boolean[];
  /** Every layer once, those of the inputs too, far from the output first: the order of Keras's `model.layers`. */
  layers: readonly Layer[];
}

/** Finds every call between `inputs` and `outputs`. Throws an `ArgumentError` if an output needs anything else. */
export function traceGraph(
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
  owner: string,
): Graph {
  const given = new Set(inputs);
  const finished = new Set<Node>();
  const order: Node[] = [];
  const layerIndices = new Map<Layer, number>();

  const visit = (tensor: SymbolicTensor): void => {
    const { history } = tensor;
    if (history === null) throw unreachable(tensor, owner);
    const { node } = history;
    if (finished.has(node)) return;
    finished.add(node);
    if (!layerIndices.has(node.layer)) layerIndices.set(node.layer, layerIndices.size);
    if (!given.has(tensor)) {
      const parents = parentsOf(node);
      if (parents.length === 0) throw unreachable(tensor, owner);
      parents.forEach(visit);
    }
    order.push(node);
  };
  outputs.forEach(visit);
  for (const { history } of inputs)
    if (history && !layerIndices.has(history.node.layer)) layerIndices.set(history.node.layer, -1);

  const inputNodes = new Set(inputs.map((input) => input.history?.node));
  const nodes = order.filter((node) => !inputNodes.has(node));
  return {
    inputs,
    outputs,
    nodes,
    lastRead: lastReads(nodes, outputs),
    ofCaller: nodes.map(({ layer }) => isOfCaller(layer)),
    layers: layersByDepth(order, layerIndices),
  };
}

function isOfCaller(layer: Layer): boolean {
  return ![...withSublayers(layer)].every(isFromLibrary);
}

/** What each call makes or reads as the last one, if it is no output. */
function lastReads(nodes: readonly Node[], outputs: readonly SymbolicTensor[]): SymbolicTensor[][] {
  const last = new Map<SymbolicTensor, number>();
  nodes.forEach((node, i) => {
    for (const tensor of [...node.outputs, ...parentsOf(node)]) last.set(tensor, i);
  });
  const reads = nodes.map((): SymbolicTensor[] => []);
  for (const [tensor, i] of last) if (!outputs.includes(tensor)) reads[i]?.push(tensor);
  return reads;
}

/** Layers by their longest way to an output, farthest first; layers equally far in the order of `indices`. */
function layersByDepth(order: readonly Node[], indices: ReadonlyMap<Layer, number>): Layer[] {
  const nodeDepths = new Map<Node, number>();
  const layerDepths = new Map<Layer, number>([...indices.keys()].map((layer) => [layer, 0]));
  for (const node of order.toReversed()) {
    const depth = Math.max(nodeDepths.get(node) ?? 0, layerDepths.get(node.layer) ?? 0);
    layerDepths.set(node.layer, depth);
    nodeDepths.set(node, depth);
    for (const { history } of parentsOf(node))
      if (history) nodeDepths.set(history.node, Math.max(depth + 1, nodeDepths.get(history.node) ?? 0));
  }
  const depthOf = (layer: Layer): number => layerDepths.get(layer) ?? 0;
  const indexOf = (layer: Layer): number => indices.get(layer) ?? 0;
  return [...indices.keys()].sort((a, b) => depthOf(b) - depthOf(a) || indexOf(a) - indexOf(b));
}

function unreachable(tensor: SymbolicTensor, owner: string): ArgumentError {
  const layer = tensor.history?.node.layer.describe() ?? tensor.toString();
  return new ArgumentError(
    `${owner}: the graph is disconnected: the outputs depend on ${layer}, which cannot be reached from \`inputs\``,
  );
}
