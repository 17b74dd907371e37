import type { Shape } from '@argali/core';
import type { GoldenCase, GoldenNumber, GoldenObject, GoldenTensor } from './golden.ts';

export interface GoldenWeight {
  path: string;
  /** Absent of a weight that a call changed. */
  trainable?: boolean;
  value: GoldenTensor;
}

interface ExtraCall {
  reset_before: boolean;
  inputs: GoldenTensor[];
  outputs: GoldenTensor[];
}

interface Gradients {
  cotangents: GoldenTensor[];
  /** `null` for an input of integers. */
  inputs: (GoldenTensor | null)[];
  /** `null` for a weight that is not trainable. */
  weights: (GoldenTensor | null)[];
  initial_state?: GoldenTensor[];
  states?: GoldenTensor[];
}

export interface LayerCase extends GoldenCase, GoldenObject {
  /** One tensor, a list of them, or arguments of their own. */
  input_style: 'single' | 'list' | 'args';
  call_kwargs: Record<string, unknown>;
  inputs: GoldenTensor[];
  /** Masks attached to the inputs. */
  input_masks?: (GoldenTensor | null)[];
  adapt?: GoldenTensor;
  vocabulary_after?: unknown[];
  bin_boundaries_after_adapt?: GoldenTensor;
  weights: GoldenWeight[];
  outputs: GoldenTensor[];
  /** With `null` for the batch; a list of shapes for several outputs; `'error'` where Keras cannot tell. */
  output_shape?: Shape | Shape[] | 'error' | null;
  output_mask?: (GoldenTensor | null)[];
  losses?: GoldenNumber;
  losses_list?: GoldenNumber[];
  updated_weights?: GoldenWeight[];
  grads?: Gradients;
  extra_calls?: ExtraCall[];
}
