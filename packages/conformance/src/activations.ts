import { camelCaseKey } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { differences } from './compare.ts';
import { functionNamed } from './exports.ts';
import { readCases, toTensor, type GoldenCase, type GoldenTensor } from './golden.ts';
import { gradientsOf } from './gradients.ts';
import type { Kind } from './run-cases.ts';

interface ActivationCase extends GoldenCase {
  name: string;
  /** Arguments beside `x`. */
  config: Record<string, unknown>;
  x: GoldenTensor;
  y: GoldenTensor;
  cotangent: GoldenTensor;
  grad: GoldenTensor;
  /** Given where `x` may lie on a kink: there the gradient is a convention. */
  grad_note?: string;
}

// Functions of several arguments take them by name; one argument alone is passed as it is.
const takeOptions = new Set(['relu', 'threshold']);

function activation({ name, config }: ActivationCase): (x: tf.Tensor) => tf.Tensor {
  const fn = functionNamed(camelCaseKey(name));
  if (fn === null) throw new Error(`There is no activation ${name}`);
  const options = Object.fromEntries(Object.entries(config).map(([key, value]) => [camelCaseKey(key), value]));
  const args = takeOptions.has(name) ? [options] : Object.values(options);
  return (x) => fn(x, ...args) as tf.Tensor;
}

/** The places where the slopes of `f` to the left and to the right differ. */
function kinks(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): ReadonlySet<number> {
  const step = 1e-3;
  const [left = [], middle = [], right = []] = [-step, 0, step].map((shift) => [...f(tf.add(x, shift)).dataSync()]);
  const isKink = (y: number, i: number): boolean => {
    const [before, after] = [y - (left[i] ?? y), (right[i] ?? y) - y];
    return Math.abs(after - before) > 0.02 * Math.max(step, Math.abs(after + before) / 2);
  };
  return new Set(middle.flatMap((y, i) => (isKink(y, i) ? [i] : [])));
}

export const activations: Kind<ActivationCase> = {
  name: 'activations',
  cases: readCases('activations.json'),
  classOf: ({ name }) => name,
  isApplicable: ({ name }) => functionNamed(camelCaseKey(name)) !== null,
  run: (golden) => {
    const f = activation(golden);
    return tf.tidy(() => {
      const x = toTensor(golden.x);
      const [gradient = null] = gradientsOf(() => [f(x)], [toTensor(golden.cotangent)], [x]);
      const skip = golden.grad_note === undefined ? new Set<number>() : kinks(f, x);
      return [
        ...differences(f(x), golden.y, { name: 'y' }),
        ...differences(gradient, golden.grad, { name: 'grad', skip }),
      ];
    });
  },
};
