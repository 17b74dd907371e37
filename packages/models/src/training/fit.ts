import { checkBetween, checkNonNegativeInteger, checkOneOf, checkPositiveInteger, DataError, warn } from '@argali/core';
import { CallbackList } from '../callbacks/callback-list.ts';
import type { Callbacks, Logs, RunParams } from '../callbacks/callback.ts';
import { History } from '../callbacks/history.ts';
import { ProgressLogger } from '../callbacks/progress-logger.ts';
import type { Model } from '../model.ts';
import { arraySource, disposeBatch, iterableSource, type Batch } from './batches.ts';
import { readClassWeight, weightedSource, withClassWeight, type ClassWeight } from './class-weight.ts';
import { disposeSamples, isBatchIterable, toSamples, type BatchIterable, type ModelData } from './data.ts';
import { evaluateSource } from './evaluate.ts';
import { checkLabels } from './labels.ts';
import { readLogs } from './logs.ts';
import { readsAtOnce } from './loss-tracker.ts';
import { Pause } from './pause.ts';
import { RecordedSteps } from './recorded-steps.ts';
import { evaluationSource, exclusively, type OwnedSource } from './source.ts';
import { trainStep, warnOfStaleTrainable } from './step.ts';

/** What is printed: nothing, a bar that moves, or one line an epoch. `'auto'` is 1. */
export type Verbose = 'auto' | 0 | 1 | 2;

/** Validation data: `[x, y]`, `[x, y, sampleWeight]` or an iterable of batches. */
export type ValidationData = readonly [x: ModelData, y: ModelData, sampleWeight?: ModelData] | BatchIterable;

