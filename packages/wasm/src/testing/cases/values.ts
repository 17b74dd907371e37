import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../harness.ts';

/** A call of tfjs, run on whatever backend is current. */
export type Case = [name: string, f: () => tf.Tensor | tf.Tensor[]];

export const float = (shape: number[], seed = 1, scale = 1): tf.Tensor => tf.mul(new Random(seed).tensor(shape), scale);
export const positive = (shape: number[], seed = 1): tf.Tensor => tf.add(tf.abs(float(shape, seed)), 0.1);
export const whole = (shape: number[], seed = 1): tf.Tensor =>
  tf.cast(
    tf.tensor(
      new Random(seed).values(tf.util.sizeFromShape(shape)).map((x) => Math.round(x * 9)),
      shape,
    ),
    'int32',
  );
export const truth = (shape: number[], seed = 1): tf.Tensor =>
  tf.tensor(
    Array.from(new Random(seed).values(tf.util.sizeFromShape(shape)), (x) => x > 0),
    shape,
    'bool',
  );
export const ids = (values: number[] | number[][]): tf.Tensor => tf.tensor(values, undefined, 'int32');
export const image = (shape: [number, number, number, number], seed = 1): tf.Tensor4D =>
  float(shape, seed) as tf.Tensor4D;
export const volume = (shape: number[], seed = 1): tf.Tensor5D => float(shape, seed) as tf.Tensor5D;
export const makers = { float, whole, truth };
