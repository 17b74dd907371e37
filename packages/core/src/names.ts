const used = new Map<string, number>();

/** A name nobody has had yet: `dense`, then `dense_1`, `dense_2`, as Keras counts them. */
export function uniqueName(prefix: string): string {
  const count = used.get(prefix) ?? 0;
  used.set(prefix, count + 1);
  return count === 0 ? prefix : `${prefix}_${count}`;
}

/** Starts the counting of automatic names anew (https://keras.io/api/utils/config_utils/#clear_session-function). */
export function clearSession(): void {
  used.clear();
}

/** A class name as Keras writes it in automatic names: `MaxPooling2D` → `max_pooling2d`. */
export function snakeCaseClass(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** One spelling for all: `glorotUniform`, `glorot_uniform` and `GlorotUniform` are the same identifier. */
export function normalizeIdentifier(identifier: string): string {
  return identifier.replaceAll('_', '').toLowerCase();
}

/** The type of a camelCase name in snake_case: `'glorotUniform'` → `'glorot_uniform'`. */
export type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Uppercase<Head>
    ? Head extends Lowercase<Head>
      ? `${Head}${SnakeCase<Tail>}`
      : `_${Lowercase<Head>}${SnakeCase<Tail>}`
    : `${Head}${SnakeCase<Tail>}`
  : S;

/** A camelCase identifier, or the same in Keras's snake_case. */
export type Name<S extends string> = S | SnakeCase<S>;
