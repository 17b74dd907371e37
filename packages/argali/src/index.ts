export * from './core.ts';
export * from './data.ts';
export * from './layers.ts';
export * from './models.ts';
export * from './set-backend.ts';
export * from './training.ts';
export * from './wasm.ts';
export * as callbacks from './callbacks.ts';
export * as tf from '@tensorflow/tfjs-core';
