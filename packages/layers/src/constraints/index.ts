export { Constraint } from './constraint.ts';
export {
  constraintRegistry,
  getConstraint,
  serializeConstraint,
  type ConstraintFunction,
  type ConstraintLike,
  type ConstraintName,
} from './get.ts';
export { MaxNorm, type MaxNormConfig } from './max-norm.ts';
export { MinMaxNorm, type MinMaxNormConfig } from './min-max-norm.ts';
export { NonNeg } from './non-neg.ts';
export type { NormAxis } from './norms.ts';
export { UnitNorm, type UnitNormConfig } from './unit-norm.ts';
