import {
  checkBetween,
  checkNonNegativeInteger,
  checkOneOf,
  checkPositiveInteger,
  DataError,
  readsAtOnce,
  warn,
} from '@argali/core';
import { CallbackList } from '../callbacks/callback-list.ts';
import type { Callbacks, Logs, RunParams } from '../callbacks/callback.ts';
import { History } from '../callbacks/history.ts';
import { ProgressLogger } from '../callbacks/progress-logger.ts';
import type { Model } from '../model.ts';
import { arraySource, type Batch, type BatchSource } from './batches.ts';
import { readClassWeight, weightedSource, withClassWeight, type ClassWeight } from './class-weight.ts';
import {
  disposeSamples,
  isBatchIterable,
  toSamples,
  type BatchIterable,
  type ModelData,
  type Samples,
} from './data.ts';
import { checkSignal, closing, eachBatch, noBatches, warnIfShort, type BatchLoop } from './each-batch.ts';
import { evaluateSource, type EvaluationRun } from './evaluate.ts';
import { IterableSource } from './iterable-source.ts';
import { checkLabels } from './labels.ts';
import { checkFitOptions, givenOptions } from './options.ts';
import { Pause } from './pause.ts';
import { RecordedSteps } from './recorded-steps.ts';
import { RunState } from './run-state.ts';
import { endOf, evaluationSource, exclusively } from './source.ts';
import { trainStep, warnOfStaleTrainable, type StepResult } from './step.ts';

/** What is printed: nothing, a bar that moves, or one line an epoch. `'auto'` is 1. */
export type Verbose = 'auto' | 0 | 1 | 2;

/** Validation data: `[x, y]`, `[x, y, sampleWeight]` or an iterable of batches. */
export type ValidationData = readonly [x: ModelData, y: ModelData, sampleWeight?: ModelData] | BatchIterable;

/** Options of `model.fit` (https://keras.io/api/models/model_training_apis/#fit-method). */
export interface FitOptions {
  /** Samples for each step. Default: 32. */
  batchSize?: number | null;
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
    const settings = givenOptions<FitOptions>({ y, options }, isIterable);
    checkOptions(model, settings);
    warnOfStaleTrainable(model);
    const data = await sources(model, { x, y: isIterable ? null : (y as ModelData) }, settings);
    return closing([data.train, data.validation], async () => {
      const history = await runEpochs(model, data, settings);
      return { value: history, interrupted: model.stopTraining };
    });
  });
}

interface Sources {
  train: BatchSource;
  validation: BatchSource | null;
}

/** The training loop. */
async function runEpochs(model: Model, { train, validation }: Sources, options: FitOptions): Promise<History> {
  const { signal } = options;
  const [epochs, initialEpoch] = [options.epochs ?? 1, options.initialEpoch ?? 0];
  const history = new History();
  const params: RunParams = { epochs, steps: train.steps, verbose: verbosity(options.verbose) };
  const progress = params.verbose === 0 ? [] : [new ProgressLogger()];
  const callbacks = new CallbackList([options.callbacks, history, ...progress]);
  const pause = new Pause();
  const state = new RunState(model.compiledState());
  const steps = new RecordedSteps(model);
  let logs: Logs = {};
  const end = (): Promise<void> => callbacks.call('onTrainEnd', logs);
  const compute = (batch: Batch): StepResult => steps.compute(batch);
  const isStopped = (): boolean => model.stopTraining;
  const loop: BatchLoop = { kind: 'Train', callbacks, pause, signal, logs: () => state.logs(), isStopped };
  let [epoch, isWarned] = [initialEpoch, false];
  const step = (batch: Batch, index: number): void => {
    const loss = trainStep(model, batch, { state, compute });
    const value = readsAtOnce() ? (loss.dataSync()[0] ?? Number.NaN) : 0;
    loss.dispose();
    if (isWarned || Number.isFinite(value)) return;
    isWarned = true;
    warnNotFinite(value, epoch, index);
  };
  model.stopTraining = false;
  callbacks.begin(model, params);
  await callbacks.call('onTrainBegin', logs);
  try {
    for (; epoch < epochs && !isStopped(); epoch++) {
      state.reset();
      isWarned = false;
      await callbacks.callEpoch('onEpochBegin', epoch, {});
      const count = await eachBatch(train, loop, step);
      if (count === 0 && epoch > initialEpoch) {
        warn(`${model.describe()}: the data have ended after ${epoch} epochs of ${epochs}: ${ENDED}`);
        break;
      }
      if (count === 0) throw noBatches(`${model.describe()}.fit: expected`);
      if (!isStopped()) warnIfShort(train, count, () => `${model.describe()}: epoch ${epoch + 1}`);
      logs = await state.logs();
      if (validation !== null) state.end();
      if (!Number.isFinite(logs['loss']) && !readsAtOnce()) warnNotFinite(logs['loss'] ?? Number.NaN, epoch, null);
      if (validation !== null && validatesAfter(epoch, options.validationFreq ?? 1))
        Object.assign(logs, await validate(model, validation, { epoch, callbacks, pause, signal, history }));
      await callbacks.callEpoch('onEpochEnd', epoch, logs);
    }
    model.optimizer.finalizeVariableValues(model.trainableWeights);
  } catch (error) {
    await end().catch(() => undefined);
    throw error;
  } finally {
    steps.dispose();
    state.end();
  }
  await end();
  return history;
}

