import * as tf from '@tensorflow/tfjs-core';
import { requireBackend } from './require-backend.ts';

it('says how to choose a backend where there is none', () => {
  expect(() => requireBackend()).toThrow(
    `There is no backend to compute on. Choose one first: await setBackend('wasm')`,
  );
});

it('is content with whatever backend the app has registered', () => {
  tf.registerBackend('own', () => new tf.KernelBackend());
  expect(() => requireBackend()).not.toThrow();
  tf.removeBackend('own');
});
