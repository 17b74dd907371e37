import { annotate, annotationTensors, StateError, valueAndGradients, warn, type Variable } from '@argali/core';
import { withScope } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { addAll } from '../compile/compiled-loss.ts';
import type { Model } from '../model.ts';
import type { Batch } from './batches.ts';
import type { RunState } from './run-state.ts';
import { checkBatchLabels } from './labels.ts';

/** Predictions and losses of one batch. */
export interface Forward {
  yPred: Tensor[];
  /** The loss to minimise: the outputs' losses, the weights' penalties and what layers added. */
  total: Tensor;
  /** The outputs' losses, before weighting. */
  parts: Tensor[];
}

/** The model's predictions and losses; tensors made on the way are the caller's to tidy up. */
export function forward(model: Model, batch: Batch, training: boolean): Forward {
  const { loss } = model.compiledState();
  const added: Tensor[] = [];
  const [first] = batch.x;
  const yPred = withScope({ training, losses: added, keepLogits: true }, () =>
    model.applyAll(batch.x.length === 1 && first ? first : batch.x),
  );
  const { total, parts } = loss.compute({ yTrue: batch.y, yPred, sampleWeights: batch.sampleWeights });
  const penalties = [...weightPenalties(model), ...added];
  if (total === null && penalties.length === 0)
    throw new StateError(
      `${model.describe()} has no loss to compute: call model.compile({ loss }), or let layers add losses`,
    );
  return { yPred, total: addAll([...(total ? [total] : []), ...penalties]), parts };
}

/** The penalties of the weights' regularizers; which weights have one is looked up once. */
function weightPenalties(model: Model): Tensor[] {
  const compiled = model.compiledState();
  compiled.regularized ??= model.trainableWeights.filter(({ regularizer }) => regularizer !== null);
  return compiled.regularized.flatMap(({ regularizer, value }) => regularizer?.call(value) ?? []);
}

/** The variables to train: what was trainable when the model was first trained after `compile`. */
function trainableOf(model: Model): readonly Variable[] {
  const compiled = model.compiledState();
  if (compiled.trainable !== null) return compiled.trainable;
  const { trainableWeights } = model;
  if (trainableWeights.length === 0) warn(`${model.describe()} does not have any trainable weights`);
  // An optimizer that has trained before gets state for what it has not trained yet.
  compiled.optimizer.build(trainableWeights);
  return (compiled.trainable = trainableWeights);
}

/** Warns of layers whose `trainable` was changed since then. */
export function warnOfStaleTrainable(model: Model): void {
  const { trainable } = model.compiledState();
  if (trainable === null) return;
  const [before, now] = [new Set(trainable), new Set(model.trainableWeights)];
  const changed = model.weights.filter((weight) => before.has(weight) !== now.has(weight));
  if (changed.length > 0)
    warn(
      `${model.describe()}: \`trainable\` was changed after \`compile\`, which takes no effect until the next: ${changed.map(({ path }) => path).join(', ')}`,
    );
}

/** What a training step computes before it changes anything. */
export interface StepResult extends Forward {
  /** One for each variable to train; `null` for those that the loss does not depend on. */
  gradients: (Tensor | null)[];
}

/** Predictions, losses and gradients of one batch. The predictions and losses are kept: whoever takes them frees them. */
export function computeStep(model: Model, batch: Batch): StepResult {
  const { optimizer } = model.compiledState();
  model.ensureBuiltFor(batch.x);
  const variables = trainableOf(model).map((variable) => variable.value);
  let result: Forward | null = null;
  const kept: Tensor[] = [];
  const run = (): Tensor => {
    result = forward(model, batch, true);
    // The tape tidies up after itself; what the metrics need has to outlive it.
    for (const tensor of heldBy(result)) if (!batch.x.includes(tensor)) kept.push(tf.keep(tensor));
    return optimizer.scaleLoss(result.total);
  };
  try {
    // Without weights to train, too: there may be state that moves.
    const { gradients } = valueAndGradients(run, variables);
    // TypeScript does not see that the function has run.
    const computed = result as Forward | null;
    if (computed === null) throw new StateError('the training step was not run');
    return { ...computed, gradients };
  } catch (error) {
    tf.dispose(kept);
    throw error;
  }
}

/** The tensors that a result holds; some may come twice, or be those of the batch. */
function heldBy({ yPred, total, parts }: Forward): Tensor[] {
  const held = [total, ...parts, ...yPred];
  for (const output of yPred) held.push(...annotationTensors(output));
  return held;
}

export interface StepOptions {
  /** What counts the losses and metrics. */
  state: RunState;
  /** What computes the step; by default {@link computeStep}. */
  compute?: (batch: Batch) => StepResult;
}

/** One step of training: forward, gradients, update, metrics. Returns the loss; the caller disposes of it. */
export function trainStep(
  model: Model,
  batch: Batch,
  { state, compute = (batch) => computeStep(model, batch) }: StepOptions,
): Tensor {
  const { optimizer } = model.compiledState();
  if (batch.isUnchecked) checkBatchLabels(model, batch, model.outputs);
  return tf.tidy(() => {
    const result = compute(batch);
    const { gradients, yPred, total } = result;
    const held = heldBy(result);
    let isDone = false;
    try {
      // Of a model without a graph, only its predictions tell which labels can be.
      if (model.graph === null) checkBatchLabels(model, batch, yPred);
      optimizer.apply(gradients, trainableOf(model));
      // As in Keras's compiled step, whose metrics are given the bare predictions: masks reach them in evaluation alone.
      for (const output of yPred) annotate(output, { mask: null });
      state.update(batch, result);
      isDone = true;
      return total;
    } finally {
      for (const tensor of held) if (!(isDone && tensor === total) && !batch.x.includes(tensor)) tensor.dispose();
    }
  });
}

/** One step of evaluation: forward, loss and metrics. */
export function testStep(model: Model, batch: Batch, state: RunState): void {
  if (batch.isUnchecked) checkBatchLabels(model, batch, model.outputs);
  tf.tidy(() => {
    const result = forward(model, batch, false);
    if (model.graph === null) checkBatchLabels(model, batch, result.yPred);
    state.update(batch, result);
  });
}
