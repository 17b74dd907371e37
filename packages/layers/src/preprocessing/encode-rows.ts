import { sizeOf, type Name, type Shape } from '@argali/core';
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
  return [...(shape.length > 2 ? [shape[0] ?? null, ...shape.slice(2)] : shape.slice(0, -1)), depth];
}

/**
 * Rows with a place for each index: of every index by itself (`oneHot`; a last axis of size 1 is replaced), or of all along
 * the axis after the batch's together, in the order of Keras. Indices below zero leave no trace. `[batch, n, …]` →
 * `[batch, …, depth]`, `[n]` → `[depth]`; or `[…, n]` → `[…, n, depth]`.
 */
export function encode(indices: ArrayLike<number>, shape: readonly number[], encoding: RowEncoding): Tensor {
  const { mode, depth, weights = null } = encoding;
  const [batch, perRow, ...rest] =
    mode === 'oneHot' ? [indices.length, 1] : shape.length < 2 ? [1, shape[0] ?? 1] : (shape as [number, number]);
  const inner = sizeOf(rest);
  const places = Array.from({ length: batch * inner }, (_, row) =>
    Array.from({ length: perRow }, (_, i) => (Math.floor(row / inner) * perRow + i) * inner + (row % inner)),
  );
  const rows = encodeRows(
    places.map((row) => row.map((place) => indices[place] ?? -1)),
    { mode, depth, weights: weights && mode === 'count' ? places.flat().map((place) => weights[place] ?? 1) : weights },
  );
  return tensor(rows, encodedShape(shape, mode, depth) as number[]);
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
