import * as tf from '@tensorflow/tfjs-core';
import { gradient, savedTensor, sumToShape } from './tape.ts';

/** Of a batch of products where one side is repeated, the gradients are added up over the repeated axes. */
export const matMulGradients: readonly tf.GradConfig[] = [
  gradient<tf.BatchMatMulAttrs>({ kernelName: 'BatchMatMul', inputsToSave: ['a', 'b'] }, ({ dy, saved, attrs }) => {
    const [a, b] = [savedTensor(saved, 0), savedTensor(saved, 1)];
    const { transposeA, transposeB } = attrs;
    const left = (): tf.Tensor =>
      transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB);
    const right = (): tf.Tensor =>
      transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false);
    return { a: () => sumToShape(left(), a.shape), b: () => sumToShape(right(), b.shape) };
  }),
];
