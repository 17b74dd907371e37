import {
  checkFinite,
  checkOneOf,
  checkOptions,
  checkPositiveInteger,
  DataError,
  invalidArgument,
  StateError,
} from '@argali/core';
import { TfjsOptimizer, type Optimizer } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Model } from '../model.ts';
import type { Batch } from '../training/batches.ts';
import type { ClassWeight } from '../training/class-weight.ts';
import type { ModelData } from '../training/data.ts';
import { closing } from '../training/each-batch.ts';
import { Pause } from '../training/pause.ts';
import { evaluationSource, exclusively } from '../training/source.ts';
import { endless, withNext, type EndlessBatches } from './endless-batches.ts';
import { readArguments, type DataArguments } from './data-arguments.ts';
import { searchResult, type LearningRateSearch } from './learning-rate-search.ts';
import { lossAndGradients, trainedVariables } from './model-loss.ts';
import { restoring } from './model-snapshot.ts';

export interface FindLearningRateOptions {
  /** Learning rate of the first step. Default: 1e-7. */
  start?: number;
  /** Learning rate of the last step. Default: 10. */
  end?: number;
  /** How many steps of training are taken. Default: 100. */
  steps?: number;
  /** How the learning rate grows: by the same factor in each step, or by the same amount. Default: `'exponential'`. */
  schedule?: 'exponential' | 'linear';
  /** How much of the average loss stays at each step, from 0 (no smoothing) up to, not including, 1. Default: 0.98. */
  beta?: number;
  /** The search ends when the smoothed loss exceeds the best one by this factor; above 1. Default: 4. */
  stopFactor?: number;
  /** Samples for each step. Default: 32. */
  batchSize?: number;
  sampleWeight?: ModelData | null;
  classWeight?: ClassWeight | null;
  /** Ends the search after the step that is running; it rejects with the signal's reason. */
  signal?: AbortSignal;
}

type Settings = Required<Omit<FindLearningRateOptions, 'signal' | 'sampleWeight' | 'classWeight'>>;

/**
 * The learning-rate range test: trains for some steps with a learning rate that grows from tiny to huge, watches the loss, and
 * suggests where to train. The losses are averaged exponentially, with the bias of the first steps corrected. The weights,
 * random streams and optimizer of the model are left as they were: the steps are taken by a fresh optimizer of the same
 * configuration. A weight that was excluded from decay by hand decays with the others.
 *
 * @param args inputs and labels as `fit` takes them, or an iterable of batches, which begins anew when it ends; then options
 * @throws StateError before `compile`, without trainable weights, and for an optimizer of `tf.train`, which cannot be copied
 * @throws DataError if the loss is not finite from the first step on, or if the iterable has no batches
 * @see Smith, 2017, https://arxiv.org/abs/1506.01186
 * @see https://docs.fast.ai/callback.schedule.html#lrfinder
 */
export async function findLearningRate(
  model: Model,
  ...args: DataArguments<FindLearningRateOptions>
): Promise<LearningRateSearch> {
  const { x, y, options } = readArguments(args);
  checkOptions(options, 'findLearningRate', [
    'start',
    'end',
    'steps',
    'schedule',
    'beta',
    'stopFactor',
    'batchSize',
    'sampleWeight',
    'classWeight',
    'signal',
  ]);
  const { sampleWeight, classWeight, signal } = options;
  const settings = readSettings(options);
  return exclusively(model, async () => {
    const optimizer = freshCopy(model.optimizer);
    try {
      const { batchSize } = settings;
      const source = await evaluationSource(model, { x, y, sampleWeight, classWeight }, { batchSize, shuffle: true });
      return await closing([source], async () => {
        const batches = endless(source);
        return { value: await search(model, { optimizer, batches, signal, settings }), interrupted: false };
      });
    } finally {
      optimizer.dispose();
    }
  });
}

