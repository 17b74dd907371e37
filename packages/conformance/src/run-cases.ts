import { clearSession } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { backends, useBackend } from './backends.ts';
import type { GoldenCase } from './golden.ts';
import { writeCounts, type Count } from './tally.ts';

/** One kind of golden data and how its cases are run. */
export interface Kind<Case extends GoldenCase> {
  name: string;
  cases: readonly Case[];
  /** The class, or function, that a case is about. */
  classOf(golden: Case): string;
  /** False if the case needs a class that does not exist yet. */
  isApplicable(golden: Case): boolean;
  /** Runs a case and returns how it differs from what Keras computed; an empty list is a pass. */
  run(golden: Case): string[] | Promise<string[]>;
}

/** Declares a jest test for each case on each backend, and counts how they come out. */
export function runCases<Case extends GoldenCase>(kind: Kind<Case>): void {
  const counts: Count[] = [];
  afterAll(() => writeCounts(kind.name, counts));

  // A data set of somebody else's may leave kinds out; ours does not.
  it(`reads ${kind.name}`, () => expect(kind.cases.length > 0 || 'GOLDEN_DIR' in process.env).toBe(true));
  describe.each(backends)(`${kind.name} on %s`, (backend) => {
    for (const className of new Set(kind.cases.map(kind.classOf))) {
      const count: Count = { kind: kind.name, className, backend, passed: 0, failed: 0, notApplicable: 0 };
      counts.push(count);
      declareClass(kind, count);
    }
  });
}

function declareClass<Case extends GoldenCase>(kind: Kind<Case>, count: Count): void {
  const cases = kind.cases.filter((golden) => kind.classOf(golden) === count.className);
  const applicable = cases.filter((golden) => kind.isApplicable(golden));
  count.notApplicable = cases.length - applicable.length;
  if (applicable.length === 0) return;
  describe(count.className, () => {
    it.each(applicable.map((golden) => [golden.id, golden] as const))('%s', async (_, golden) => {
      // Counted as failed until it has passed.
      count.failed++;
      await useBackend(count.backend);
      expect(await problemsOf(kind, golden)).toEqual([]);
      count.failed--;
      count.passed++;
    });
  });
}

async function problemsOf<Case extends GoldenCase>(kind: Kind<Case>, golden: Case): Promise<string[]> {
  clearSession();
  const before = tf.memory().numTensors;
  const problems = await kind.run(golden);
  const left = tf.memory().numTensors - before;
  return left === 0 ? problems : [...problems, `${left} tensors are left over`];
}
