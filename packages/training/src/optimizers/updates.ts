import { hasKernel, runKernel, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** `base^exponent` in 32-bit floats: what is left of 1 - β^t at small t depends on it. */
export function power32(base: number, exponent: number): number {
  return Math.fround(Math.fround(base) ** exponent);
}

/** Sets the variable and returns the value, which may be the variable itself. */
export function assign(variable: Variable, value: Tensor): Tensor {
  if (value !== variable.value) variable.value.assign(value);
  return value;
}

/** `average += (target - average) · part`; returns the new average. */
export function moveTowards(average: Variable, target: Tensor, part: number): Tensor {
  return assign(average, tf.add(average.value, tf.mul(tf.sub(target, average.value), part)));
}

/** `average = momentum · average + (1 - momentum) · target`; returns the new average. */
export function mix(average: Variable, target: Tensor, momentum: number): Tensor {
  return assign(average, tf.add(tf.mul(average.value, momentum), tf.mul(target, 1 - momentum)));
}

/** `variable -= change`. */
export function subtract(variable: Variable, change: Tensor): void {
  variable.value.assign(tf.sub(variable.value, change));
}

/** `variable -= rate · gradient`. */
export function descend(variable: Variable, gradient: Tensor, rate: number): void {
  if (!hasKernel('SgdUpdate')) {
    subtract(variable, tf.mul(gradient, rate));
    return;
  }
  variable.makeExclusive();
  runKernel('SgdUpdate', { variable: variable.value, gradient }, { learningRate: rate });
}

export interface MomentumUpdate {
  variable: Variable;
  momentum: Variable;
  gradient: Tensor;
}

export interface MomentumAttributes {
  learningRate: number;
  momentum: number;
  nesterov: boolean;
}

/** `m = momentum · m - rate · g`, then `w += m`, or with Nesterov `w += momentum · m - rate · g`. */
export function descendWithMomentum(update: MomentumUpdate, attributes: MomentumAttributes): void {
  const { variable, momentum, gradient } = update;
  if (hasKernel('SgdMomentumUpdate')) {
    variable.makeExclusive();
    momentum.makeExclusive();
    const inputs = { variable: variable.value, momentum: momentum.value, gradient };
    runKernel('SgdMomentumUpdate', inputs, attributes);
    return;
  }
  const change = tf.mul(gradient, attributes.learningRate);
  const m = assign(momentum, tf.sub(tf.mul(momentum.value, attributes.momentum), change));
  const step = attributes.nesterov ? tf.sub(tf.mul(m, attributes.momentum), change) : m;
  assign(variable, tf.add(variable.value, step));
}

export interface AdamUpdate {
  variable: Variable;
  m: Variable;
  v: Variable;
  gradient: Tensor;
}

export interface AdamAttributes {
  /** The learning rate with both bias corrections. */
  alpha: number;
  beta1: number;
  beta2: number;
  epsilon: number;
}

/** `m += (g - m)(1 - β₁)`, `v += (g² - v)(1 - β₂)`, `w -= α · m / (√v + ε)`. */
export function descendAdam({ variable, m, v, gradient }: AdamUpdate, attributes: AdamAttributes): void {
  if (hasKernel('AdamUpdate')) {
    for (const overwritten of [variable, m, v]) overwritten.makeExclusive();
    runKernel('AdamUpdate', { variable: variable.value, m: m.value, v: v.value, gradient }, attributes);
    return;
  }
  const { alpha, beta1, beta2, epsilon } = attributes;
  const mean = moveTowards(m, gradient, 1 - beta1);
  const square = moveTowards(v, tf.square(gradient), 1 - beta2);
  subtract(variable, tf.div(tf.mul(mean, alpha), tf.add(tf.sqrt(square), epsilon)));
}

/** Adam's learning rate for step `t` (from 1): `rate · √(1 - β₂^t) / (1 - β₁^t)`. */
export function adamRate(rate: number, t: number, { beta1, beta2 }: { beta1: number; beta2: number }): number {
  return (rate * Math.sqrt(1 - power32(beta2, t))) / (1 - power32(beta1, t));
}
