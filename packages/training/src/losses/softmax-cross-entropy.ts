import { hasKernel, runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { oneHot } from './shapes.ts';

/**
 * `-Σ labels · log softmax(logits)` over the last axis: `[…, classes]` twice → `[…]`. One kernel where the backend has it.
 */
export function softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor {
  if (!hasKernel(dense.kernelName)) return tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), -1));
  const classes = logits.shape.at(-1) ?? 1;
  const losses = fused(dense, tf.reshape(labels, [-1, classes]), tf.reshape(logits, [-1, classes]));
  return tf.reshape(losses, logits.shape.slice(0, -1));
}

/**
 * `-log softmax(logits)[label]` over the last axis: labels `[…]` and logits `[…, classes]` → `[…]`; NaN for a label outside
 * the classes.
 */
export function sparseSoftmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor {
  if (!hasKernel(sparse.kernelName)) return pickedByLabel(labels, tf.neg(tf.logSoftmax(logits)));
  const classes = logits.shape.at(-1) ?? 1;
  const losses = fused(sparse, tf.reshape(labels, [-1]), tf.reshape(logits, [-1, classes]));
  return tf.reshape(losses, labels.shape);
}

/** The entry of each row that its label names: labels `[…]`, values `[…, classes]` → `[…]`; NaN for a label outside. */
export function pickedByLabel(labels: Tensor, values: Tensor): Tensor {
  const classes = values.shape.at(-1) ?? 1;
  const inside = tf.logicalAnd(tf.greaterEqual(labels, 0), tf.less(labels, classes));
  const isChosen = oneHot(labels, classes);
  return tf.where(inside, tf.sum(tf.where(isChosen, values, tf.zerosLike(values)), -1), tf.scalar(NaN));
}

/** A kernel that gives losses and probabilities: labels `[n, …]`, logits `[n, classes]` → `[n]`. */
function fused(config: GradConfig, labels: Tensor, logits: Tensor): Tensor {
  const known = tf.getGradient(config.kernelName) as GradConfig | undefined;
  if (known === undefined) tf.registerGradient(config);
  const [losses] = runKernel(config.kernelName, { logits, labels }) as [Tensor, Tensor];
  return losses;
}

const dense: GradConfig = {
  kernelName: 'SoftmaxCrossEntropy',
  inputsToSave: ['labels'],
  outputsToSave: [false, true],
  gradFunc: (dys, saved) => {
    const [dy] = dys as [Tensor];
    const [labels, probabilities] = saved as [Tensor, Tensor];
    return {
      logits: () => runKernel('SoftmaxCrossEntropyGrad', { dy, probabilities, labels })[0] as Tensor,
      labels: () => tf.mul(tf.expandDims(dy, -1), tf.neg(tf.log(tf.maximum(probabilities, 1e-38)))),
    };
  },
};

const sparse: GradConfig = {
  kernelName: 'SparseSoftmaxCrossEntropy',
  inputsToSave: ['labels'],
  outputsToSave: [false, true],
  gradFunc: (dys, saved) => {
    const [dy] = dys as [Tensor];
    const [labels, probabilities] = saved as [Tensor, Tensor];
    return {
      logits: () => runKernel('SparseSoftmaxCrossEntropyGrad', { dy, probabilities, labels })[0] as Tensor,
      labels: () => tf.zeros(labels.shape),
    };
  },
};
