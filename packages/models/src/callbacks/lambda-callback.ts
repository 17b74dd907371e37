import { ArgumentError, didYouMean, show } from '@argali/core';
import { Callback, type CallbackHooks } from './callback.ts';

const hookNames: readonly string[] = Object.getOwnPropertyNames(Callback.prototype).filter((name) =>
  name.startsWith('on'),
);

/**
 * A callback made of functions: `new LambdaCallback({ onEpochEnd: (epoch, logs) => … })`.
 *
 * @throws ArgumentError for a hook that does not exist or is not a function
 * @see https://keras.io/api/callbacks/lambda_callback/
 */
export class LambdaCallback extends Callback {
  constructor(hooks: Partial<CallbackHooks>) {
    super();
    if (typeof hooks !== 'object' || (hooks as unknown) === null || Array.isArray(hooks))
      throw new ArgumentError(`LambdaCallback: expected an object with hooks. Received: ${show(hooks)}`);
    for (const name of namesIn(hooks)) {
      if (!hookNames.includes(name))
        throw new ArgumentError(`LambdaCallback: there is no hook '${name}'.${didYouMean(name, hookNames)}`);
      const hook: unknown = hooks[name as keyof CallbackHooks];
      if (typeof hook !== 'function')
        throw new ArgumentError(`LambdaCallback: expected \`${name}\` to be a function. Received: ${show(hook)}`);
      Object.defineProperty(this, name, { value: hook.bind(hooks) as unknown });
    }
  }
}

/** The entries of a plain object; of an instance of some class, what looks like a hook, as the rest is its own affair. */
function namesIn(hooks: object): readonly string[] {
  const names = new Set(Object.keys(hooks));
  let prototype = prototypeOf(hooks);
  if (prototype === null) return [...names];
  for (; prototype !== null; prototype = prototypeOf(prototype))
    for (const name of Object.getOwnPropertyNames(prototype)) names.add(name);
  const found = [...names].filter((name) => hookNames.includes(name) || didYouMean(name, hookNames) !== '');
  if (found.length === 0)
    throw new ArgumentError(
      `Expected a callback, or an object with hooks such as onEpochEnd. Received: ${show(hooks)}`,
    );
  return found;
}

/** `null` where only what every object has would follow. */
function prototypeOf(object: object): object | null {
  const prototype = Object.getPrototypeOf(object) as object | null;
  return prototype === Object.prototype ? null : prototype;
}
