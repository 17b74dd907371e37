import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Recording } from './recording.ts';
import { recordKernels } from './register.ts';
import { startScarceBackend, type Scarcity } from './testing/scarcity.ts';

const none: ReadonlyMap<string, number> = new Map();
let scarcity: Scarcity;
let x: Tensor;
let before: tf.MemoryInfo & { inUse: number };

/** Six tensors of two sizes. */
function compute([x]: Tensor[]): Tensor[] {
  const wide = tf.exp(tf.concat([x as Tensor, x as Tensor]));
  const product = tf.tidy(() => tf.mul(tf.sum(wide), tf.square(wide)));
  return [tf.add(product, tf.tensor1d([1, 2, 3, 4]))];
}

const values = (outputs: readonly Tensor[]): number[] => outputs.flatMap((output) => Array.from(output.dataSync()));
const expected = (): number[] => tf.tidy(() => values(compute([x])));

/** A recording, with its first outputs disposed of. */
function recorded(): Recording {
  const { outputs, recording } = recordKernels([x], compute);
  tf.dispose(outputs);
  if (typeof recording === 'string') throw new Error(recording);
  return recording;
}

/** Takes the last block, so that something has to be given up. */
function needOneBlock(): void {
  scarcity.allow(0);
  tf.scalar(1).dispose();
  scarcity.allow(Infinity);
}

beforeAll(async () => {
  scarcity = await startScarceBackend();
  x = tf.tensor1d([0.5, -1]);
  expected();
});
beforeEach(() => {
  before = { ...tf.memory(), inUse: scarcity.inUse() };
});
afterEach(() => {
  scarcity.allow(Infinity);
  expect({ ...tf.memory(), inUse: scarcity.inUse() }).toEqual(before);
});

it('is given up when others are short of it, and has to be recorded anew', () => {
  const recording = recorded();
  needOneBlock();
  expect(recording.run([x], none)).toBeNull();
  recording.dispose();
  const again = recorded();
  const outputs = again.run([x], none) ?? [];
  expect(values(outputs)).toEqual(expected());
  tf.dispose(outputs);
  again.dispose();
});

it('leaves outputs that somebody holds', () => {
  const recording = recorded();
  const outputs = recording.run([x], none) ?? [];
  needOneBlock();
  tf.tidy(() => void Array.from({ length: 20 }, () => tf.fill([4], NaN)));
  expect(values(outputs)).toEqual(expected());
  expect(recording.run([x], none)).toBeNull();
  tf.dispose(outputs);
});

it('is first given up where it was not used for longest', () => {
  const [first, second] = [recorded(), recorded()];
  tf.dispose(first.run([x], none) ?? []);
  needOneBlock();
  expect(second.run([x], none)).toBeNull();
  const outputs = first.run([x], none) ?? [];
  expect(values(outputs)).toEqual(expected());
  tf.dispose(outputs);
  first.dispose();
});

it('is given up while another computation is recorded', () => {
  const first = recorded();
  // Enough if the first one goes.
  scarcity.allow(4);
  const second = recorded();
  scarcity.allow(Infinity);
  expect(first.run([x], none)).toBeNull();
  const outputs = second.run([x], none) ?? [];
  expect(values(outputs)).toEqual(expected());
  tf.dispose(outputs);
  second.dispose();
});

it('does not come about where there is too little, and the computation goes through all the same', () => {
  const reasons: string[] = [];
  const needed = [...Array(20).keys()].find((blocks) => {
    scarcity.allow(blocks);
    try {
      return expected().length > 0;
    } catch {
      return false;
    }
  });
  const goesThrough = (blocks: number): boolean => {
    scarcity.allow(blocks);
    try {
      const { outputs, recording } = recordKernels([x], compute);
      expect(values(outputs)).toEqual(expected());
      tf.dispose(outputs);
      if (typeof recording === 'string') reasons.push(recording);
      else recording.dispose();
      return typeof recording !== 'string';
    } catch (error) {
      expect((error as Error).message).toMatch('Out of WebAssembly memory');
      // One more for the copy of the input, and one for the numbers of each call.
      expect(blocks).toBeLessThan((needed ?? 0) + 6);
      return false;
    } finally {
      scarcity.allow(Infinity);
    }
  };
  let blocks = 0;
  while (!goesThrough(blocks)) {
    expect({ ...tf.memory(), inUse: scarcity.inUse() }).toEqual(before);
    blocks++;
  }
  expect(reasons).toContain('memory is short');
});
