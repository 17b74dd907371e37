import { ArgumentError, checkOptions } from '@argali/core';
import type { EvaluateOptions } from './evaluate.ts';
import type { FitOptions } from './fit.ts';
import type { BatchOptions } from './on-batch.ts';

/**
 * The options among a method's arguments; after an iterable of batches they stand in the place of `y`.
 *
 * @throws ArgumentError for options after the place of a `y` that there is none of: nobody would read them
 */
export function givenOptions<Options>(
  { y, options }: { y: unknown; options: Options | undefined },
  isIterable: boolean,
): Options {
  if (isIterable && options !== undefined)
    throw new ArgumentError(
      'expected the options right after the iterable of batches, which holds the labels. Received: three arguments',
    );
  const given = isIterable ? (y as Options | undefined) : options;
  return given === undefined ? ({} as Options) : given;
}

/** The names of the options of `fit`. */
export const fitOptions = [
  'batchSize',
  'epochs',
  'verbose',
  'callbacks',
  'validationSplit',
  'validationData',
  'shuffle',
  'classWeight',
  'sampleWeight',
  'initialEpoch',
  'stepsPerEpoch',
  'validationSteps',
  'validationBatchSize',
  'validationFreq',
  'signal',
] as const;

/** Refuses, for `owner`, anything but options of `fit`. */
export function checkFitOptions(options: FitOptions, owner: string): void {
  checkOptions(options, owner, fitOptions);
}

/** {@link checkFitOptions} for `evaluate`. */
export function checkEvaluateOptions(options: EvaluateOptions, owner: string): EvaluateOptions {
  return checkOptions(options, owner, ['batchSize', 'verbose', 'sampleWeight', 'steps', 'callbacks', 'signal']);
}

/** {@link checkFitOptions} for `trainOnBatch` and `testOnBatch`. */
export function checkBatchOptions(options: BatchOptions, owner: string): BatchOptions {
  return checkOptions(options, owner, ['sampleWeight', 'classWeight']);
}
