import { ArgumentError, didYouMean, normalizeIdentifier, show, type Name } from '@argali/core';

const reductions = ['sumOverBatchSize', 'sum', 'mean', 'meanWithSampleWeight', 'none'] as const;

/** How the losses of the samples become one number, by the names that code uses. */
export type ReductionName = (typeof reductions)[number];

/**
 * How the losses of the samples become one number: their sum (`'sum'`), divided by their count (`'sumOverBatchSize'` and
 * `'mean'`) or by the sum of the sample weights (`'meanWithSampleWeight'`), or not at all (`'none'`, `null`).
 */
export type Reduction = Name<ReductionName> | null;

/** The reduction of that name; `owner` is who asks, as errors print it. */
export function getReduction(reduction: Reduction, owner: string): ReductionName {
  if (reduction === null) return 'none';
  const name: unknown = reduction;
  const given = typeof name === 'string' ? name : '';
  const found = reductions.find((known) => normalizeIdentifier(known) === normalizeIdentifier(given));
  if (found !== undefined) return found;
  throw new ArgumentError(
    `${owner}: expected \`reduction\` to be one of ${reductions.map(show).join(', ')}, null. ` +
      `Received: reduction=${show(name)}.${didYouMean(given, reductions)}`,
  );
}
