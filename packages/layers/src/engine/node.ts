import type { CallArguments } from './call-context.ts';
import type { Layer } from './layer.ts';
import { isSymbolic, type SymbolicTensor } from './symbolic-tensor.ts';

/** One call of a layer on symbolic tensors: an edge bundle of the graph. */
export interface Node {
  layer: Layer;
  /** The symbolic tensors the layer was called on, in order; none for an input. */
  inputs: readonly SymbolicTensor[];
  /** Whether the call was given an array of inputs, so that running the graph gives the layer an array again. */
  inputsAreList: boolean;
  /** The call's further arguments; symbolic tensors among them are parents too. */
  args: CallArguments;
  outputs: readonly SymbolicTensor[];
}

/** Every symbolic tensor that a node needs: its inputs, then those among its arguments. */
export function parentsOf(node: Node): SymbolicTensor[] {
  return [...node.inputs, ...Object.values(node.args).flatMap(symbolicIn)];
}

function symbolicIn(value: unknown): SymbolicTensor[] {
  if (isSymbolic(value)) return [value];
  return Array.isArray(value) ? value.flatMap(symbolicIn) : [];
}
