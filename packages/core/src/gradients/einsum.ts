import * as tf from '@tensorflow/tfjs-core';
import { savedTensor } from './tape.ts';

/**
 * The gradient of one factor of an Einstein summation: the same sum with the result in its place. Letters that only this
 * factor has were summed over, so its gradient is repeated along them.
 */
function factorGradient(
  dy: tf.Tensor,
  options: { terms: string[]; output: string; which: number; factors: tf.Tensor[] },
): tf.Tensor {
  const { terms, output, which, factors } = options;
  const term = terms[which] ?? '';
  const others = terms.filter((_, i) => i !== which);
  const known = Array.from(term).filter(
    (letter) => output.includes(letter) || others.some((other) => other.includes(letter)),
  );
  const rest = factors.filter((_, i) => i !== which);
  const partial = tf.einsum(`${[output, ...others].join(',')}->${known.join('')}`, dy, ...rest);
  const shape = savedTensor(factors, which).shape;
  const open = shape.map((size, axis) => (known.includes(term[axis] ?? '') ? size : 1));
  return tf.broadcastTo(tf.reshape(partial, open), shape);
}

/** Einstein summation of one or two tensors. */
export const einsumGradients: readonly tf.GradConfig[] = [
  {
    kernelName: 'Einsum',
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const equation = (attrs['equation'] as string).replaceAll(' ', '');
      const [inputTerms = '', output = ''] = equation.split('->');
      const terms = inputTerms.split(',');
      const entries = terms.map((_, which): [string, () => tf.Tensor] => [
        String(which),
        () => factorGradient(dy as tf.Tensor, { terms, output, which, factors: saved }),
      ]);
      return Object.fromEntries(entries);
    },
  },
];
