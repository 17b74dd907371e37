import * as tf from '@tensorflow/tfjs-core';
import { hasRelaxedSimd, registerTrainingKernels } from './index.ts';

const has = (name: string): boolean => tf.getKernelsForBackend('wasm').some(({ kernelName }) => kernelName === name);

it('changes nothing on import, registers once, before the backend starts, and survives a restart', async () => {
  expect(has('Conv2DBackpropFilter')).toBe(false);
  await registerTrainingKernels();
  const count = tf.getKernelsForBackend('wasm').length;
  expect(has('Conv2DBackpropFilter')).toBe(true);
  await registerTrainingKernels();
  expect(tf.getKernelsForBackend('wasm').length).toBe(count);

  const square = (): number => tf.tidy(() => tf.sum(tf.matMul(tf.ones([3, 3]), tf.ones([3, 3]))).dataSync()[0] ?? NaN);
  await tf.setBackend('wasm');
  expect(square()).toBe(27);
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory, 2);
  await tf.setBackend('wasm');
  expect(square()).toBe(27);
});

it('says what a kernel was called with when nothing computes that', async () => {
  await registerTrainingKernels();
  await tf.setBackend('wasm');
  tf.tidy(() => {
    const logits = tf.zeros([2, 3], 'int32');
    expect(() => tf.engine().runKernel('LogSoftmax', { logits }, { axis: 0 })).toThrow(
      'LogSoftmax: expected types and attributes that there is a kernel for (most take float32 alone). ' +
        'Received: logits=int32[2, 3], axis=0',
    );
  });
});

it('knows whether the engine has relaxed SIMD', () => {
  const [major = 0] = process.versions.node.split('.').map(Number);
  const flag = process.execArgv.includes('--experimental-wasm-relaxed-simd');
  expect(hasRelaxedSimd()).toBe(major >= 22 || flag);
});
