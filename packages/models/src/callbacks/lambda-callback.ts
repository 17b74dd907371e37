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
    for (const [name, hook] of Object.entries(hooks)) {
      if (!hookNames.includes(name))
        throw new ArgumentError(`LambdaCallback: there is no hook '${name}'.${didYouMean(name, hookNames)}`);
      if (typeof hook !== 'function')
        throw new ArgumentError(`LambdaCallback: expected \`${name}\` to be a function. Received: ${show(hook)}`);
      Object.defineProperty(this, name, { value: hook });
    }
  }
}
