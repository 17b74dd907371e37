import { StateError, valueAndGradients, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../model.ts';
import type { Batch } from '../training/batches.ts';
import { forward } from '../training/step.ts';

/** The loss that training minimises, of one batch. */
export async function lossOf(model: Model, batch: Batch, training: boolean): Promise<number> {
  const loss = tf.tidy(() => forward(model, batch, training).total);
  const [value = Number.NaN] = await loss.data();
  loss.dispose();
  return value;
}

/** What `train` updates; the last `compile` settles it as soon as a first step is taken. */
export function trainedVariables(model: Model): readonly Variable[] {
  const variables = model.compiledState().trainable ?? model.trainableWeights;
  if (variables.length === 0) throw new StateError(`${model.describe()} has no trainable weights`);
  return variables;
}

export interface GradientArguments {
  batch: Batch;
  training: boolean;
  variables: readonly Variable[];
  /** Multiplies the loss by a factor before it is differentiated; the loss that is returned is without it. */
  scaleLoss?: (loss: Tensor) => Tensor;
}

/** The loss of one batch and its gradients, `null` for a variable it does not depend on; to be called inside `tf.tidy`. */
export function lossAndGradients(
  model: Model,
  { batch, training, variables, scaleLoss }: GradientArguments,
): { loss: Tensor; gradients: (Tensor | null)[] } {
  const { value, gradients } = valueAndGradients(
    () => {
      const { total } = forward(model, batch, training);
      return scaleLoss ? scaleLoss(total) : total;
    },
    variables.map((variable) => variable.value),
  );
  return { loss: scaleLoss ? tf.div(value, scaleLoss(tf.scalar(1))) : value, gradients };
}
