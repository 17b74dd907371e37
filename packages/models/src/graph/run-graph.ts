import { StateError } from '@argali/core';
import { activeScope, isSymbolic, withScope, type CallArguments, type SymbolicTensor } from '@argali/layers';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Graph } from './graph.ts';

/** Calls every layer of the graph on the values of its inputs; returns the values of the outputs. */
export function runGraph(graph: Graph, inputs: readonly Tensor[]): Tensor[] {
  const values = new Map<SymbolicTensor, Tensor>();
  graph.inputs.forEach((symbolic, i) => {
    const value = inputs[i];
    if (value) values.set(symbolic, value);
  });
  const valueOf = (symbolic: SymbolicTensor): Tensor => {
    const value = values.get(symbolic);
    if (value === undefined) throw new StateError(`No value was computed for ${symbolic.toString()}`);
    return value;
  };
  const outputs = new Set(graph.outputs);
  const scope = activeScope();
  for (const node of graph.nodes) {
    const nodeInputs = node.inputs.map(valueOf);
    const [first] = nodeInputs;
    const args = withValues(node.args, valueOf);
    const call = (): Tensor[] => node.layer.applyAll(node.inputsAreList || !first ? nodeInputs : first, args);
    // Only an output's logits are of use to a loss; inside the graph they would keep activations from being fused.
    const isOutput = node.outputs.some((output) => outputs.has(output));
    const results = scope?.keepLogits && !isOutput ? withScope({ ...scope, keepLogits: false }, call) : call();
    node.outputs.forEach((symbolic, i) => {
      const value = results[i];
      if (value) values.set(symbolic, value);
    });
  }
  return graph.outputs.map(valueOf);
}

/** The arguments of a call, with symbolic tensors replaced by their values. */
function withValues(args: CallArguments, valueOf: (symbolic: SymbolicTensor) => Tensor): CallArguments {
  const replace = (value: unknown): unknown => {
    if (isSymbolic(value)) return valueOf(value);
    return Array.isArray(value) ? value.map(replace) : value;
  };
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, replace(value)]));
}
