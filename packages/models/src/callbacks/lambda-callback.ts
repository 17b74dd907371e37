import { ArgumentError, checkOptions, show } from '@argali/core';
import { Callback, type CallbackHooks } from './callback.ts';

const hookNames = Object.getOwnPropertyNames(Callback.prototype).filter((name): name is keyof CallbackHooks =>
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
    for (const [name, hook] of Object.entries(checkOptions(hooks, 'LambdaCallback', hookNames))) {
      if (typeof hook !== 'function')
        throw new ArgumentError(`LambdaCallback: expected \`${name}\` to be a function. Received: ${show(hook)}`);
      Object.defineProperty(this, name, { value: hook });
    }
  }
}
