import { annotationTensors, formatShape, invalidArgument, isTensor, ShapeError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { activeScope, type Masks } from './call-context.ts';
import type { SymbolicTensor } from './symbolic-tensor.ts';

/** `tf.tidy` for layer outputs: what the outputs carry (masks, logits) and losses added on the way live on with them. */
export function tidyOutputs(f: () => Tensor[]): Tensor[] {
  let outputs: Tensor[] = [];
  tf.tidy(() => {
    const losses = activeScope()?.losses;
    const before = losses?.length ?? 0;
    outputs = f();
    return [...outputs, ...outputs.flatMap(annotationTensors), ...(losses?.slice(before) ?? [])];
  });
  return outputs;
}

/**
 * Whether a call has tensors beside its inputs and masks, such as initial states. Then a layer of one input does not see the
 * mask that is attached to it, as in Keras; the output carries it all the same.
 */
export function holdsTensors(value: unknown): boolean {
  if (isTensor(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsTensors);
}

/** Throws an `ArgumentError` unless `args` are arguments that every layer can be called with. */
export function checkArguments(args: unknown, owner: string): void {
  if (typeof args !== 'object' || args === null || Array.isArray(args))
    throw invalidArgument({ owner, name: 'args' }, 'an object of call arguments', args);
  const { mask = null } = args as { mask?: unknown };
  if (mask === null || isTensor(mask)) return;
  const isMasks = Array.isArray(mask) && mask.every((entry) => entry == null || isTensor(entry));
  if (!isMasks) throw invalidArgument({ owner, name: 'mask' }, 'a tensor, an array of tensors or null', mask);
}

/** An error of tfjs or JavaScript with the layer and its inputs named; one that says more by itself as it is. */
export function explained(error: unknown, owner: string, inputs: readonly (Tensor | SymbolicTensor)[]): unknown {
  const isPlain = error instanceof Error && ['Error', 'TypeError', 'RangeError'].includes(error.name);
  if (!isPlain) return error;
  const shapes = inputs.map(({ shape, dtype }) => `${formatShape(shape)} of ${dtype}`).join(', ');
  return new ShapeError(`${owner}: expected inputs that its call can work on. Received: ${shapes}. ${error.message}`, {
    cause: error,
  });
}

export function toList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** The inverse of {@link toList}: one by itself. */
export function oneOrList<T>(list: T[]): T | T[] {
  const [first, ...others] = list;
  return first !== undefined && others.length === 0 ? first : list;
}

export function isMaskList(mask: Masks): mask is readonly (Tensor | null)[] {
  return Array.isArray(mask);
}
