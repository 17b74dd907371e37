import { isTensor } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A mask for each input of a layer that takes several. */
export type Masks = Tensor | null | readonly (Tensor | null)[];

/** What a caller may pass to `layer.apply` beside the inputs. Layers with more arguments extend it. */
export interface CallArguments {
  /** Whether to behave as in training (dropout on, batch statistics). By default as the enclosing call, else `false`. */
  training?: boolean | null;
  /** Which entries count; by default the masks attached to the inputs. */
  mask?: Masks;
  [argument: string]: unknown;
}

/** What a layer's `call` is given: the caller's arguments, completed. */
export interface CallContext extends CallArguments {
  training: boolean;
  /** The mask of the input (an array of masks for an array of inputs), or `null`. */
  mask: Masks;
}

/** The mask of a layer that takes one input. */
export function singleMask({ mask }: CallContext): Tensor | null {
  return isTensor(mask) ? mask : null;
}

/** What calls running inside one another share. */
export interface Scope {
  /** By default as each layer has it. */
  training?: boolean;
  /** Collects the losses that layers add; without it they are not computed. */
  losses?: Tensor[];
  /** Whether softmax and sigmoid outputs keep their logits, for a cross-entropy to use. */
  keepLogits?: boolean;
  /** The outermost layer whose call is running. */
  root?: object;
}

let active: Scope | null = null;

/** The scope of the call that is running, if there is one. */
export function activeScope(): Scope | null {
  return active;
}

/** Runs `f` with `scope` as the one that layer calls inside it see. */
export function withScope<T>(scope: Scope, f: () => T): T {
  const outer = active;
  active = scope;
  try {
    return f();
  } finally {
    active = outer;
  }
}
