import { Registry, type Name, type SerializedObject } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Constraint } from './constraint.ts';
import { MaxNorm } from './max-norm.ts';
import { MinMaxNorm } from './min-max-norm.ts';
import { NonNeg } from './non-neg.ts';
import { UnitNorm } from './unit-norm.ts';

/** A plain function as a constraint. */
export type ConstraintFunction = (x: Tensor) => Tensor;

/** Names of the constraints; Keras's snake_case is understood too. */
export type ConstraintName = Name<'maxNorm' | 'nonNeg' | 'unitNorm' | 'minMaxNorm'>;

/** A constraint by name, configuration, function or instance. */
export type ConstraintLike = ConstraintName | Constraint | ConstraintFunction | SerializedObject;

class CustomConstraint extends Constraint {
  static override readonly className: string = 'CustomConstraint';
  readonly #fn: ConstraintFunction;

  constructor(fn: ConstraintFunction) {
    super();
    this.#fn = fn;
  }

  override call(x: Tensor): Tensor {
    return this.#fn(x);
  }
}

export const constraintRegistry: Registry<Constraint> = /* @__PURE__ */ new Registry<Constraint>(
  'constraint',
  [MaxNorm, MinMaxNorm, NonNeg, UnitNorm],
  {
    fromFunction: (fn: ConstraintFunction) => new CustomConstraint(fn),
  },
);

export function getConstraint(identifier: ConstraintLike | null | undefined): Constraint | null {
  return identifier == null ? null : constraintRegistry.get(identifier);
}

export function serializeConstraint(constraint: Constraint | null): SerializedObject | null {
  return constraint && constraintRegistry.serialize(constraint);
}