const ENDED = 'an iterator cannot start again. Give a function that makes one for each epoch';

interface ValidationRun extends EvaluationRun {
  epoch: number;
  history: History;
}

/** The loss and metrics of the validation data, as `val_…`; nothing, with a warning, if the data have ended. */
async function validate(
  model: Model,
  validation: BatchSource,
  { epoch, history, ...run }: ValidationRun,
): Promise<Logs> {
  model.stopEvaluating = false;
  const logs = await evaluateSource(model, validation, run);
  if (logs !== null) return prefixed(logs);
  const owner = `${model.describe()}.fit`;
  if (!('val_loss' in history.history)) throw noBatches(`${owner}: expected \`validationData\` to have`);
  warn(`${owner}: the validation data have ended before epoch ${epoch + 1}, which is not validated: ${ENDED}`);
  return {};
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
  checkFitOptions(options, owner);
  for (const name of ['batchSize', 'stepsPerEpoch', 'validationSteps', 'validationBatchSize'] as const)
    if (options[name] != null) checkPositiveInteger(options[name], { owner, name });
  for (const name of ['epochs', 'initialEpoch'] as const)
    if (options[name] !== undefined) checkNonNegativeInteger(options[name], { owner, name });
  checkBetween(options.validationSplit ?? 0, { owner, name: 'validationSplit', low: 0, high: 1 });
  for (const frequency of [options.validationFreq ?? 1].flat())
    checkPositiveInteger(frequency, { owner, name: 'validationFreq' });
  if (options.shuffle !== undefined) checkOneOf(options.shuffle, { owner, name: 'shuffle', choices: [true, false] });
  checkSignal(options.signal, owner);
  verbosity(options.verbose);
}

/** The data as batches, checked: training samples, and those for validation. */
async function sources(
  model: Model,
  { x, y }: { x: ModelData | BatchIterable; y: ModelData | null },
  options: FitOptions,
): Promise<Sources> {
  const { shuffle = true, sampleWeight, classWeight, validationData } = options;
  const [batchSize, validationSplit] = [options.batchSize ?? 32, options.validationSplit ?? 0];
  const steps = options.stepsPerEpoch ?? null;
  const { inputNames, outputNames } = model;
  if (isBatchIterable(x)) {
    if (validationSplit > 0 || sampleWeight != null)
      throw new DataError('`validationSplit` and `sampleWeight` need arrays. Received: an iterable of batches');
    const weights = readClassWeight(model, classWeight);
    const source = new IterableSource(x, { inputNames, outputNames, steps, restarts: false });
    return { train: weightedSource(model, source, weights), validation: await validationSource(model, options) };
  }
  const samples = toSamples({ x, y, sampleWeight, inputNames, outputNames });
  try {
    await checkLabels(model, samples);
    const weighted = await withClassWeight(model, samples, classWeight);
    // Given validation data leave all samples to training.
    const split = validationData == null ? splitAt(samples.length, validationSplit) : samples.length;
    const validation =
      split < samples.length ? heldOut(samples, split, options) : await validationSource(model, options);
    return { train: arraySource(weighted, { from: 0, to: split, batchSize, shuffle, steps }), validation };
  } catch (error) {
    disposeSamples(samples);
    throw error;
  }
}

/** The samples from `from` on, without the weights of their classes, which are for training alone. */
function heldOut(samples: Samples, from: number, options: FitOptions): BatchSource {
  const settings = validationSettings(options);
  const to = from + endOf(samples.length - from, settings);
  return arraySource(samples, { from, to, batchSize: settings.batchSize, shuffle: false });
}

function validationSettings(options: FitOptions): { batchSize: number; steps: number | null } {
  const { batchSize, validationBatchSize, validationSteps = null } = options;
  return { batchSize: validationBatchSize ?? batchSize ?? 32, steps: validationSteps };
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

async function validationSource(model: Model, options: FitOptions): Promise<BatchSource | null> {
  const { validationData } = options;
  if (validationData == null) return null;
  const settings = validationSettings(options);
  if (!Array.isArray(validationData)) return evaluationSource(model, { x: validationData as BatchIterable }, settings);
  const [x, y, sampleWeight] = validationData as unknown as readonly [ModelData, ModelData, ModelData?];
  return evaluationSource(model, { x, y, sampleWeight }, settings);
}