function readSettings(options: FindLearningRateOptions): Settings {
  const owner = 'findLearningRate';
  const { start = 1e-7, end = 10, steps = 100, schedule = 'exponential' } = options;
  const { beta = 0.98, stopFactor = 4, batchSize = 32 } = options;
  checkFinite(start, { owner, name: 'start' });
  checkFinite(end, { owner, name: 'end' });
  if (start <= 0) throw invalidArgument({ owner, name: 'start' }, 'positive', start);
  if (end <= start) throw invalidArgument({ owner, name: 'end' }, `above start=${start}`, end);
  checkPositiveInteger(batchSize, { owner, name: 'batchSize' });
  if (checkPositiveInteger(steps, { owner, name: 'steps' }) < 2)
    throw invalidArgument({ owner, name: 'steps' }, '2 or more', steps);
  checkOneOf(schedule, { owner, name: 'schedule', choices: ['exponential', 'linear'] });
  if (!(beta >= 0 && beta < 1)) throw invalidArgument({ owner, name: 'beta' }, 'at least 0 and below 1', beta);
  if (!(stopFactor > 1)) throw invalidArgument({ owner, name: 'stopFactor' }, 'above 1', stopFactor);
  return { start, end, steps, schedule, beta, stopFactor, batchSize };
}

/** An optimizer of the same configuration, with the state of one that has done nothing. */
function freshCopy(optimizer: Optimizer): Optimizer {
  if (optimizer instanceof TfjsOptimizer)
    throw new StateError(
      `findLearningRate: expected an optimizer of argali. Received: ${optimizer.describe()}, whose state cannot be put back`,
    );
  const Class = optimizer.constructor as new (config: object) => Optimizer;
  const config: object = optimizer.getConfig();
  // A schedule may be a function, which no configuration holds; it is going to be replaced anyway.
  return new Class('learningRate' in config ? { ...config, learningRate: 0 } : config);
}

interface Search {
  optimizer: Optimizer;
  batches: EndlessBatches;
  signal: AbortSignal | undefined;
  settings: Settings;
}

async function search(model: Model, { optimizer, batches, signal, settings }: Search): Promise<LearningRateSearch> {
  const { steps, beta, stopFactor } = settings;
  const learningRates: number[] = [];
  const losses: number[] = [];
  const batchLosses: number[] = [];
  const pause = new Pause();
  let learningRate = 0;
  optimizer.learningRate = () => learningRate;
  const run = async (): Promise<void> => {
    let [average, best] = [0, Infinity];
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      learningRate = rateOf(step, settings);
      const loss = await withNext(batches, (batch) => trainOn(model, batch, optimizer));
      if (!Number.isFinite(loss)) break;
      average = beta * average + (1 - beta) * loss;
      const smoothed = average / (1 - beta ** (step + 1));
      learningRates.push(learningRate);
      losses.push(smoothed);
      batchLosses.push(loss);
      best = Math.min(best, smoothed);
      // For a loss below 0, as far above the best as for its opposite.
      if (smoothed > best + (stopFactor - 1) * Math.abs(best)) break;
      await pause.ifDue();
    }
  };
  if (!model.built) await withNext(batches, (batch) => model.ensureBuiltFor(batch.x));
  await restoring(model, run);
  if (losses.length === 0)
    throw new DataError(`findLearningRate: expected the loss of ${model.describe()} to be finite in the first step`);
  return searchResult({ learningRates, losses, batchLosses }, settings);
}

/** One step of training, without metrics; the loss before it. */
async function trainOn(model: Model, batch: Batch, optimizer: Optimizer): Promise<number> {
  const loss = tf.tidy(() => {
    const variables = trainedVariables(model);
    const scaleLoss = optimizer.scaleLoss.bind(optimizer);
    const { loss, gradients } = lossAndGradients(model, { batch, training: true, variables, scaleLoss });
    optimizer.apply(gradients, variables);
    return loss;
  });
  const [value = Number.NaN] = await loss.data();
  loss.dispose();
  return value;
}

function rateOf(step: number, { start, end, steps, schedule }: Settings): number {
  const part = step / (steps - 1);
  return schedule === 'linear' ? start + part * (end - start) : start * (end / start) ** part;
}
