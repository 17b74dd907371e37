import type { ModelSpec } from '../works/work.ts';

export interface TrainingData {
  x: Float32Array | Int32Array;
  y: Int32Array;
}

/** Samples of no meaning: their values do not change the time that they take. */
export function randomSamples({ inputShape, vocabulary, classes }: ModelSpec, samples: number): TrainingData {
  const size = samples * sizeOf(inputShape);
  return {
    x: vocabulary === undefined ? randomValues(size) : randomIntegers(size, vocabulary),
    y: randomIntegers(samples, classes),
  };
}

/** From 0 to 1. */
export function randomValues(size: number): Float32Array {
  return Float32Array.from({ length: size }, Math.random);
}

function randomIntegers(size: number, end: number): Int32Array {
  return Int32Array.from({ length: size }, () => Math.floor(Math.random() * end));
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export interface Pass {
  epochs: number;
  samples: number;
}

/** How `fit` gets to `steps` steps: part of the samples once, or all of them several times. */
export function passFor(steps: number, { batch, samples }: { batch: number; samples: number }): Pass {
  const stepsOfEpoch = Math.floor(samples / batch);
  if (steps < stepsOfEpoch) return { epochs: 1, samples: steps * batch };
  return { epochs: Math.round(steps / stepsOfEpoch), samples: stepsOfEpoch * batch };
}

/** How many steps a pass has. */
export function stepsOf(pass: Pass, batch: number): number {
  return (pass.epochs * pass.samples) / batch;
}
