import { annotate, annotationOf, annotationTensors } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { StepResult } from './step.ts';

/** A result with places in a list of tensors instead of the tensors. */
export interface ResultLayout {
  gradients: readonly (number | null)[];
  yPred: readonly number[];
  total: number;
  parts: readonly number[];
  /** What went with the predictions, which the training step takes from them. */
  annotations: readonly AnnotationLayout[];
}

interface AnnotationLayout {
  mask: number | null;
  logits: { activation: 'softmax' | 'sigmoid'; tensor: number } | null;
}

/** Every tensor of a result, once. */
export function tensorsOfResult({ gradients, yPred, total, parts }: StepResult): Tensor[] {
  const computed = gradients.filter((gradient) => gradient !== null);
  return [...new Set([...computed, ...yPred, ...yPred.flatMap(annotationTensors), total, ...parts])];
}

/** A result whose tensors are these. */
export function resultOf(tensors: readonly Tensor[], layout: ResultLayout): StepResult {
  const { gradients, yPred, total, parts, annotations } = layout;
  return {
    gradients: gradients.map((place) => (place === null ? null : at(tensors, place))),
    yPred: yPred.map((place, i) => annotated(at(tensors, place), annotations[i], tensors)),
    total: at(tensors, total),
    parts: parts.map((place) => at(tensors, place)),
  };
}

function at(tensors: readonly Tensor[], place: number): Tensor {
  return tensors[place] ?? missing();
}

function missing(): never {
  throw new Error('a recording gave fewer results than were recorded');
}

/** `output` with what went with the tensor in whose place it is. */
function annotated(output: Tensor, layout: AnnotationLayout | undefined, tensors: readonly Tensor[]): Tensor {
  const { mask = null, logits = null } = layout ?? {};
  if (mask !== null) annotate(output, { mask: at(tensors, mask) });
  if (logits !== null) annotate(output, { logits: { ...logits, tensor: at(tensors, logits.tensor) } });
  return output;
}

/** Where the tensors of a result are in {@link tensorsOfResult}. */
export function layoutOf(result: StepResult): ResultLayout {
  const places = new Map(tensorsOfResult(result).map((tensor, i) => [tensor, i]));
  const placeOf = (tensor: Tensor): number => places.get(tensor) ?? missing();
  const { gradients, yPred, total, parts } = result;
  return {
    gradients: gradients.map((gradient) => gradient && placeOf(gradient)),
    yPred: yPred.map(placeOf),
    total: placeOf(total),
    parts: parts.map(placeOf),
    annotations: yPred.map(annotationOf).map(({ mask, logits }) => ({
      mask: mask ? placeOf(mask) : null,
      logits: logits ? { ...logits, tensor: placeOf(logits.tensor) } : null,
    })),
  };
}
