import { annotate, annotationTensors, StateError, valueAndGradients, warn, type Variable } from '@argali/core';
import { withScope } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Compiled } from '../compile/compile.ts';
import { addAll } from '../compile/compiled-loss.ts';
import type { Model } from '../model.ts';
import type { Batch } from './batches.ts';
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

/** Adds a batch's results to the running means and metrics. */
function record(compiled: Compiled, batch: Batch, { yPred, total, parts }: Forward): void {
  compiled.lossTracker.update([total, ...parts], batch.size);
  compiled.metrics.update({ yTrue: batch.y, yPred, sampleWeights: batch.sampleWeights });
}

/** The variables to train: what was trainable when the model was first trained after `compile`. */
function trainableOf(model: Model): readonly Variable[] {
  const compiled = model.compiledState();
  if (compiled.trainable === null) {
    compiled.trainable = model.trainableWeights;
    // An optimizer that has trained before gets state for what it has not trained yet.
    compiled.optimizer.build(compiled.trainable);
  }
  return compiled.trainable;
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

/** Predictions, losses and gradients of one batch. */
export function computeStep(model: Model, batch: Batch): StepResult {
  const { optimizer } = model.compiledState();
  model.ensureBuiltFor(batch.x);
  let result: Forward | null = null;
  const { gradients } = valueAndGradients(
    () => {
      result = forward(model, batch, true);
      // The tape tidies up after itself; what the metrics need has to outlive it.
      const { yPred, total, parts } = result;
      const held = [...yPred, ...yPred.flatMap(annotationTensors), ...parts, total];
      for (const tensor of held) if (!batch.x.includes(tensor)) tf.keep(tensor);
      return optimizer.scaleLoss(total);
    },
    trainableOf(model).map((variable) => variable.value),
  );
  // TypeScript does not see that the function has run.
  const computed = result as Forward | null;
  if (computed === null) throw new StateError('the training step was not run');
  return { ...computed, gradients };
}

/**
 * One step of training: forward, gradients, update, metrics. Returns the loss; the caller disposes of it.
 *
 * @param compute what computes the step; by default {@link computeStep}
 */
export function trainStep(
  model: Model,
  batch: Batch,
  compute: (batch: Batch) => StepResult = (batch) => computeStep(model, batch),
): Tensor {
  const compiled = model.compiledState();
  if (batch.isUnchecked) checkBatchLabels(model, batch, model.outputs);
  return tf.tidy(() => {
    const result = compute(batch);
    const { gradients, yPred, total, parts } = result;
    if (model.graph === null) checkPredicted(model, batch, result);
    const held = new Set([...yPred, ...yPred.flatMap(annotationTensors), ...parts]);
    compiled.optimizer.apply(gradients, trainableOf(model));
    // As in Keras's compiled step, whose metrics are given the bare predictions: masks reach them in evaluation alone.
    for (const output of yPred) annotate(output, { mask: null });
    record(compiled, batch, result);
    for (const tensor of held) if (tensor !== total && !batch.x.includes(tensor)) tensor.dispose();
    return total;
  });
}

/** Of a model without a graph, only its predictions tell which labels can be. */
function checkPredicted(model: Model, batch: Batch, { yPred, total, parts }: Forward): void {
  try {
    checkBatchLabels(model, batch, yPred);
  } catch (error) {
    tf.dispose([...yPred.flatMap(annotationTensors), ...yPred.filter((y) => !batch.x.includes(y)), ...parts, total]);
    throw error;
  }
}

/** One step of evaluation: forward, loss and metrics. */
export function testStep(model: Model, batch: Batch): void {
  if (batch.isUnchecked) checkBatchLabels(model, batch, model.outputs);
  tf.tidy(() => {
    const result = forward(model, batch, false);
    if (model.graph === null) checkBatchLabels(model, batch, result.yPred);
    record(model.compiledState(), batch, result);
  });
}
