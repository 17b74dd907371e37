import { hasKernel, runKernel, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** `base^exponent` in 32-bit floats: what is left of 1 - β^t at small t depends on it. */
export function power32(base: number, exponent: number): number {
  return Math.fround(Math.fround(base) ** exponent);
}

/** Sets the variable and returns the value, which may be the variable itself. */
export function assign(variable: Variable, value: Tensor): Tensor {
  if (value !== variable.value) variable.assign(value);
  return value;
}

/** `average += (target - average) · part`; returns the new average. */
export function moveTowards(average: Variable, target: Tensor, part: number): Tensor {
  return assign(average, tf.add(average.value, tf.mul(tf.sub(target, average.value), part)));
}

/** `average = momentum · average + (1 - momentum) · target`; returns the new average. */
export function mix(average: Variable, target: Tensor, momentum: number): Tensor {
  if (updateInPlace('AverageUpdate', { variable: average, target }, { momentum })) return average.value;
  return assign(average, tf.add(tf.mul(average.value, momentum), tf.mul(target, 1 - momentum)));
}

/** `variable -= change`. */
export function subtract(variable: Variable, change: Tensor): void {
  variable.value.assign(tf.sub(variable.value, change));
}

/**
 * Runs the backend's kernel for a whole update, which overwrites those operands that are variables; `null` stands for one
 * that this update does without. False, with nothing done, where there is no such kernel.
 */
export function updateInPlace(
  kernelName: string,
  operands: Readonly<Record<string, Variable | Tensor | null>>,
  attributes: object,
): boolean {
  if (!hasKernel(kernelName)) return false;
  const inputs: Record<string, Tensor> = {};
  for (const [name, operand] of Object.entries(operands)) {
    if (operand === null) continue;
    if (operand instanceof Variable) operand.makeExclusive();
    inputs[name] = operand instanceof Variable ? operand.value : operand;
  }
  runKernel(kernelName, inputs, attributes);
  return true;
}

/** `variable -= rate · gradient`. */
export function descend(variable: Variable, gradient: Tensor, rate: number): void {
  if (updateInPlace('SgdUpdate', { variable, gradient }, { learningRate: rate })) return;
  subtract(variable, tf.mul(gradient, rate));
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
  if (updateInPlace('SgdMomentumUpdate', { ...update }, attributes)) return;
  const { variable, momentum, gradient } = update;
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
export function descendAdam(update: AdamUpdate, attributes: AdamAttributes): void {
  if (updateInPlace('AdamUpdate', { ...update }, attributes)) return;
  const { variable, m, v, gradient } = update;
  const { alpha, beta1, beta2, epsilon } = attributes;
  const mean = moveTowards(m, gradient, 1 - beta1);
  const square = moveTowards(v, tf.square(gradient), 1 - beta2);
  subtract(variable, tf.div(tf.mul(mean, alpha), tf.add(tf.sqrt(square), epsilon)));
}

/** Adam's learning rate for step `t` (from 1): `rate · √(1 - β₂^t) / (1 - β₁^t)`. */
export function adamRate(rate: number, t: number, { beta1, beta2 }: { beta1: number; beta2: number }): number {
  return (rate * Math.sqrt(1 - power32(beta2, t))) / (1 - power32(beta1, t));
}
