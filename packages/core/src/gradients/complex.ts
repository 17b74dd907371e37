import * as tf from '@tensorflow/tfjs-core';
import { gradConfigs } from '../generated/tfjs-gradients.js';
import { add, multiply, sub } from './arithmetic.ts';
import { gradient, savedTensor, sumToShape } from './tape.ts';

/**
 * The gradient of a real loss by z = a + bi is the complex number dL/da + i dL/db. tfjs's tape wants every gradient to call
 * itself float32 and asks once, before it uses the tensor; so a complex one says so that once.
 */
function forTape(gradient: tf.Tensor): tf.Tensor {
  if (gradient.dtype !== 'complex64') return gradient;
  const { dtype } = gradient;
  Object.defineProperty(gradient, 'dtype', {
    configurable: true,
    get: () => {
      Object.defineProperty(gradient, 'dtype', { value: dtype, writable: true });
      return 'float32';
    },
  });
  return gradient;
}

/** tfjs-core's own gradient of a kernel that also takes complex numbers. */
function ofAnyType(kernelName: string): tf.GradConfig {
  const config = gradConfigs.find((own) => own.kernelName === kernelName);
  if (config === undefined) throw new Error(`Gradients: expected tfjs-core to have one of ${kernelName}`);
  return {
    ...config,
    gradFunc: (dy, saved, attrs) => {
      const entries = Object.entries(config.gradFunc(dy, saved, attrs));
      return Object.fromEntries(entries.map(([name, make]) => [name, () => forTape(make())]));
    },
  };
}

/** Adds up what broadcasting has repeated, in both parts. */
function sumPartsToShape(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  if (tf.util.arraysEqual(gradient.shape, shape)) return gradient;
  return tf.complex(sumToShape(tf.real(gradient), shape), sumToShape(tf.imag(gradient), shape));
}

/** A kernel of two complex numbers, from what each of them gets; `ofReals` is the gradient of two real ones. */
function ofTwo(
  ofReals: tf.GradConfig,
  share: (call: { dy: tf.Tensor; other: tf.Tensor; which: 'a' | 'b' }) => tf.Tensor,
): tf.GradConfig {
  return {
    ...ofReals,
    gradFunc: (dy, saved, attrs) => {
      const [a, b] = [savedTensor(saved, 0), savedTensor(saved, 1)];
      if (a.dtype !== 'complex64') return ofReals.gradFunc(dy, saved, attrs);
      return {
        a: () => forTape(sumPartsToShape(share({ dy: dy as tf.Tensor, other: b, which: 'a' }), a.shape)),
        b: () => forTape(sumPartsToShape(share({ dy: dy as tf.Tensor, other: a, which: 'b' }), b.shape)),
      };
    },
  };
}

function scaled(z: tf.Tensor, factor: number): tf.Tensor {
  return tf.complex(tf.mul(tf.real(z), factor), tf.mul(tf.imag(z), factor));
}

const conjugate = (z: tf.Tensor): tf.Tensor => tf.complex(tf.real(z), tf.neg(tf.imag(z)));

/**
 * What has been cast to whole numbers is flat, where tfjs-core's own lets the gradient pass; of what a real number gets as a
 * complex one, the real part is its own.
 */
const cast = gradient<tf.CastAttrs>({ kernelName: 'Cast', inputsToSave: ['x'] }, ({ dy, saved, attrs }) => {
  const isReal = savedTensor(saved, 0).dtype !== 'complex64';
  return {
    x: () => {
      if (attrs.dtype === 'complex64') return isReal ? tf.real(dy) : forTape(tf.clone(dy));
      if (attrs.dtype !== 'float32') return tf.zeros(dy.shape);
      return isReal ? tf.clone(dy) : forTape(tf.complex(dy, tf.zerosLike(dy)));
    },
  };
});

const complex = gradient({ kernelName: 'Complex' }, ({ dy }) => ({ real: () => tf.real(dy), imag: () => tf.imag(dy) }));

const real = gradient({ kernelName: 'Real' }, ({ dy }) => ({
  input: () => forTape(tf.complex(dy, tf.zerosLike(dy))),
}));

const imag = gradient({ kernelName: 'Imag' }, ({ dy }) => ({
  input: () => forTape(tf.complex(tf.zerosLike(dy), dy)),
}));

/** dy · z / |z|, and 0 at 0. */
const complexAbs = gradient({ kernelName: 'ComplexAbs', inputsToSave: ['x'] }, ({ dy, saved }) => ({
  x: () => {
    const z = savedTensor(saved, 0);
    const size = tf.abs(z);
    const share = tf.div(dy, tf.add(size, tf.cast(tf.equal(size, 0), 'float32')));
    return forTape(tf.complex(tf.mul(tf.real(z), share), tf.mul(tf.imag(z), share)));
  },
}));

/** Each transform goes back by the other one, but for the factor that only the inverse has. */
const fft = gradient({ kernelName: 'FFT' }, ({ dy }) => ({
  input: () => forTape(scaled(tf.ifft(dy), dy.shape.at(-1) ?? 1)),
}));

const ifft = gradient({ kernelName: 'IFFT' }, ({ dy }) => ({
  input: () => forTape(scaled(tf.fft(dy), 1 / (dy.shape.at(-1) ?? 1))),
}));

export const complexGradients: readonly tf.GradConfig[] = [
  ...['Concat', 'Reshape', 'Slice'].map(ofAnyType),
  ofTwo(add, ({ dy }) => tf.clone(dy)),
  ofTwo(multiply, ({ dy, other }) => tf.mul(dy, conjugate(other))),
  ofTwo(sub, ({ dy, which }) => scaled(dy, which === 'a' ? 1 : -1)),
  cast,
  complex,
  complexAbs,
  fft,
  ifft,
  imag,
  real,
];
