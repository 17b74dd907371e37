import { normalizeIdentifier } from '@argali/core';
import * as data from '@argali/data';
import * as layers from '@argali/layers';
import * as models from '@argali/models';
import * as training from '@argali/training';

/** What tells the classes of one kind: their base class. */
export interface BaseClass {
  readonly prototype: object;
}

type Exports = Readonly<Record<string, unknown>>;

function isExports(value: unknown): value is Exports {
  return typeof value === 'object' && value !== null;
}

/** Everything that the packages export, by name; what namespaces such as `losses` hold comes along. */
function entriesOf(exports: Exports): [string, unknown][] {
  return Object.entries(exports).flatMap(([name, value]) =>
    isExports(value) ? Object.entries(value) : [[name, value]],
  );
}

const exported = [layers, training, models, data].flatMap((exports) => entriesOf(exports));

/** The names of all exported classes that extend `base`. */
export function classNamesOf(base: BaseClass): ReadonlySet<string> {
  return new Set(
    exported.flatMap(([, value]) =>
      typeof value === 'function' && 'className' in value && value.prototype instanceof (base as never)
        ? [String(value.className)]
        : [],
    ),
  );
}

/** The exported function of that name, in camelCase; `null` if there is none. */
export function functionNamed(name: string): ((...args: unknown[]) => unknown) | null {
  const found = exported.find(([key, value]) => key === name && typeof value === 'function' && !('className' in value));
  return found === undefined ? null : (found[1] as (...args: unknown[]) => unknown);
}

const { Constraint, Initializer, Layer, Regularizer } = layers;
const { LearningRateSchedule, Loss, Metric, Optimizer } = training;
const bases = [Constraint, Initializer, Layer, LearningRateSchedule, Loss, Metric, Optimizer, Regularizer];

/** Every exported class of any kind, by name. */
const known: ReadonlySet<string> = new Set(bases.flatMap((base) => [...classNamesOf(base)]));

/** True if every class named anywhere inside a Keras configuration exists. */
export function classesExist(config: unknown): boolean {
  if (typeof config !== 'object' || config === null) return true;
  const { class_name } = config as { class_name?: unknown };
  const plain = ['DTypePolicy', 'function', '__keras_tensor__', 'OptimizerMap'];
  if (typeof class_name === 'string' && !known.has(class_name) && !plain.includes(class_name)) return false;
  return Object.values(config).every(classesExist);
}

const abbreviations: Readonly<Record<string, string>> = {
  acc: 'Accuracy',
  accuracy: 'Accuracy',
  bce: 'BinaryCrossentropy',
  kld: 'KLDivergence',
  mae: 'MeanAbsoluteError',
  mape: 'MeanAbsolutePercentageError',
  mse: 'MeanSquaredError',
  msle: 'MeanSquaredLogarithmicError',
};

const identifiers: ReadonlySet<string> = new Set([...known].map(normalizeIdentifier));

/** True if every loss or metric named anywhere inside `value`, by string or configuration, exists. */
export function namesExist(value: unknown): boolean {
  if (typeof value === 'string') return identifiers.has(normalizeIdentifier(abbreviations[value] ?? value));
  if (typeof value !== 'object' || value === null) return true;
  return 'class_name' in value ? classesExist(value) : Object.values(value).every(namesExist);
}
