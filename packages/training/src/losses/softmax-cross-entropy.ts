import { hasKernel, runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * `-Σ labels · log softmax(logits)` over the last axis: `[…, classes]` twice → `[…]`. One kernel where the backend has it,
 * which takes the labels as constants.
 */
export function softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor {
  if (!hasKernel('SoftmaxCrossEntropy')) return tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), -1));
  const classes = logits.shape.at(-1) ?? 1;
  const losses = fused('SoftmaxCrossEntropy', tf.reshape(labels, [-1, classes]), tf.reshape(logits, [-1, classes]));
  return tf.reshape(losses, logits.shape.slice(0, -1));
}

/**
 * `-log softmax(logits)[label]` over the last axis: labels `[…]` and logits `[…, classes]` → `[…]`; NaN for a label outside
 * the classes.
 */
export function sparseSoftmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor {
  if (!hasKernel('SparseSoftmaxCrossEntropy')) return pickedByLabel(labels, tf.neg(tf.logSoftmax(logits)));
  const classes = logits.shape.at(-1) ?? 1;
  const losses = fused('SparseSoftmaxCrossEntropy', tf.reshape(labels, [-1]), tf.reshape(logits, [-1, classes]));
  return tf.reshape(losses, labels.shape);
}

/** The entry of each row that its label names: labels `[…]`, values `[…, classes]` → `[…]`; NaN for a label outside. */
export function pickedByLabel(labels: Tensor, values: Tensor): Tensor {
  const classes = values.shape.at(-1) ?? 1;
  const inside = tf.logicalAnd(tf.greaterEqual(labels, 0), tf.less(labels, classes));
  const chosen = tf.oneHot(tf.cast(labels, 'int32'), classes);
  return tf.where(inside, tf.sum(tf.mul(values, chosen), -1), tf.scalar(NaN));
}

/** A fused kernel and the one of its gradient: labels `[n, …]`, logits `[n, classes]` → `[n]`. */
function fused(kernel: string, labels: Tensor, logits: Tensor): Tensor {
  const loss = tf.customGrad((...args) => {
    const [logits, save] = args as unknown as [Tensor, tf.GradSaveFunc];
    const [value, probabilities] = runKernel(kernel, { logits, labels }) as [Tensor, Tensor];
    save([probabilities, labels]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [probabilities, labels] = saved as [Tensor, Tensor];
      return runKernel(`${kernel}Grad`, { dy, probabilities, labels });
    };
    return { value, gradFunc };
  });
  return loss(logits);
}
