import { formatShape, type Shape, uniqueName } from '@argali/core';
import type { DataType } from '@tensorflow/tfjs-core';
import type { Node } from './node.ts';

/** Where a symbolic tensor comes from: an output of one call of one layer. */
export interface History {
  node: Node;
  /** Which of the call's outputs this is. */
  tensorIndex: number;
}

/**
 * A tensor that has a shape but no values yet: what {@link Input} returns and what layers make of it, from which
 * `new Model({ inputs, outputs })` reads the graph. Keras's KerasTensor.
 */
export class SymbolicTensor {
  readonly shape: Shape;
  readonly dtype: DataType;
  readonly name: string;
  /** Set by the call that makes this tensor. */
  history: History | null = null;

  constructor(shape: Shape, dtype: DataType = 'float32', name: string = uniqueName('symbolic_tensor')) {
    this.shape = shape;
    this.dtype = dtype;
    this.name = name;
  }

  toString(): string {
    return `<SymbolicTensor shape=${formatShape(this.shape)}, dtype=${this.dtype}, name=${this.name}>`;
  }
}

export function isSymbolic(value: unknown): value is SymbolicTensor {
  return value instanceof SymbolicTensor;
}
