import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';
import { transposed } from './copy.ts';
import { multiply } from './mat-mul.ts';
import { reduced } from './reduction.ts';

/** A tensor with a letter for each axis. */
interface Lettered {
  tensor: TensorInfo;
  letters: string[];
}

/** Takes intermediate results back when the kernel is done. */
class Intermediates {
  private readonly tensors: TensorInfo[] = [];
  private readonly heap: Heap;

  constructor(heap: Heap) {
    this.heap = heap;
  }

  keep(tensor: TensorInfo): TensorInfo {
    this.tensors.push(tensor);
    return tensor;
  }

  release(): void {
    for (const tensor of this.tensors) this.heap.release(tensor);
  }
}

/** Adds up the axes whose letters are not wanted. */
function sumOut(heap: Heap, { tensor, letters }: Lettered, wanted: readonly string[]): Lettered {
  const axes = [...letters.keys()].filter((axis) => !wanted.includes(letters[axis] ?? ''));
  const rest = letters.filter((letter) => wanted.includes(letter));
  return { tensor: reduced(heap, 'reduceSum', { x: tensor, axes }), letters: rest };
}

/** Puts the axes into the order of these letters. */
function arrange(heap: Heap, { tensor, letters }: Lettered, order: readonly string[]): TensorInfo {
  return transposed(
    heap,
    tensor,
    order.map((letter) => letters.indexOf(letter)),
  );
}

function sizeOf(letters: readonly string[], sizes: ReadonlyMap<string, number>): number {
  return letters.reduce((product, letter) => product * (sizes.get(letter) ?? 1), 1);
}

/**
 * A product of two tensors as one batched matrix product: letters of both that stay are the batch, letters of both that
 * vanish are summed over, the others are rows and columns.
 */
function contract(
  heap: Heap,
  [a, b]: [Lettered, Lettered],
  { output, sizes }: { output: string[]; sizes: Map<string, number> },
): TensorInfo {
  const kept = new Intermediates(heap);
  const left = sumOut(heap, a, [...b.letters, ...output]);
  const right = sumOut(heap, b, [...a.letters, ...output]);
  kept.keep(left.tensor);
  kept.keep(right.tensor);
  const batch = left.letters.filter((letter) => right.letters.includes(letter) && output.includes(letter));
  const inner = left.letters.filter((letter) => right.letters.includes(letter) && !output.includes(letter));
  const rows = left.letters.filter((letter) => !right.letters.includes(letter));
  const columns = right.letters.filter((letter) => !left.letters.includes(letter));
  const [batchSize, m, k, n] = [batch, rows, inner, columns].map((letters) => sizeOf(letters, sizes));
  const shaped = (tensor: TensorInfo, shape: (number | undefined)[]): TensorInfo => ({
    ...tensor,
    shape: shape.map((size) => size ?? 1),
  });
  const x = kept.keep(arrange(heap, left, [...batch, ...rows, ...inner]));
  const y = kept.keep(arrange(heap, right, [...batch, ...inner, ...columns]));
  const product = kept.keep(
    multiply(heap, {
      a: shaped(x, [batchSize, m, k]),
      b: shaped(y, [batchSize, k, n]),
      transposeA: false,
      transposeB: false,
    }),
  );
  const letters = [...batch, ...rows, ...columns];
  const shape = letters.map((letter) => sizes.get(letter) ?? 1);
  const result = arrange(heap, { tensor: { ...product, shape }, letters }, output);
  kept.release();
  return result;
}

/** Einstein summation of one or two tensors without repeated letters in one of them; with other equations it refuses. */
const einsum: Kernel<TensorInfo[], { equation: string }> = ({ inputs, attrs: { equation }, heap }) => {
  const [terms = '', outputTerm = ''] = equation.replaceAll(' ', '').split('->');
  const lettered = terms.split(',').map((term, i): Lettered => ({
    tensor: inputs[i] ?? { dataId: {}, shape: [], dtype: 'float32' },
    letters: Array.from(term),
  }));
  const output = Array.from(outputTerm);
  const sizes = new Map<string, number>();
  for (const { tensor, letters } of lettered) {
    const fits = letters.length === tensor.shape.length && new Set(letters).size === letters.length;
    letters.forEach((letter, axis) => {
      const size = tensor.shape[axis] ?? 1;
      if (!fits || (sizes.get(letter) ?? size) !== size) throw unsuitable(equation, inputs);
      sizes.set(letter, size);
    });
  }
  const known =
    lettered.length === inputs.length && output.every((letter) => sizes.has(letter)) && areFloats(...inputs);
  const [a, b, ...more] = lettered;
  if (!known || a === undefined || more.length > 0 || !equation.includes('->')) throw unsuitable(equation, inputs);
  if (b !== undefined) return contract(heap, [a, b], { output, sizes });
  const sum = sumOut(heap, a, output);
  const result = arrange(heap, sum, output);
  heap.release(sum.tensor);
  return result;
};

function unsuitable(equation: string, inputs: TensorInfo[]): Error {
  return new Error(
    'Einsum: expected an equation such as `abc,cd->abd` over one or two float32 tensors, each letter once a tensor and of one size. ' +
      `Received: ${equation} with ${inputs.map(({ shape, dtype }) => `${dtype}[${shape.join(', ')}]`).join(', ')}`,
  );
}

export const einsumKernels: KernelTable = { Einsum: einsum };
