import { Registry, type Name, type SerializedObject } from '@argali/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { L1L2 } from './l1-l2.ts';
import { L1 } from './l1.ts';
import { L2 } from './l2.ts';
import { OrthogonalRegularizer } from './orthogonal-regularizer.ts';
import { Regularizer } from './regularizer.ts';

/** A plain function as a regularizer. */
export type RegularizerFunction = (x: Tensor) => Scalar;

/** Names of the regularizers; Keras's snake_case is understood too. */
export type RegularizerName = Name<'l1' | 'l2' | 'l1L2' | 'orthogonalRegularizer'>;

/** A regularizer by name, configuration, function or instance. */
export type RegularizerLike = RegularizerName | Regularizer | RegularizerFunction | SerializedObject;

class CustomRegularizer extends Regularizer {
  static override readonly className: string = 'CustomRegularizer';
  readonly #fn: RegularizerFunction;

  constructor(fn: RegularizerFunction) {
    super();
    this.#fn = fn;
  }

  override call(x: Tensor): Scalar {
    return this.#fn(x);
  }
}

export const regularizerRegistry: Registry<Regularizer> = /* @__PURE__ */ new Registry<Regularizer>(
  'regularizer',
  [L1, L1L2, L2, OrthogonalRegularizer],
  {
    fromFunction: (fn: RegularizerFunction) => new CustomRegularizer(fn),
  },
);

export function getRegularizer(identifier: RegularizerLike | null | undefined): Regularizer | null {
  return identifier == null ? null : regularizerRegistry.get(identifier);
}

export function serializeRegularizer(regularizer: Regularizer | null): SerializedObject | null {
  return regularizer && regularizerRegistry.serialize(regularizer);
}
