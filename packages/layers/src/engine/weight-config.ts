import { readArgument } from './arguments.ts';
import type { Constraint } from '../constraints/constraint.ts';
import { getConstraint, serializeConstraint, type ConstraintLike } from '../constraints/get.ts';
import type { Initializer } from '../initializers/initializer.ts';
import { getInitializer, serializeInitializer, type InitializerLike } from '../initializers/get.ts';
import type { Regularizer } from '../regularizers/regularizer.ts';
import { getRegularizer, serializeRegularizer, type RegularizerLike } from '../regularizers/get.ts';

/** The arguments that Keras gives every trainable weight: `kernelInitializer`, `kernelRegularizer`, `kernelConstraint`. */
export type WeightConfig<Weight extends string> = {
  [Key in `${Weight}Initializer`]?: InitializerLike | null;
} & {
  [Key in `${Weight}Regularizer`]?: RegularizerLike | null;
} & {
  [Key in `${Weight}Constraint`]?: ConstraintLike | null;
};

/** The keys of {@link WeightConfig} for these weights, for a list of a layer's options. */
export function weightOptions<Weight extends string>(...weights: readonly Weight[]): (keyof WeightConfig<Weight>)[] {
  const kinds = ['Initializer', 'Regularizer', 'Constraint'] as const;
  return weights.flatMap((weight) => kinds.map((kind) => `${weight}${kind}` as const));
}

/** What {@link WeightConfig} stands for; `addWeight` takes it as it is. */
export interface WeightSettings {
  readonly initializer: Initializer;
  readonly regularizer: Regularizer | null;
  readonly constraint: Constraint | null;
}

/** Whose arguments {@link weightSettings} reads, and the initializer where none is given. */
export interface WeightDefaults {
  owner: string;
  initializer: InitializerLike;
}

/** Reads the arguments of one weight out of a layer's configuration. */
export function weightSettings<Weight extends string>(
  weight: Weight,
  config: WeightConfig<NoInfer<Weight>>,
  { owner, initializer }: WeightDefaults,
): WeightSettings {
  const values = config as Record<string, unknown>;
  const read = <Value, Like>(kind: string, get: (value: Like | null) => Value): Value => {
    const name = `${weight}${kind}`;
    return readArgument({ owner, name }, () => get(values[name] as Like | null));
  };
  return {
    initializer: read('Initializer', (value: InitializerLike | null) => getInitializer(value ?? initializer)),
    regularizer: read('Regularizer', (value: RegularizerLike | null) => getRegularizer(value)),
    constraint: read('Constraint', (value: ConstraintLike | null) => getConstraint(value)),
  };
}

/** The inverse of {@link weightSettings}, for `getConfig`. */
export function serializeWeightSettings<Weight extends string>(
  weight: Weight,
  { initializer, regularizer, constraint }: WeightSettings,
): WeightConfig<Weight> {
  return {
    [`${weight}Initializer`]: serializeInitializer(initializer),
    [`${weight}Regularizer`]: serializeRegularizer(regularizer),
    [`${weight}Constraint`]: serializeConstraint(constraint),
  } as WeightConfig<Weight>;
}
