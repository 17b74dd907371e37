/** An object as plain data: the name of its class and its constructor's configuration. */
export interface SerializedObject {
  className: string;
  config: Record<string, unknown>;
}

// Keras writes an underscore before these digits; the rule below cannot know.
const numbered = ['beta_1', 'beta_2', 'beta_2_decay', 'epsilon_1', 'epsilon_2', 'adam_beta_1', 'adam_beta_2'];
const numberedKeys = /* @__PURE__ */ new Map(numbered.map((snake) => [camelCaseKey(snake), snake]));

// Under these arguments a dictionary's keys are names that somebody chose, of outputs or variables: `{ dense_1: 'mse' }`.
const keyedByName = /* @__PURE__ */ new Set(['loss', 'lossWeights', 'metrics', 'weightedMetrics', 'optimizerMap']);

// The values of these arguments are words of Keras's own, which are camelCase here: `'channelsFirst'`, `'hardSigmoid'`.
const keywords = /* @__PURE__ */ new Set([
  'activation',
  'average',
  'classAggregation',
  'dataFormat',
  'distribution',
  'fillMode',
  'interpolation',
  'mergeMode',
  'mode',
  'oovMethod',
  'outputMode',
  'padding',
  'recurrentActivation',
  'reduction',
  'scoreMode',
  'standardize',
  'summationMethod',
]);

// Under these arguments are layers inside a layer or a model. Keras finds them by their module, and classes of the caller's
// by their name as long as no `registered_name` is written.
const layerKeys = /* @__PURE__ */ new Set(['layer', 'backwardLayer', 'cell', 'cells', 'layers']);
const modelModules = /* @__PURE__ */ new Map([
  ['Sequential', 'keras'],
  ['Functional', 'keras.src.models.functional'],
]);

// What Keras writes beside `class_name` and `config` and nobody needs to make the object.
const bookkeeping = /* @__PURE__ */ new Set([
  'module',
  'registered_name',
  'build_config',
  'compile_config',
  'shared_object_id',
]);

/** `kernel_initializer` → `kernelInitializer`; `beta_1` → `beta1`. */
export function camelCaseKey(key: string): string {
  return key.replace(/(?!^)_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `kernelInitializer` → `kernel_initializer`; the inverse of {@link camelCaseKey} for every Keras argument. */
export function snakeCaseKey(key: string): string {
  return numberedKeys.get(key) ?? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** True for a plain object; instances, arrays and typed arrays are values of their own. */
function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** True for `{ className, config }` and for Keras's `{ class_name, config }`. */
export function isSerializedObject(
  value: unknown,
): value is SerializedObject | Record<'class_name' | 'config', unknown> {
  return isRecord(value) && typeof (value['className'] ?? value['class_name']) === 'string' && 'config' in value;
}

/**
 * Turns what Keras stores for an object, `{ class_name, config: { kernel_initializer … } }`, into our configuration:
 * camelCase keys at every depth; a dtype policy or a function reduced to its name; module names, registration, build and
 * compile data dropped. Keys that are names of outputs or variables stay as they are.
 */
export function fromKerasConfig(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromKerasConfig);
  if (!isRecord(value)) return value;
  if (isSerializedObject(value)) {
    const object = fromKerasObject(value);
    if (object.className === 'DTypePolicy') return object.config['name'];
    return object.className === 'function' ? object.config : object;
  }
  return convertKeys(value, camelCaseKey, fromKerasConfig);
}

/** {@link fromKerasConfig} for one object, typed. What stands beside a layer in a functional model is kept. */
export function fromKerasObject(value: object): SerializedObject {
  const { class_name, className = class_name, config, ...rest } = value as Record<string, unknown>;
  const beside = Object.fromEntries(Object.entries(rest).filter(([key]) => !bookkeeping.has(key)));
  return {
    className: String(className),
    config: (fromKerasConfig(config) ?? {}) as Record<string, unknown>,
    ...(fromKerasConfig(beside) as object),
  };
}

/**
 * The inverse of {@link fromKerasConfig}: snake_case keys, keywords and `class_name`, ready for Keras, and the `module` of
 * layers inside.
 */
export function toKerasConfig(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toKerasConfig);
  return isRecord(value) ? convertKeys(value, snakeCaseKey, toKerasValue) : value;
}

function toKerasValue(value: unknown, key: string): unknown {
  if (layerKeys.has(key)) return Array.isArray(value) ? value.map(toKerasLayer) : toKerasLayer(value);
  const isKeyword = typeof value === 'string' && keywords.has(key) && /^[a-z]/.test(value);
  return isKeyword ? snakeCaseKey(value) : toKerasConfig(value);
}

function toKerasLayer(value: unknown): unknown {
  const converted = toKerasConfig(value);
  if (!isSerializedObject(converted) || !('class_name' in converted)) return converted;
  return { module: modelModules.get(String(converted.class_name)) ?? 'keras.layers', ...converted };
}

type Convert = (value: unknown, key: string) => unknown;

/** `record` with its keys and values converted; where keys are names, the values alone. */
function convertKeys(record: Record<string, unknown>, convertKey: (key: string) => string, convert: Convert): object {
  const entries = Object.entries(record).map(([key, value]) => {
    const names = keyedByName.has(camelCaseKey(key)) && isRecord(value) && !isSerializedObject(value);
    return [convertKey(key), names ? mapValues(value, convert) : convert(value, key)];
  });
  return Object.fromEntries(entries) as object;
}

function mapValues(record: Record<string, unknown>, convert: Convert): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value, '')]));
}
