import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';

/** [rows, columns] with the classes along the last axis. */
function rowsOf(tensor: TensorInfo): [rows: number, columns: number] {
  const columns = tensor.shape.at(-1) ?? 1;
  return [columns === 0 ? 0 : util.sizeFromShape(tensor.shape) / columns, columns];
}

const softmax: Kernel<{ logits: TensorInfo }, { dim: number }> = ({ inputs: { logits }, attrs: { dim }, heap }) => {
  const isLast = dim === -1 || dim === logits.shape.length - 1;
  if (!isLast || !areFloats(logits)) return undefined;
  const y = heap.output(logits.shape);
  heap.kernels.softmax(heap.pointer(logits), ...rowsOf(logits), heap.pointer(y));
  return y;
};

const logSoftmax: Kernel<{ logits: TensorInfo }, { axis: number }> = ({
  inputs: { logits },
  attrs: { axis },
  heap,
}) => {
  const isLast = axis === -1 || axis === logits.shape.length - 1;
  if (!isLast || !areFloats(logits)) return undefined;
  const y = heap.output(logits.shape);
  heap.kernels.logSoftmax(heap.pointer(logits), ...rowsOf(logits), heap.pointer(y));
  return y;
};

/** The gradient of softmax or its logarithm over the last axis, from the result y. */
function gradientOf(name: 'softmaxGradient' | 'logSoftmaxGradient'): Kernel<{ dy: TensorInfo; y: TensorInfo }> {
  return ({ inputs: { dy, y }, heap }) => {
    if (!areFloats(dy, y)) return undefined;
    const dx = heap.output(y.shape);
    heap.kernels[name](heap.pointer(y), heap.pointer(dy), ...rowsOf(y), heap.pointer(dx));
    return dx;
  };
}

interface Labelled {
  logits: TensorInfo;
  labels: TensorInfo;
}

function checkLabels({ logits, labels }: Labelled, sparse: boolean): void {
  const expected = sparse ? logits.shape.slice(0, 1) : logits.shape;
  if (logits.shape.length === 2 && util.arraysEqual(labels.shape, expected)) return;
  throw new Error(
    `${sparse ? 'SparseSoftmaxCrossEntropy' : 'SoftmaxCrossEntropy'}: expected logits [n, classes] and labels ` +
      `${sparse ? '[n]' : '[n, classes]'}. Received: [${logits.shape.join(', ')}] and [${labels.shape.join(', ')}]`,
  );
}

function lossAndProbabilities(heap: Heap, logits: TensorInfo): [TensorInfo, TensorInfo] {
  return [heap.output(logits.shape.slice(0, 1)), heap.output(logits.shape)];
}

/** 1 for class numbers stored as int32, 0 for float32. */
function isInteger(labels: TensorInfo): number {
  return labels.dtype === 'int32' ? 1 : 0;
}

function areClassNumbers({ dtype }: TensorInfo): boolean {
  return dtype === 'int32' || dtype === 'float32';
}

const crossEntropy: Kernel<Labelled> = ({ inputs, heap }) => {
  const { logits, labels } = inputs;
  if (!areFloats(logits, labels)) return undefined;
  checkLabels(inputs, false);
  const [loss, p] = lossAndProbabilities(heap, logits);
  heap.kernels.crossEntropy(
    heap.pointer(logits),
    heap.pointer(labels),
    ...rowsOf(logits),
    heap.pointer(loss),
    heap.pointer(p),
  );
  return [loss, p];
};

const sparseCrossEntropy: Kernel<Labelled> = ({ inputs, heap }) => {
  const { logits, labels } = inputs;
  if (!areFloats(logits) || !areClassNumbers(labels)) return undefined;
  checkLabels(inputs, true);
  const [loss, p] = lossAndProbabilities(heap, logits);
  const pointers = [heap.pointer(logits), heap.pointer(labels)] as const;
  heap.kernels.sparseCrossEntropy(
    ...pointers,
    isInteger(labels),
    ...rowsOf(logits),
    heap.pointer(loss),
    heap.pointer(p),
  );
  return [loss, p];
};

interface LossGradient {
  dy: TensorInfo;
  probabilities: TensorInfo;
  labels: TensorInfo;
}

const crossEntropyGrad: Kernel<LossGradient> = ({ inputs: { dy, probabilities, labels }, heap }) => {
  if (!areFloats(dy, probabilities, labels)) return undefined;
  const dx = heap.output(probabilities.shape);
  const pointers = [heap.pointer(dy), heap.pointer(probabilities), heap.pointer(labels)] as const;
  heap.kernels.crossEntropyGradient(...pointers, ...rowsOf(probabilities), heap.pointer(dx));
  return dx;
};

const sparseCrossEntropyGrad: Kernel<LossGradient> = ({ inputs: { dy, probabilities, labels }, heap }) => {
  if (!areFloats(dy, probabilities) || !areClassNumbers(labels)) return undefined;
  const dx = heap.output(probabilities.shape);
  const pointers = [heap.pointer(dy), heap.pointer(probabilities), heap.pointer(labels)] as const;
  heap.kernels.sparseCrossEntropyGradient(...pointers, isInteger(labels), ...rowsOf(probabilities), heap.pointer(dx));
  return dx;
};

export const lossKernels: KernelTable = {
  LogSoftmax: logSoftmax,
  LogSoftmaxGrad: gradientOf('logSoftmaxGradient'),
  Softmax: softmax,
  SoftmaxCrossEntropy: crossEntropy,
  SoftmaxCrossEntropyGrad: crossEntropyGrad,
  SoftmaxGrad: gradientOf('softmaxGradient'),
  SparseSoftmaxCrossEntropy: sparseCrossEntropy,
  SparseSoftmaxCrossEntropyGrad: sparseCrossEntropyGrad,
};
