import { kernel_impls, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Values } from '../heap.ts';
import { areFloats, type Kernel, type KernelCall, type KernelTable } from '../kernel.ts';

const { nonMaxSuppressionV3Impl, nonMaxSuppressionV4Impl, nonMaxSuppressionV5Impl } = kernel_impls;

interface SuppressionAttrs {
  maxOutputSize: number;
  iouThreshold: number;
  scoreThreshold: number;
  padToMaxOutputSize: boolean;
  softNmsSigma: number;
}

type Suppression = KernelCall<Record<'boxes' | 'scores', TensorInfo>, SuppressionAttrs>;
type Given = [boxes: Values, scores: Values, maxOutputSize: number, iouThreshold: number, scoreThreshold: number];

/**
 * Boxes without those that overlap better ones, chosen in JavaScript: the addresses that tfjs's own kernels return are
 * negative above 2 GB, and they take no notice of a full heap.
 */
function suppression(
  choose: (given: Given, call: Suppression) => TensorInfo | TensorInfo[],
): Kernel<Suppression['inputs'], SuppressionAttrs> {
  return (call) => {
    const { boxes, scores } = call.inputs;
    const { maxOutputSize, iouThreshold, scoreThreshold } = call.attrs;
    if (!areFloats(boxes, scores)) return undefined;
    return choose([call.heap.read(boxes), call.heap.read(scores), maxOutputSize, iouThreshold, scoreThreshold], call);
  };
}

function written({ heap }: Suppression, indices: readonly number[]): TensorInfo {
  return heap.write([indices.length], 'int32', Int32Array.from(indices));
}

export const boxKernels: KernelTable = {
  NonMaxSuppressionV3: suppression((given, call) => written(call, nonMaxSuppressionV3Impl(...given).selectedIndices)),
  NonMaxSuppressionV4: suppression((given, call) => {
    const { selectedIndices, validOutputs = 0 } = nonMaxSuppressionV4Impl(...given, call.attrs.padToMaxOutputSize);
    return [written(call, selectedIndices), call.heap.write([], 'int32', Int32Array.of(validOutputs))];
  }),
  NonMaxSuppressionV5: suppression((given, call) => {
    const { selectedIndices, selectedScores = [] } = nonMaxSuppressionV5Impl(...given, call.attrs.softNmsSigma);
    const scores = call.heap.write([selectedScores.length], 'float32', Float32Array.from(selectedScores));
    return [written(call, selectedIndices), scores];
  }),
};
