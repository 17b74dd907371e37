import * as tf from '@tensorflow/tfjs-core';
import { gradConfigs } from '../generated/tfjs-gradients.js';
import { hasKernel } from '../kernels.ts';
import { correctedGradients } from './corrected.ts';
import { backends, checkCase, startBackend } from './testing/check-gradients.ts';
import { elementwiseCases } from './testing/cases/elementwise.ts';
import { indexCases } from './testing/cases/indices.ts';
import { productCases } from './testing/cases/products.ts';
import { reductionCases } from './testing/cases/reductions.ts';
import { shapeCases } from './testing/cases/shapes.ts';

const cases = [...elementwiseCases, ...indexCases, ...productCases, ...reductionCases, ...shapeCases];
const names = [...new Set([...gradConfigs, ...correctedGradients].map((config) => config.kernelName))];

/** Kernels whose gradient has been asked for. */
const asked = new Set<string>();

/** Has the gradient of every kernel note that it was asked for. */
function listen(): void {
  for (const name of names) {
    const config = tf.getGradient(name);
    tf.unregisterGradient(name);
    tf.registerGradient({
      ...config,
      gradFunc: (dy, saved, attrs) => {
        asked.add(name);
        return config.gradFunc(dy, saved, attrs);
      },
    });
  }
}

/** Gradients without a case: what is complex has a test of its own, and what neither backend has as a kernel cannot have any. */
const elsewhere = ['BroadcastTo', 'Complex', 'ComplexAbs', 'FFT', 'IFFT', 'Imag', 'Real'];

let isListening = false;

describe.each(backends)('on %s', (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
    if (!isListening) listen();
    isListening = true;
    asked.clear();
  });

  it.each(cases)('%s', (...one) => {
    checkCase(one);
  });

  it('every gradient has a case', () => {
    expect(names.filter((name) => !asked.has(name) && !elsewhere.includes(name) && hasKernel(name))).toEqual([]);
  });
});
