/** An object as plain data: the name of its class and its constructor's configuration. */
export interface SerializedObject {
  className: string;
  config: Record<string, unknown>;
}

// Keras writes an underscore before these digits; the rule below cannot know.
const numbered = ['beta_1', 'beta_2', 'beta_2_decay', 'epsilon_1', 'epsilon_2', 'adam_beta_1', 'adam_beta_2'];
const numberedKeys = new Map(numbered.map((snake) => [camel(snake), snake]));

function camel(key: string): string {
  return key.replace(/(?!^)_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `kernel_initializer` → `kernelInitializer`; `beta_1` → `beta1`. */
export function camelCaseKey(key: string): string {
  return camel(key);
}

/** `kernelInitializer` → `kernel_initializer`; the inverse of {@link camelCaseKey} for every Keras argument. */
export function snakeCaseKey(key: string): string {
  return numberedKeys.get(key) ?? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for `{ className, config }` and for Keras's `{ class_name, config }`. */
export function isSerializedObject(
  value: unknown,
): value is SerializedObject | Record<'class_name' | 'config', unknown> {
  return isRecord(value) && ('className' in value || 'class_name' in value) && 'config' in value;
}

/**
 * Turns what Keras stores for an object, `{ class_name, config: { kernel_initializer … } }`, into our configuration:
 * camelCase keys at every depth, module names and registration data dropped, a dtype policy reduced to its name.
 */
export function fromKerasConfig(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromKerasConfig);
  if (!isRecord(value)) return value;
  if (isSerializedObject(value)) {
    const { className, config } = fromKerasObject(value);
    return className === 'DTypePolicy' ? config['name'] : { className, config };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [camelCaseKey(key), fromKerasConfig(item)]));
}

/** {@link fromKerasConfig} for one object, typed. */
export function fromKerasObject(value: object): SerializedObject {
  const { class_name, className = class_name, config } = value as Record<string, unknown>;
  return { className: String(className), config: (fromKerasConfig(config) ?? {}) as Record<string, unknown> };
}

/** The inverse of {@link fromKerasConfig}: snake_case keys and `class_name`, ready for Keras. */
export function toKerasConfig(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toKerasConfig);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snakeCaseKey(key), toKerasConfig(item)]));
}
