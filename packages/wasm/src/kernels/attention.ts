import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';

/*
 * softmax(scale · query · keyᵀ) · value for each head: query [batch, queries, heads, keySize], key [batch, keys, keyHeads,
 * keySize], value [batch, keys, keyHeads, valueSize], where each head of keys serves heads / keyHeads neighbouring heads of
 * queries. The mask, bool and of a shape that broadcasts over the weights [batch, heads, queries, keys], says what counts.
 */

interface Heads {
  query: TensorInfo;
  key: TensorInfo;
  value: TensorInfo;
  mask?: TensorInfo;
}

interface Attributes {
  scale: number;
  /** Whether a query that sees nothing gets zeros rather than the mean of all values. */
  clear?: boolean;
}

interface Sizes {
  batch: number;
  queries: number;
  keys: number;
  heads: number;
  keyHeads: number;
  keySize: number;
  valueSize: number;
}

/** Throws unless the shapes fit together. */
function sizesOf({ query, key, value, mask }: Heads): Sizes {
  const [batch = 0, queries = 0, heads = 0, keySize = 0] = query.shape;
  const [, keys = 0, keyHeads = 0, valueSize = 0] = value.shape;
  const weights = [batch, heads, queries, keys];
  const fits =
    [query, key, value].every(({ shape }) => shape.length === 4) &&
    util.arraysEqual(key.shape, [batch, keys, keyHeads, keySize]) &&
    value.shape[0] === batch &&
    heads % keyHeads === 0 &&
    (mask === undefined ||
      (mask.dtype === 'bool' &&
        mask.shape.length === 4 &&
        mask.shape.every((size, axis) => size === 1 || size === weights[axis])));
  if (fits) return { batch, queries, keys, heads, keyHeads, keySize, valueSize };
  const received = Object.entries({ query, key, value, mask })
    .filter(([, tensor]) => tensor !== undefined)
    .map(([name, tensor]) => `${name} ${tensor?.dtype ?? ''}[${tensor?.shape.join(', ') ?? ''}]`);
  throw new Error(
    'Attention: expected query [batch, queries, heads, size], key [batch, keys, keyHeads, size], value [batch, keys, keyHeads, …] ' +
      `and a mask, bool, that broadcasts over [batch, heads, queries, keys]. Received: ${received.join(', ')}`,
  );
}

/** Distances in bytes along the mask's axes, 0 where it is repeated. */
function maskStrides(mask: TensorInfo | undefined): number[] {
  const shape = mask?.shape ?? [1, 1, 1, 1];
  const strides = shape.map((_, axis) => util.sizeFromShape(shape.slice(axis + 1)));
  return strides.map((stride, axis) => (shape[axis] === 1 ? 0 : stride));
}

const tensorFields = ['query', 'key', 'value', 'weights', 'output', 'dOutput', 'dQuery', 'dKey', 'dValue'] as const;

type Tensors = Partial<Record<(typeof tensorFields)[number], TensorInfo>>;

/** Writes the class `Attention` of assembly/attention.ts and returns its address. */
function describe(heap: Heap, heads: Heads, { clear, ...tensors }: Tensors & { clear: boolean }): number {
  const { batch, queries, keys, heads: count, keyHeads, keySize, valueSize } = sizesOf(heads);
  const scratch = heap.scratch(heap.kernels.attentionScratch(queries, keys, Math.max(keySize, valueSize)));
  const all: Tensors = { ...heads, ...tensors };
  const pointers = tensorFields.map((field) => {
    const tensor = all[field];
    return tensor === undefined ? 0 : heap.pointer(tensor);
  });
  const mask = [heads.mask === undefined ? 0 : heap.pointer(heads.mask), ...maskStrides(heads.mask), Number(clear)];
  return heap.integers([batch, queries, keys, count, keyHeads, keySize, valueSize, ...mask, ...pointers, scratch]);
}

/** [output, weights]: [batch, queries, heads, valueSize] and [batch, heads, queries, keys]. */
const attention: Kernel<Heads, Attributes> = ({ inputs, attrs: { scale, clear = false }, heap }) => {
  if (!areFloats(inputs.query, inputs.key, inputs.value)) return undefined;
  const { batch, queries, keys, heads, valueSize } = sizesOf(inputs);
  const output = heap.output([batch, queries, heads, valueSize]);
  const weights = heap.output([batch, heads, queries, keys]);
  heap.kernels.attentionForward(describe(heap, inputs, { output, weights, clear }), scale);
  return [output, weights];
};

/** [dQuery, dKey, dValue]. */
const attentionGrad: Kernel<Heads & { weights: TensorInfo; dOutput: TensorInfo }, Attributes> = ({
  inputs,
  attrs: { scale, clear = false },
  heap,
}) => {
  const { query, key, value, weights, dOutput } = inputs;
  if (!areFloats(query, key, value, weights, dOutput)) return undefined;
  const [dQuery, dKey, dValue] = [heap.output(query.shape), heap.output(key.shape), heap.output(value.shape)];
  const gradients = { weights, dOutput, dQuery, dKey, dValue };
  heap.kernels.attentionBackward(describe(heap, inputs, { ...gradients, clear }), scale);
  return [dQuery, dKey, dValue];
};

export const attentionKernels: KernelTable = { Attention: attention, AttentionGrad: attentionGrad };
