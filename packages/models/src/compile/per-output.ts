import { ArgumentError, didYouMean, show } from '@argali/core';

/** One value for all outputs, a list in their order, or a dictionary by their names. */
export type PerOutput<T> = T | readonly (T | null)[] | Readonly<Record<string, T | null>>;

export interface SpreadOptions<T> {
  /** The argument, for errors: `loss`, `lossWeights`. */
  argument: string;
  outputNames: readonly string[];
  /** Tells one `T` from a list or dictionary of them. */
  isSingle: (value: unknown) => value is T;
}

/** `value` as one entry for each output; `null` where there is none. */
export function spread<T>(value: PerOutput<T> | null | undefined, options: SpreadOptions<T>): (T | null)[] {
  const { argument, outputNames, isSingle } = options;
  if (value == null) return outputNames.map(() => null);
  if (isSingle(value)) return outputNames.map(() => value);
  if (Array.isArray(value)) {
    if (value.length !== outputNames.length)
      throw new ArgumentError(
        `compile: expected \`${argument}\` to have one entry for each output (${outputNames.join(', ')}). Received: ${value.length} entries`,
      );
    return [...(value as readonly (T | null)[])];
  }
  if (typeof value !== 'object')
    throw new ArgumentError(`compile: \`${argument}\` is not valid. Received: ${show(value)}`);
  const byName = value as Readonly<Record<string, T | null>>;
  for (const name of Object.keys(byName))
    if (!outputNames.includes(name))
      throw new ArgumentError(
        `compile: \`${argument}\` names an output that does not exist: '${name}'. The outputs are ${outputNames.join(', ')}.${didYouMean(name, outputNames)}`,
      );
  return outputNames.map((name) => byName[name] ?? null);
}