/** Options of `model.fit` (https://keras.io/api/models/model_training_apis/#fit-method). */
export interface FitOptions {
  /** Samples for each step. Default: 32. */
  batchSize?: number;
  /** The number of the last epoch. Default: 1. */
  epochs?: number;
  /** Default: `'auto'`. */
  verbose?: Verbose;
  callbacks?: Callbacks | null;
  /** The part of the samples, taken from the end before shuffling, that is kept for validation. Default: 0. */
  validationSplit?: number;
  validationData?: ValidationData | null;
  /** Whether the samples are put in a new order for each epoch. Default: true. */
  shuffle?: boolean;
  /** Weight of each class, by its number. */
  classWeight?: ClassWeight | null;
  /** Weight of each sample. */
  sampleWeight?: ModelData | null;
  /** The epoch to begin with, to go on with earlier training. Default: 0. */
  initialEpoch?: number;
  /** Batches in an epoch; by default all there are. */
  stepsPerEpoch?: number | null;
  /** Batches of each validation; by default all there are. */
  validationSteps?: number | null;
  /** Default: `batchSize`. */
  validationBatchSize?: number | null;
  /** Validates after every so many epochs, or after the epochs listed (counted from 1). Default: 1. */
  validationFreq?: number | readonly number[];
  /** Ends training after the batch that is running; `fit` rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface FitArguments {
  x: ModelData | BatchIterable;
  y: ModelData | FitOptions | undefined;
  options: FitOptions | undefined;
}

/** Trains `model`; see `Model.fit`. */
export function fit(model: Model, { x, y, options }: FitArguments): Promise<History> {
  return exclusively(model, async () => {
    model.compiledState();
    const isIterable = isBatchIterable(x);
    const settings = (isIterable ? (y as FitOptions | undefined) : options) ?? {};
    checkOptions(model, settings);
    warnOfStaleTrainable(model);
    const { train, validation } = await sources(model, { x, y: isIterable ? null : (y as ModelData) }, settings);
    try {
      return await runEpochs(model, { train, validation }, settings);
    } finally {
      train.dispose();
      validation?.dispose();
    }
  });
}

interface Sources {
  train: OwnedSource;
  validation: OwnedSource | null;
}

/** The training loop. */
async function runEpochs(model: Model, { train, validation }: Sources, options: FitOptions): Promise<History> {
  const { epochs = 1, initialEpoch = 0, signal } = options;
  const history = new History();
  const params: RunParams = { epochs, steps: train.steps, verbose: verbosity(options.verbose) };
  const progress = params.verbose === 0 ? [] : [new ProgressLogger()];
  const callbacks = new CallbackList([options.callbacks, history, ...progress]);
  const pause = new Pause();
  const steps = new RecordedSteps(model);
  callbacks.begin(model, params);
  let logs: Logs = {};
  await callbacks.call('onTrainBegin', logs);
  try {
    for (let epoch = initialEpoch; epoch < epochs && !model.stopTraining; epoch++) {
      model.resetMetrics();
      await callbacks.callEpoch('onEpochBegin', epoch, {});
      await trainEpoch(model, train, { epoch, callbacks, pause, signal, steps });
      logs = await readLogs(model);
      if (!Number.isFinite(logs['loss']) && !readsAtOnce()) warnNotFinite(logs['loss'] ?? Number.NaN, epoch, null);
      if (validation !== null && validatesAfter(epoch, options.validationFreq ?? 1))
        Object.assign(logs, prefixed(await evaluateSource(model, validation, { callbacks, pause, signal })));
      await callbacks.callEpoch('onEpochEnd', epoch, logs);
    }
    model.optimizer.finalizeVariableValues(model.trainableWeights);
  } finally {
    steps.dispose();
    await callbacks.call('onTrainEnd', logs);
  }
  return history;
}

interface EpochRun {
  epoch: number;
  callbacks: CallbackList;
  pause: Pause;
  signal: AbortSignal | undefined;
  steps: RecordedSteps;
}

/** One pass over the training data. */
async function trainEpoch(
  model: Model,
  train: OwnedSource,
  { epoch, callbacks, pause, signal, steps }: EpochRun,
): Promise<void> {
  const batches = train.epoch();
  let warned = false;
  try {
    for (let step = 0; ; step++) {
      signal?.throwIfAborted();
      const pending = batches.next();
      const next = 'then' in pending ? await pending : pending;
      if (next.done) return;
      await callbacks.callBatch('onTrainBatchBegin', step, () => Promise.resolve({}));
      const loss = runStep(model, next.value, steps);
      if (!warned && loss !== null && !Number.isFinite(loss)) {
        warned = true;
        warnNotFinite(loss, epoch, step);
      }
      await callbacks.callBatch('onTrainBatchEnd', step, () => readLogs(model));
      await callbacks.batchDone();
      await pause.ifDue();
      if (model.stopTraining) return;
    }
  } finally {
    await batches.return?.();
  }
}

/** Takes one step; returns the loss where reading it costs nothing. */
function runStep(model: Model, batch: Batch, steps: RecordedSteps): number | null {
  try {
    const loss = trainStep(model, batch, (batch) => steps.compute(batch));
    const value = readsAtOnce() ? (loss.dataSync()[0] ?? null) : null;
    loss.dispose();
    return value;
  } finally {
    disposeBatch(batch);
  }
}

function warnNotFinite(loss: number, epoch: number, batch: number | null): void {
  const where = batch === null ? `in epoch ${epoch + 1}` : `at epoch ${epoch + 1}, batch ${batch + 1}`;
  warn(
    `The loss is not finite ${where}: ${loss}. Lower the learning rate, check the data, or add TerminateOnNaN to the callbacks`,
  );
}

function prefixed(logs: Logs): Logs {
  return Object.fromEntries(Object.entries(logs).map(([key, value]) => [`val_${key}`, value]));
}

function validatesAfter(epoch: number, frequency: number | readonly number[]): boolean {
  return typeof frequency === 'number' ? (epoch + 1) % frequency === 0 : frequency.includes(epoch + 1);
}

/** `'auto'` shows the bar. */
export function verbosity(verbose: Verbose = 'auto'): 0 | 1 | 2 {
  checkOneOf(verbose, { owner: 'verbose', name: 'verbose', choices: ['auto', 0, 1, 2] });
  return verbose === 'auto' ? 1 : verbose;
}

function checkOptions(model: Model, options: FitOptions): void {
  const owner = `${model.describe()}.fit`;
  checkPositiveInteger(options.batchSize ?? 32, { owner, name: 'batchSize' });
  checkNonNegativeInteger(options.epochs ?? 1, { owner, name: 'epochs' });
  checkNonNegativeInteger(options.initialEpoch ?? 0, { owner, name: 'initialEpoch' });
  checkBetween(options.validationSplit ?? 0, { owner, name: 'validationSplit', low: 0, high: 1 });
  if (options.stepsPerEpoch != null) checkPositiveInteger(options.stepsPerEpoch, { owner, name: 'stepsPerEpoch' });
  const { validationFreq = 1 } = options;
  if (!Array.isArray(validationFreq)) checkPositiveInteger(validationFreq, { owner, name: 'validationFreq' });
  verbosity(options.verbose);
}

/** The data as batches, checked: training samples, and those for validation. */
async function sources(
  model: Model,
  { x, y }: { x: ModelData | BatchIterable; y: ModelData | null },
  options: FitOptions,
): Promise<Sources> {
  const {
    batchSize = 32,
    shuffle = true,
    stepsPerEpoch = null,
    validationSplit = 0,
    sampleWeight,
    classWeight,
  } = options;
  const { inputNames, outputNames } = model;
  if (isBatchIterable(x)) {
    if (validationSplit > 0 || sampleWeight != null)
      throw new DataError('`validationSplit` and `sampleWeight` need arrays. Received: an iterable of batches');
    const weights = readClassWeight(model, classWeight);
    const source = iterableSource(x, { inputNames, outputNames, steps: stepsPerEpoch });
    const train = { ...weightedSource(model, source, weights), dispose: () => undefined };
    return { train, validation: await validationSource(model, options) };
  }
  const given = toSamples({ x, y, sampleWeight, inputNames, outputNames });
  try {
    await checkLabels(model, given);
    const samples = await withClassWeight(model, given, classWeight);
    const split = splitAt(samples.length, validationSplit);
    const train = arraySource(samples, { from: 0, to: split, batchSize, shuffle });
    const validationBatch = options.validationBatchSize ?? batchSize;
    const held = { from: split, to: samples.length, batchSize: validationBatch, shuffle: false };
    const validation =
      split < samples.length && options.validationData == null
        ? { ...arraySource(given, held), dispose: () => undefined }
        : await validationSource(model, options);
    return {
      train: { ...limited(train, stepsPerEpoch), dispose: () => disposeSamples(given) },
      validation,
    };
  } catch (error) {
    disposeSamples(given);
    throw error;
  }
}

/** Where the validation samples begin. */
function splitAt(length: number, validationSplit: number): number {
  if (validationSplit === 0) return length;
  const split = Math.floor(length * (1 - validationSplit));
  if (split === 0 || split === length)
    throw new DataError(
      `\`validationSplit\` leaves no samples for ${split === 0 ? 'training' : 'validation'}. Received: validationSplit=${validationSplit} with ${length} samples`,
    );
  return split;
}

async function validationSource(model: Model, options: FitOptions): Promise<OwnedSource | null> {
  const { validationData, validationSteps, validationBatchSize, batchSize = 32 } = options;
  if (validationData == null) return null;
  const settings = { batchSize: validationBatchSize ?? batchSize, steps: validationSteps };
  if (!Array.isArray(validationData)) return evaluationSource(model, { x: validationData as BatchIterable }, settings);
  const [x, y, sampleWeight] = validationData as unknown as readonly [ModelData, ModelData, ModelData?];
  return evaluationSource(model, { x, y, sampleWeight }, settings);
}

/** A source that ends each epoch after `steps` batches, and takes up the next epoch where it left off. */
function limited(source: ReturnType<typeof arraySource>, steps: number | null): ReturnType<typeof arraySource> {
  if (steps === null) return source;
  let running = source.epoch() as Iterator<Parameters<typeof disposeBatch>[0]>;
  return {
    steps,
    *epoch() {
      for (let step = 0; step < steps; step++) {
        let next = running.next();
        if (next.done) {
          running = source.epoch() as typeof running;
          next = running.next();
        }
        if (next.done) return;
        yield next.value;
      }
    },
  };
}
