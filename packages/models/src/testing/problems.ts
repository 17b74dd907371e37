import { registerGradients, setRandomSeed } from '@argali/core';
import { Dense } from '@argali/layers';
import { Adam } from '@argali/training';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { Sequential } from '../sequential.ts';

/** The four inputs of the exclusive or, and its values. */
export const xorX: number[][] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
export const xorY: number[][] = [[0], [1], [1], [0]];

/** y = 2x₁ - x₂ + 0.5 on a grid. */
export function line(count: number): { x: number[][]; y: number[][] } {
  const x = Array.from({ length: count }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
  return { x, y: x.map(([a = 0, b = 0]) => [2 * a - b + 0.5]) };
}

export function xorModel(): Sequential {
  const model = new Sequential([
    new Dense({ units: 8, activation: 'sigmoid', inputShape: [2] }),
    new Dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: new Adam({ learningRate: 0.1 }), loss: 'meanSquaredError', metrics: ['accuracy'] });
  return model;
}

export const silent = { verbose: 0 } as const;

/** Every test of a file begins on the cpu backend, with the same seed. */
export function beginEachTest(): void {
  beforeAll(async () => {
    await tf.setBackend('cpu');
    registerGradients();
  });
  beforeEach(() => setRandomSeed(7));
}
