import { checkOptions } from '@argali/core';

/**
 * The options of a loss or metric function, checked. An object of the class that calls the function at every step has
 * checked its own and may stand for them.
 */
export function functionOptions<Options extends object>(
  options: Options,
  owner: string,
  known: readonly (keyof Options & string)[],
): Options {
  const isConfigured = typeof options === 'object' && (options as unknown) !== null && 'getConfig' in options;
  return isConfigured ? options : checkOptions(options, owner, known);
}
