import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';

/** A point of a random stream: the numbers depend on seed and step (unsigned 32-bit integers) alone. */
interface Stream {
  seed: number;
  step: number;
}

interface Choice extends Stream {
  rate: number;
  low: number;
  high: number;
}

/** `low` with probability `rate`, else `high`, times x where there is one. */
function choose(heap: Heap, x: TensorInfo | undefined, { shape, ...choice }: Choice & { shape: number[] }): TensorInfo {
  const { rate, low, high, seed, step } = choice;
  const y = heap.output(shape);
  const limit = Math.min(Math.ceil(rate * 2 ** 32), 2 ** 32 - 1);
  const from = x === undefined ? 0 : heap.pointer(x);
  const [count, to, scratch] = [util.sizeFromShape(shape), heap.pointer(y), heap.scratch(64)];
  heap.performAt({ seed, step }, ({ seed, step }) => {
    heap.kernels.randomChoice(from, count, seed, step, limit, low, high, to, scratch);
  });
  return y;
}

/** A tensor of random choices, without inputs. */
const randomChoice: Kernel<object, Choice & { shape: number[] }> = ({ attrs, heap }) => choose(heap, undefined, attrs);

/** x / (1 - rate), or 0 with probability `rate`. With the same stream it is its own gradient: dx = Dropout(dy). */
const dropout: Kernel<{ x: TensorInfo }, Stream & { rate: number }> = ({ inputs: { x }, attrs, heap }) => {
  if (!areFloats(x)) return undefined;
  const { rate, seed, step } = attrs;
  return choose(heap, x, { rate, low: 0, high: rate < 1 ? 1 / (1 - rate) : 0, seed, step, shape: x.shape });
};

interface Drawn extends Stream {
  shape: number[];
  /** The values for a point: as many as the shape takes, and nothing else but the point may decide on them. */
  draw: (point: Stream) => Float32Array;
}

/** Numbers that JavaScript draws, anew for the point of each time that a step is repeated. */
const randomValues: Kernel<object, Drawn> = ({ attrs: { shape, draw, seed, step }, heap }) => {
  const y = heap.output(shape);
  const [at, count] = [heap.pointer(y), util.sizeFromShape(shape)];
  heap.performAt({ seed, step }, (point) => heap.view(at, 'float32', count).set(draw(point)));
  return y;
};

export const randomKernels: KernelTable = { Dropout: dropout, RandomChoice: randomChoice, RandomValues: randomValues };
