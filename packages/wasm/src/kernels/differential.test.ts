import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { binaryCases, unaryCases } from '../testing/cases/elementwise.ts';
import { imageCases } from '../testing/cases/images.ts';
import { lookupCases } from '../testing/cases/lookup.ts';
import { movementCases } from '../testing/cases/movement.ts';
import { reductionCases, scanCases } from '../testing/cases/reduction.ts';
import { spatialCases } from '../testing/cases/spatial.ts';
import type { Case } from '../testing/cases/values.ts';
import { difference, dirtyHeap, startBackend } from '../testing/harness.ts';

// Every op, ours or tfjs's own, has to give on wasm what it gives on cpu, and to write nowhere else.
interface Plain {
  shape: number[];
  dtype: string;
  values: ArrayLike<number | string>;
}

async function compute(backend: string, f: Case[1]): Promise<Plain[]> {
  await tf.setBackend(backend);
  const plain: Plain[] = [];
  tf.tidy(() => {
    for (const y of [f()].flat()) plain.push({ shape: y.shape, dtype: y.dtype, values: y.dataSync() });
  });
  return plain;
}

beforeAll(async () => {
  await startBackend();
});

it.each([
  ...unaryCases,
  ...binaryCases,
  ...reductionCases,
  ...scanCases,
  ...movementCases,
  ...spatialCases,
  ...imageCases,
  ...lookupCases,
])('%s', async (_, f) => {
  const expected = await compute('cpu', f);
  await tf.setBackend('wasm');
  dirtyHeap();
  const guards = Array.from({ length: 64 }, (_, i) => tf.fill([i + 1], 7));
  guards.forEach((guard, i) => i % 2 === 1 && guard.dispose());
  const actual = await compute('wasm', f);
  expect(actual.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
    expected.map(({ shape, dtype }) => ({ shape, dtype })),
  );
  actual.forEach(({ values, dtype }, i) => {
    const wanted = expected[i]?.values ?? [];
    if (dtype === 'float32')
      expect(difference(values as ArrayLike<number>, wanted as ArrayLike<number>)).toBeLessThan(1e-5);
    else expect(Array.from(values)).toEqual(Array.from(wanted));
  });
  for (const guard of guards.filter((g) => !g.isDisposed))
    expect(guard.dataSync().every((value) => value === 7)).toBe(true);
  tf.dispose(guards);
});
