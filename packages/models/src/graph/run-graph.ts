import { annotationTensors, StateError } from '@argali/core';
import { activeScope, withScope, type SymbolicTensor } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Graph } from './graph.ts';
import { mapArguments } from './map-symbols.ts';

/**
 * Calls every layer of the graph on the values of its inputs; returns the values of the outputs. Where no gradient is going
 * to ask for them, values are freed as soon as the last of their readers has run.
 */
export function runGraph(graph: Graph, inputs: readonly Tensor[]): Tensor[] {
  const frees = tf.engine().state.gradientDepth === 0;
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
  const spared = new Set<Tensor>(inputs);
  for (const [index, node] of graph.nodes.entries()) {
    const nodeInputs = node.inputs.map(valueOf);
    const [first] = nodeInputs;
    const args = mapArguments(node.args, valueOf);
    const call = (): Tensor[] => node.layer.applyAll(node.inputsAreList || !first ? nodeInputs : first, args);
    // Only an output's logits are of use to a loss; inside the graph they would keep activations from being fused.
    const isOutput = node.outputs.some((output) => outputs.has(output));
    const results = scope?.keepLogits && !isOutput ? withScope({ ...scope, keepLogits: false }, call) : call();
    node.outputs.forEach((symbolic, i) => {
      const value = results[i];
      if (value === undefined) return;
      values.set(symbolic, value);
      // A mask or logits may be the value of another call.
      for (const tensor of annotationTensors(value)) spared.add(tensor);
    });
    if (!frees) continue;
    // A layer of the caller's may hold on to what it was given, or gave, until another one is called.
    if (graph.ofCaller[index]) for (const tensor of [...nodeInputs, ...results]) spared.add(tensor);
    free(graph.lastRead[index] ?? [], values, spared);
  }
  return graph.outputs.map(valueOf);
}

/** Frees values that nobody reads any more; not those that have to be spared, or that somebody keeps. */
function free(
  symbols: readonly SymbolicTensor[],
  values: Map<SymbolicTensor, Tensor>,
  spared: ReadonlySet<Tensor>,
): void {
  for (const symbolic of symbols) {
    const value = values.get(symbolic);
    values.delete(symbolic);
    if (value !== undefined && !spared.has(value) && !value.kept) value.dispose();
  }
}
