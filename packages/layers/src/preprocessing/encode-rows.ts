import { type Name, type Shape } from '@argali/core';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { checkName } from '../engine/arguments.ts';

/** How indices come out: as they are, or as rows with a place for each. */
export type OutputMode = 'int' | 'oneHot' | 'multiHot' | 'count' | 'tfIdf';
export type OutputModeName<Modes extends OutputMode = OutputMode> = Name<Modes>;

/** Reads an output mode, in any spelling; also those of old Keras. */
export function checkOutputMode<Modes extends OutputMode>(
  value: unknown,
  { owner, choices }: { owner: string; choices: readonly Modes[] },
): Modes {
  const current = value === 'binary' ? 'multiHot' : value === 'tf-idf' ? 'tfIdf' : value;
  return checkName(current, { owner, name: 'outputMode', choices });
}

export interface RowEncoding {
  mode: Exclude<OutputMode, 'int'>;
  depth: number;
  /** What each index adds; with `tfIdf`, by index. */
  weights?: ArrayLike<number> | null;
}

/** The shape of what {@link encode} makes of indices of a shape. */
export function encodedShape(shape: Shape, mode: OutputMode, depth: number | null): Shape {
  if (mode === 'int') return shape;
  if (mode === 'oneHot') return [...(shape.length > 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape), depth];
  return [...shape.slice(0, -1), depth];
}

/**
 * Rows with a place for each index: of every index by itself (`oneHot`; a last axis of size 1 is replaced), or of all along
 * the last axis together. Indices below zero leave no trace. `[…, n]` → `[…, depth]`, or `[…, n, depth]`.
 */
export function encode(indices: ArrayLike<number>, shape: readonly number[], encoding: RowEncoding): Tensor {
  const { mode, depth } = encoding;
  const perRow = mode === 'oneHot' ? 1 : (shape.at(-1) ?? 1);
  const count =
    perRow === 0 ? shape.slice(0, -1).reduce((product, size) => product * size, 1) : indices.length / perRow;
  const rows = Array.from({ length: count }, (_, row) =>
    Array.from({ length: perRow }, (_, i) => indices[row * perRow + i] ?? -1),
  );
  return tensor(encodeRows(rows, encoding), encodedShape(shape, mode, depth) as number[]);
}

/** One row of `depth` places for each list of indices. */
export function encodeRows(lists: readonly (readonly number[])[], { mode, depth, weights }: RowEncoding): Float32Array {
  const rows = new Float32Array(lists.length * depth);
  let position = 0;
  lists.forEach((list, row) => {
    for (const index of list) {
      const at = position++;
      if (index < 0) continue;
      const place = row * depth + index;
      if (mode === 'count') rows[place] = (rows[place] ?? 0) + (weights?.[at] ?? 1);
      else if (mode === 'tfIdf') rows[place] = (rows[place] ?? 0) + (weights?.[index] ?? 0);
      else rows[place] = 1;
    }
  });
  return rows;
}
