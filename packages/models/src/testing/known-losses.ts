import { setStepRecorder, setWarningHandler } from '@argali/core';
import { Dense } from '@argali/layers';
import { SGD } from '@argali/training';
import { recordKernels, registerTrainingKernels } from '@argali/wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { CompileConfig } from '../compile/compile.ts';
import { Sequential } from '../sequential.ts';
import type { BatchData, BatchIterable } from '../training/data.ts';

/** Runs the tests on cpu and on wasm, there by recorded steps. */
export function onEachBackend(tests: () => void): void {
  describe.each(['cpu', 'wasm'])('on %s', (backend) => {
    beforeAll(async () => {
      await registerTrainingKernels();
      setStepRecorder('wasm', recordKernels);
      await tf.setBackend(backend);
    });
    tests();
  });
}

/** The warnings of the test that is running. */
export function collectWarnings(): readonly string[] {
  const warnings: string[] = [];
  beforeEach(() => {
    warnings.length = 0;
    setWarningHandler((message) => warnings.push(message));
  });
  afterAll(() => setWarningHandler(null));
  return warnings;
}

/** y = x, whose weight does not change: the loss of each sample is known. */
export function identity(config: CompileConfig = {}): Sequential {
  const model = new Sequential([new Dense({ units: 1, kernelInitializer: 'ones', inputShape: [1] })]);
  model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'mse', ...config });
  return model;
}

/** Inputs and labels whose squared errors by {@link identity} are 1, 1, 9, 9, 16. */
export const x = [[1], [2], [3], [4], [5]];
export const y = [[0], [1], [0], [1], [1]];

export function expectClose(actual: number[] | undefined, expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(actual?.[i]).toBeCloseTo(value, 4));
}

/** Four batches of a sample: losses 1, 1, 9, 9. */
export function* four(): Generator<BatchData> {
  for (let i = 0; i < 4; i++) yield [[x[i] ?? []], [y[i] ?? []]];
}

/** The same from sources that can start again. */
export const restartable: [string, () => BatchIterable][] = [
  ['a function', () => four],
  ['an iterable', () => ({ [Symbol.iterator]: four })],
  ['a set', () => new Set(four())],
  ['a function of async batches', () => async function* () { await Promise.resolve(); yield* four(); }], // prettier-ignore
];
