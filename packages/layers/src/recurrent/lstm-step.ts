import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationFunction, ActivationLike } from '../activations/get.ts';
import type { WeightOptions } from '../engine/layer.ts';
import type { WeightSettings } from '../engine/weight-config.ts';

/** What a cell of long short-term memory takes beside what all cells take. */
export interface LSTMCellArguments {
  /** The gates' activation. Default: `'sigmoid'`; `null` is `linear`. */
  recurrentActivation?: ActivationLike | null;
  /** Whether the forget gate's bias begins at 1, so that the cell remembers before it has learnt to. Default: true. */
  unitForgetBias?: boolean;
}

/** One step from the gates before their activations, side by side along `axis` in the order i, f, c, o: `[h, h, c]`. */
export function lstmStep(
  gates: Tensor,
  before: Tensor,
  { axis, activation, recurrentActivation }: LSTMStepOptions,
): Tensor[] {
  const [i, f, g, o] = tf.split(gates, 4, axis) as [Tensor, Tensor, Tensor, Tensor];
  const c = tf.add(tf.mul(recurrentActivation(f), before), tf.mul(recurrentActivation(i), activation(g)));
  const h = tf.mul(recurrentActivation(o), activation(c));
  return [h, h, c];
}

export interface LSTMStepOptions {
  axis: number;
  activation: ActivationFunction;
  recurrentActivation: ActivationFunction;
}

/** Options of a bias `[4 · units]` whose part of the forget gate begins at 1. */
export function forgetBias(settings: WeightSettings, units: number): WeightOptions {
  const { initializer } = settings;
  const initial = (): Tensor => tf.concat([initializer.call([units]), tf.ones([units]), initializer.call([2 * units])]);
  return { ...settings, initializer: initial };
}
