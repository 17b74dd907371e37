import { ArgumentError, didYouMean, normalizeIdentifier, show, UnknownNameError } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { isClass } from '../is-class.ts';
import { binaryCrossentropy } from '../losses/binary-crossentropy.ts';
import { binaryFocalCrossentropy } from '../losses/binary-focal-crossentropy.ts';
import { categoricalCrossentropy } from '../losses/categorical-crossentropy.ts';
import { categoricalFocalCrossentropy } from '../losses/categorical-focal-crossentropy.ts';
import { categoricalGeneralizedCrossEntropy } from '../losses/categorical-generalized-cross-entropy.ts';
import { categoricalHinge } from '../losses/categorical-hinge.ts';
import { circle } from '../losses/circle.ts';
import { cosineSimilarity } from '../losses/cosine-similarity.ts';
import { ctc } from '../losses/ctc.ts';
import { dice } from '../losses/dice.ts';
import { hinge } from '../losses/hinge.ts';
import { huber } from '../losses/huber.ts';
import { klDivergence } from '../losses/kl-divergence.ts';
import { logCosh } from '../losses/log-cosh.ts';
import { meanAbsoluteError } from '../losses/mean-absolute-error.ts';
import { meanAbsolutePercentageError } from '../losses/mean-absolute-percentage-error.ts';
import { meanSquaredError } from '../losses/mean-squared-error.ts';
import { meanSquaredLogarithmicError } from '../losses/mean-squared-logarithmic-error.ts';
import { poisson } from '../losses/poisson.ts';
import { sparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.ts';
import { squaredHinge } from '../losses/squared-hinge.ts';
import { tversky } from '../losses/tversky.ts';
import { accuracy } from './accuracy.ts';
import { binaryAccuracy } from './binary-accuracy.ts';
import { categoricalAccuracy } from './categorical-accuracy.ts';
import { concordanceCorrelation } from './concordance-correlation.ts';
import type { MetricDirection } from './metric.ts';
import { pearsonCorrelation } from './pearson-correlation.ts';
import { sparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';
import { sparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.ts';
import { topKCategoricalAccuracy } from './top-k-categorical-accuracy.ts';

/** A plain function as a metric: one value per sample. Its third argument holds further options. */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor, options?: never) => Tensor;

/** The functions that a configuration may name. */
const functions: Readonly<Record<string, MetricFunction>> = {
  accuracy,
  binaryAccuracy,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalAccuracy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  categoricalHinge,
  circle,
  concordanceCorrelation,
  cosineSimilarity,
  ctc,
  dice,
  hinge,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  pearsonCorrelation,
  poisson,
  sparseCategoricalAccuracy,
  sparseCategoricalCrossentropy,
  sparseTopKCategoricalAccuracy,
  squaredHinge,
  topKCategoricalAccuracy,
  tversky,
};

const betterWhenLarger: readonly MetricFunction[] = [
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  concordanceCorrelation,
  pearsonCorrelation,
  sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
];

/** Which way the mean of a function gets better: a loss when it falls; `null` for a function of the caller's. */
export function directionOf(fn: MetricFunction): MetricDirection {
  if (betterWhenLarger.includes(fn)) return 'up';
  return Object.values(functions).includes(fn) ? 'down' : null;
}

/** The function of that name, or the function itself. Throws UnknownNameError naming the nearest. */
export function getMetricFunction(fn: MetricFunction | string): MetricFunction {
  if (typeof fn === 'function' && !isClass(fn)) return fn;
  if (typeof fn !== 'string') throw new ArgumentError(`Expected a metric function or its name. Received: ${show(fn)}`);
  const names = Object.keys(functions);
  const name = names.find((known) => normalizeIdentifier(known) === normalizeIdentifier(fn));
  const found = name === undefined ? undefined : functions[name];
  if (found === undefined) throw new UnknownNameError(`Unknown metric function '${fn}'.${didYouMean(fn, names)}`);
  return found;
}

/** The name under which {@link getMetricFunction} finds the function; a function of the caller's own stays a function. */
export function serializeMetricFunction(fn: MetricFunction): MetricFunction | string {
  return Object.keys(functions).find((name) => functions[name] === fn) ?? fn;
}
