import { ArgumentError, didYouMean, normalizeIdentifier, show, UnknownNameError, type Name } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { celu } from './celu.ts';
import { elu } from './elu.ts';
import { exponential } from './exponential.ts';
import { gelu } from './gelu.ts';
import { glu } from './glu.ts';
import { hardShrink } from './hard-shrink.ts';
import { hardSigmoid } from './hard-sigmoid.ts';
import { hardSilu } from './hard-silu.ts';
import { hardTanh } from './hard-tanh.ts';
import { leakyRelu } from './leaky-relu.ts';
import { linear } from './linear.ts';
import { logSigmoid } from './log-sigmoid.ts';
import { logSoftmax } from './log-softmax.ts';
import { mish } from './mish.ts';
import { relu } from './relu.ts';
import { relu6 } from './relu6.ts';
import { selu } from './selu.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { softShrink } from './soft-shrink.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { softsign } from './softsign.ts';
import { sparsePlus } from './sparse-plus.ts';
import { sparseSigmoid } from './sparse-sigmoid.ts';
import { sparsemax } from './sparsemax.ts';
import { squareplus } from './squareplus.ts';
import { tanhShrink } from './tanh-shrink.ts';
import { tanh } from './tanh.ts';

export type ActivationFunction = (x: Tensor) => Tensor;

/** Names of the activations; Keras's snake_case is understood too. */
export type ActivationName = Name<
  | 'celu'
  | 'elu'
  | 'exponential'
  | 'gelu'
  | 'glu'
  | 'hardShrink'
  | 'hardSigmoid'
  | 'hardSilu'
  | 'hardSwish'
  | 'hardTanh'
  | 'leakyRelu'
  | 'linear'
  | 'logSigmoid'
  | 'logSoftmax'
  | 'mish'
  | 'relu'
  | 'relu6'
  | 'selu'
  | 'sigmoid'
  | 'silu'
  | 'softShrink'
  | 'softmax'
  | 'softplus'
  | 'softsign'
  | 'sparsePlus'
  | 'sparseSigmoid'
  | 'sparsemax'
  | 'squareplus'
  | 'swish'
  | 'tanh'
  | 'tanhShrink'
>;

/** An activation by name or as a function. */
export type ActivationLike = ActivationName | ActivationFunction;

// The first name of a function is the one it is saved under.
const activations: Readonly<Record<string, ActivationFunction>> = {
  celu,
  elu,
  exponential,
  gelu,
  glu,
  hardShrink,
  hardSigmoid,
  hardSilu,
  hardSwish: hardSilu,
  hardTanh,
  leakyRelu,
  linear,
  logSigmoid,
  logSoftmax,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softShrink,
  softmax,
  softplus,
  softsign,
  sparsePlus,
  sparseSigmoid,
  sparsemax,
  squareplus,
  swish: silu,
  tanh,
  tanhShrink,
};

const names = /* @__PURE__ */ Object.keys(activations);
const byName = /* @__PURE__ */ new Map<string, ActivationFunction>(
  /* @__PURE__ */ Object.entries(activations).map(([name, fn]) => [normalizeIdentifier(name), fn]),
);

/** Whether an activation, or the one of that name, is the library's own. */
export function isBuiltInActivation(activation: string | ActivationFunction): boolean {
  const fn = typeof activation === 'string' ? byName.get(normalizeIdentifier(activation)) : activation;
  return fn !== undefined && Object.values(activations).includes(fn);
}

/**
 * Makes a function of the caller's known by `name`, so that models that use it can be saved and loaded.
 *
 * @throws ArgumentError if another function has the name
 */
export function registerActivation(name: string, fn: ActivationFunction): void {
  const known = byName.get(normalizeIdentifier(name));
  if (known === fn) return;
  if (known !== undefined) throw new ArgumentError(`Cannot register activation '${name}': the name is taken`);
  names.push(name);
  byName.set(normalizeIdentifier(name), fn);
}

/**
 * The activation of that name, or the function itself; `null` gives `linear`.
 *
 * @throws UnknownNameError if nothing has the name; it mentions the nearest
 */
export function getActivation(identifier: ActivationLike | null | undefined): ActivationFunction {
  if (identifier == null) return linear;
  if (typeof identifier === 'function') return identifier;
  if (typeof identifier !== 'string')
    throw new ArgumentError(`Expected an activation: a name or a function. Received: ${show(identifier)}`);
  const fn = byName.get(normalizeIdentifier(identifier));
  if (fn === undefined)
    throw new UnknownNameError(`Unknown activation '${identifier}'.${didYouMean(identifier, names)}`);
  return fn;
}

/** The name under which {@link getActivation} finds the function; one that is not registered stays a function. */
export function serializeActivation(fn: ActivationFunction): ActivationLike {
  const name = names.find((name) => byName.get(normalizeIdentifier(name)) === fn);
  return (name as ActivationName | undefined) ?? fn;
}
