import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { annotate, annotationOf, annotationTensors, maskOf } from './annotations.ts';

it('masks and logits travel with a tensor, each kept when the other is added', () => {
  const before = tf.memory().numTensors;
  const [tensor, mask, logits] = [tf.zeros([2]), tf.tensor([true, false]), tf.ones([2])];
  expect(maskOf(tensor)).toBeNull();
  expect(annotationOf(tensor)).toEqual({});
  expect(annotationTensors(tensor)).toEqual([]);

  annotate(tensor, { mask });
  annotate(tensor, { logits: { activation: 'sigmoid', tensor: logits } });
  expect(maskOf(tensor)).toBe(mask);
  expect(annotationTensors(tensor)).toEqual([mask, logits]);

  annotate(tensor, { mask: null });
  expect(maskOf(tensor)).toBeNull();
  expect(annotationTensors(tensor)).toEqual([logits]);

  const copy = tf.clone(tensor);
  expect(annotationOf(copy)).toEqual({});
  tf.dispose([tensor, mask, logits, copy]);
  expect(tf.memory().numTensors).toBe(before);
});
