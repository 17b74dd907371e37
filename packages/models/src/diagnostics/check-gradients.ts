import {
  checkOptions,
  checkPositiveInteger,
  DataError,
  invalidArgument,
  permutation,
  StateError,
  type Variable,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../model.ts';
import type { Batch } from '../training/batches.ts';
import type { ModelData } from '../training/data.ts';
import { exclusively } from '../training/source.ts';
import { compareEntry, type LossFunction } from './compare-entry.ts';
import { readArguments, withFirstBatch, type DataArguments } from './data-arguments.ts';
import { lossAndGradients, lossOf, trainedVariables } from './model-loss.ts';
import { restoring, type ModelSnapshot } from './model-snapshot.ts';
import { textTable } from './text-table.ts';

export interface CheckGradientsOptions {
  /** How many of the first samples make up the batch. Default: 32. */
  batchSize?: number;
  sampleWeight?: ModelData | null;
  /** Whether layers behave as in training. Default: false. */
  training?: boolean;
  /** How many entries of each weight are tried: the one of the largest gradient, and others at random. Default: 8. */
  entries?: number;
  /** Chooses the entries. Default: 0. */
  seed?: number;
  /** How far an entry is moved to either side, times its size if that is above 1. Default: 0.01. */
  step?: number;
  /** The largest relative error that passes. Default: 0.01. */
  tolerance?: number;
}

/** How well the gradient of one weight agrees with differences. */
export interface WeightCheck {
  /** `layer/weight`. */
  path: string;
  shape: readonly number[];
  /** How many entries were compared. */
  entries: number;
  /** The largest relative error among them. */
  relativeError: number;
  /** The entry of that error, by its place in the flat weight, with its two gradients. */
  worst: { index: number; analytic: number; numeric: number };
}

/** What {@link checkGradients} finds; as a string it is a table. */
export interface GradientCheck {
  /** Whether no error is above the tolerance. */
  passed: boolean;
  tolerance: number;
  /** The largest relative error of all. */
  relativeError: number;
  /** The trainable weights, in their order in the model. */
  weights: WeightCheck[];
  toString(): string;
}

/**
 * Compares the gradients of the loss, by the tape, with central differences `(L(w + h) - L(w - h)) / 2h`, weight by weight.
 * The model is left as it was, to the last bit.
 *
 * Losses are float32 numbers, so a difference is off by about `2⁻²² · L / h`. That is why the step is large (0.01 rather than
 * 10⁻⁵, as one takes for float64) and the tolerance wide, and why the relative error `|a - n| / max(|a|, |n|)` has a lower
 * bound in its denominator: a deviation that rounding explains never exceeds the tolerance. Of the steps `h`, `h / 4` and
 * `h / 16` the best counts. On a kink, as the bias 0 of a relu lies on where its inputs are 0, every gradient between the
 * derivatives of the two sides, or near them, is right. A loss around 1, with weights and inputs of that order, suits the check best.
 *
 * @param args inputs and labels as `fit` takes them, or an iterable of batches, of which the first is used; then options
 * @throws StateError before `compile`, without trainable weights, and if the loss is not the same from call to call, as in
 *   training with a layer whose random numbers cannot be repeated
 * @throws DataError if the loss is not finite
 * @see https://cs231n.github.io/neural-networks-3/#gradcheck
 */
export async function checkGradients(
  model: Model,
  ...args: DataArguments<CheckGradientsOptions>
): Promise<GradientCheck> {
  const { x, y, options } = readArguments(args);
  checkOptions(options, 'checkGradients', [
    'batchSize',
    'sampleWeight',
    'training',
    'entries',
    'seed',
    'step',
    'tolerance',
  ]);
  const {
    batchSize = 32,
    sampleWeight,
    training = false,
    entries = 8,
    seed = 0,
    step = 1e-2,
    tolerance = 1e-2,
  } = options;
  checkPositiveInteger(batchSize, { owner: 'checkGradients', name: 'batchSize' });
  checkPositiveInteger(entries, { owner: 'checkGradients', name: 'entries' });
  checkPositive(step, 'step');
  checkPositive(tolerance, 'tolerance');
  return exclusively(model, () =>
    withFirstBatch(model, { x, y, sampleWeight, batchSize }, (batch) =>
      restoring(model, async (snapshot) => {
        const loss = repeatable({ model, batch, training, snapshot });
        await checkLoss(model, loss);
        snapshot.restore();
        const weights: WeightCheck[] = [];
        for (const [i, { variable, gradient }] of (await gradientsOf(model, batch, training)).entries()) {
          const chosen = chooseEntries(gradient, { entries, seed, step: i });
          weights.push(await checkWeight(variable, { gradient, chosen, loss, step, tolerance }));
        }
        return summary(weights, tolerance);
      }),
    ),
  );
}

function checkPositive(value: number, name: string): void {
  if (!(value > 0 && value < Infinity)) throw invalidArgument({ owner: 'checkGradients', name }, 'positive', value);
}

function repeatable(of: { model: Model; batch: Batch; training: boolean; snapshot: ModelSnapshot }): LossFunction {
  return (moved) => {
    of.snapshot.restore();
    if (moved) moved.variable.assign({ data: moved.values, shape: moved.variable.shape });
    return lossOf(of.model, of.batch, of.training);
  };
}

async function checkLoss(model: Model, loss: LossFunction): Promise<void> {
  const [first, second] = [await loss(), await loss()];
  if (!Number.isFinite(first))
    throw new DataError(`checkGradients: expected the loss of ${model.describe()} to be finite. Received: ${first}`);
  if (first !== second)
    throw new StateError(
      `checkGradients: expected the loss of ${model.describe()} to be the same from call to call. Received: ${first} and ${second}. Check it with training: false, or without its random layers`,
    );
}

interface WeightGradient {
  variable: Variable;
  gradient: Float32Array;
}

async function gradientsOf(model: Model, batch: Batch, training: boolean): Promise<WeightGradient[]> {
  const variables = trainedVariables(model);
  const gradients = tf.tidy(() => {
    const { gradients } = lossAndGradients(model, { batch, training, variables });
    return gradients.map((gradient, i) => gradient ?? tf.zeros(variables[i]?.shape ?? []));
  });
  try {
    return await Promise.all(
      variables.map(async (variable, i) => ({
        variable,
        gradient: (await gradients[i]?.data<'float32'>()) ?? new Float32Array(variable.size),
      })),
    );
  } finally {
    tf.dispose(gradients);
  }
}

/** The entry of the largest gradient, which rounding hides least, and random others. */
function chooseEntries(gradient: Float32Array, options: { entries: number; seed: number; step: number }): number[] {
  const largest = gradient.reduce((best, g, i) => (Math.abs(g) > Math.abs(gradient[best] ?? 0) ? i : best), 0);
  const others = permutation(gradient.length, options).filter((index) => index !== largest);
  return [largest, ...others.subarray(0, options.entries - 1)];
}

interface WeightArguments {
  gradient: Float32Array;
  chosen: readonly number[];
  loss: LossFunction;
  step: number;
  tolerance: number;
}

async function checkWeight(
  variable: Variable,
  { gradient, chosen, ...difference }: WeightArguments,
): Promise<WeightCheck> {
  const values = Float32Array.from(await variable.value.data());
  let relativeError = -1;
  let worst = { index: 0, analytic: 0, numeric: 0 };
  for (const index of chosen) {
    const analytic = gradient[index] ?? Number.NaN;
    const found = await compareEntry(analytic, { variable, values, index, ...difference });
    if (found.error <= relativeError) continue;
    relativeError = found.error;
    worst = { index, analytic, numeric: found.numeric };
  }
  return { path: variable.path, shape: variable.shape, entries: chosen.length, relativeError, worst };
}

function summary(weights: WeightCheck[], tolerance: number): GradientCheck {
  const relativeError = Math.max(...weights.map((weight) => weight.relativeError));
  const passed = relativeError <= tolerance;
  const table = (): string =>
    textTable(
      ['weight', 'shape', 'entries', 'relative error', 'analytic', 'numeric', ''],
      weights.map(({ path, shape, entries, worst, relativeError: error }) => [
        path,
        `[${shape.join(', ')}]`,
        entries,
        error,
        worst.analytic,
        worst.numeric,
        error <= tolerance ? 'ok' : 'WRONG',
      ]),
    );
  return { passed, tolerance, relativeError, weights, toString: table };
}
