import { util, type Tensor } from '@tensorflow/tfjs-core';
import type { Batch } from './batches.ts';

export type TensorShape = Pick<Tensor, 'dtype' | 'shape'>;

/** Shapes and types of all tensors of a batch. */
export function shapesOf({ x, y, sampleWeights }: Batch): (TensorShape | null)[] {
  return [...x, ...y, ...sampleWeights].map((tensor) => tensor && { dtype: tensor.dtype, shape: [...tensor.shape] });
}

/** Whether the tensors of a batch have these shapes. */
export function fits(shapes: readonly (TensorShape | null)[], { x, y, sampleWeights }: Batch): boolean {
  let i = 0;
  for (const tensors of [x, y, sampleWeights])
    for (const tensor of tensors) {
      const expected = shapes[i++];
      if (expected === undefined || (expected === null) !== (tensor === null)) return false;
      if (expected === null || tensor === null) continue;
      if (tensor.dtype !== expected.dtype || !util.arraysEqual(tensor.shape, expected.shape)) return false;
    }
  return i === shapes.length;
}

export function tensorsOfBatch({ x, y, sampleWeights }: Batch): Tensor[] {
  return [...x, ...y, ...sampleWeights.filter((weights) => weights !== null)];
}

/** The batch with other tensors, in the order of {@link tensorsOfBatch}. */
export function withTensors({ x, y, sampleWeights, size }: Batch, tensors: readonly Tensor[]): Batch {
  const rest = tensors.values();
  const next = (): Tensor => {
    const { value, done } = rest.next();
    if (done) throw new Error('a batch has more tensors than were recorded');
    return value;
  };
  return {
    x: x.map(next),
    y: y.map(next),
    sampleWeights: sampleWeights.map((weights) => weights && next()),
    size,
  };
}
