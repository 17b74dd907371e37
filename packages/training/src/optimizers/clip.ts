import { hasKernel, runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

export interface Clips {
  clipnorm: number | null;
  globalClipnorm: number | null;
  clipvalue: number | null;
}

/** The gradients made smaller by whichever clip is set; 0 sets none. */
export function clipGradients(gradients: Tensor[], { clipnorm, globalClipnorm, clipvalue }: Clips): Tensor[] {
  const limit = clipnorm || globalClipnorm;
  if (limit && hasKernel('ClipByNorm'))
    return runKernel('ClipByNorm', Object.fromEntries(gradients.entries()), { limit, together: !clipnorm });
  if (clipnorm) return gradients.map((gradient) => clipByNorm(gradient, clipnorm));
  if (globalClipnorm) return clipByGlobalNorm(gradients, globalClipnorm);
  if (clipvalue) return gradients.map((gradient) => tf.clipByValue(gradient, -clipvalue, clipvalue));
  return gradients;
}

function squaredNorm(x: Tensor): Tensor {
  return tf.sum(tf.square(x));
}

/** The Euclidean norm of all elements. */
export function norm(x: Tensor): Tensor {
  return tf.sqrt(squaredNorm(x));
}

function clipByNorm(gradient: Tensor, clipnorm: number): Tensor {
  return tf.mul(gradient, tf.div(clipnorm, tf.maximum(norm(gradient), clipnorm)));
}

function clipByGlobalNorm(gradients: Tensor[], clipnorm: number): Tensor[] {
  const norm = tf.sqrt(tf.addN(gradients.map(squaredNorm)));
  // norm - norm is 0, or NaN where the norm is not finite: then no gradient may pass for a good one.
  const scale = tf.add(tf.div(clipnorm, tf.maximum(norm, clipnorm)), tf.sub(norm, norm));
  return gradients.map((gradient) => tf.mul(gradient, scale));
}
