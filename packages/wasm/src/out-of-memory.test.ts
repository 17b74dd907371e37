import * as tf from '@tensorflow/tfjs-core';
import { binaryCases, unaryCases } from './testing/cases/elementwise.ts';
import { imageCases } from './testing/cases/images.ts';
import { lookupCases } from './testing/cases/lookup.ts';
import { movementCases } from './testing/cases/movement.ts';
import { reductionCases, scanCases } from './testing/cases/reduction.ts';
import { spatialCases } from './testing/cases/spatial.ts';
import type { Case } from './testing/cases/values.ts';
import { startScarceBackend, type Scarcity } from './testing/scarcity.ts';

// Each op runs with room for no block, for one, for two, …, until it goes through.
const clear = /^Out of WebAssembly memory: expected room for \d+ more bytes/;

let scarcity: Scarcity;
let others: tf.Tensor[];

beforeAll(async () => {
  scarcity = await startScarceBackend();
  others = Array.from({ length: 64 }, (_, i) => tf.fill([i + 1], i));
  others.filter((_, i) => i % 2 === 1).forEach((tensor) => tensor.dispose());
});

function valuesOf(f: Case[1]): ArrayLike<number | string>[] {
  return tf.tidy(() => [f()].flat().map((y) => y.dataSync()));
}

function expectOthersUnchanged(): void {
  for (const tensor of others.filter((tensor) => !tensor.isDisposed)) {
    const value = tensor.size - 1;
    expect(tensor.dataSync().every((element) => element === value)).toBe(true);
  }
}

/** What is thrown with room for so many blocks; `null` if that is enough. */
function errorWith(blocks: number, f: Case[1]): Error | null {
  scarcity.allow(blocks);
  try {
    tf.tidy(() => void f());
    return null;
  } catch (error) {
    return error as Error;
  } finally {
    scarcity.allow(Infinity);
  }
}

it.each([
  ...unaryCases,
  ...binaryCases,
  ...reductionCases,
  ...scanCases,
  ...movementCases,
  ...spatialCases,
  ...imageCases,
  ...lookupCases,
])('%s', (_, f) => {
  const before = { ...tf.memory(), ids: scarcity.backend.dataIdMap.numDataIds() };
  const first = errorWith(0, f);
  // An op of no tensors at all, of strings alone.
  if (first === null) return;
  for (let blocks = 0, error: Error | null = first; error !== null; error = errorWith(++blocks, f)) {
    expect(error.message).toMatch(clear);
    expect({ ...tf.memory(), ids: scarcity.backend.dataIdMap.numDataIds() }).toEqual(before);
  }
  expectOthersUnchanged();
  expect(valuesOf(f)).toEqual(valuesOf(f));
  expect({ ...tf.memory(), ids: scarcity.backend.dataIdMap.numDataIds() }).toEqual(before);
});

it('gives every block back', () => {
  // One holds parameters, another is working memory.
  expect(scarcity.inUse() - scarcity.backend.dataIdMap.numDataIds()).toBeLessThanOrEqual(2);
});
