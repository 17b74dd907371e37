import * as tf from '@tensorflow/tfjs-core';
import { dirtyHeap, expectValues, Random, run, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const epsilon = 1e-3;

function mean(values: number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** The derivative of Σ dy · f(x) by central differences in double precision. */
function slope(f: (x: number[]) => number[], x: number[], dy: number[]): number[] {
  const step = 1e-5;
  const loss = (index: number, change: number): number =>
    f(x.map((value, i) => (i === index ? value + change : value))).reduce((sum, y, i) => sum + y * (dy[i] ?? 0), 0);
  return x.map((_, index) => (loss(index, step) - loss(index, -step)) / (2 * step));
}

const rows = 5;

describe.each([1, 2, 4, 7, 13])('%d columns', (columns) => {
  const random = new Random(columns);
  const draw = (count: number): number[] => Array.from(random.values(count));
  const [x, dy, gamma, beta] = [draw(rows * columns), draw(rows * columns), draw(columns), draw(columns)];
  const tensors = (): Record<'x' | 'dy' | 'gamma' | 'beta', tf.Tensor> => ({
    x: tf.tensor(x, [rows, columns]),
    dy: tf.tensor(dy, [rows, columns]),
    gamma: tf.tensor(gamma),
    beta: tf.tensor(beta),
  });

  it.each([false, true])('layer normalisation and its gradients, rms %s', (rms) => {
    const forward = (p: { x: number[]; gamma: number[]; beta: number[] }): number[] =>
      p.x.map((value, i) => {
        const row = p.x.slice(i - (i % columns), i - (i % columns) + columns);
        const center = rms ? 0 : mean(row);
        const variance = mean(row.map((v) => (v - center) ** 2));
        return (
          ((value - center) / Math.sqrt(variance + epsilon)) * (p.gamma[i % columns] ?? 0) + (p.beta[i % columns] ?? 0)
        );
      });
    dirtyHeap();
    tf.tidy(() => {
      const inputs = tensors();
      const [y, mu, scale] = runAll(
        'LayerNormalization',
        { x: inputs.x, gamma: inputs.gamma, beta: inputs.beta },
        { epsilon, rms },
      );
      if (!y || !mu || !scale) throw new Error('Three results expected');
      expectValues(y, forward({ x, gamma, beta }));
      const [dx, dGamma, dBeta] = runAll(
        'LayerNormalizationGrad',
        { dy: inputs.dy, x: inputs.x, gamma: inputs.gamma, mean: mu, scale },
        { rms },
      );
      if (!dx || !dGamma || !dBeta) throw new Error('Three results expected');
      // A row of one number has slope 0 by cancellation of large parts.
      expectValues(
        dx,
        slope((v) => forward({ x: v, gamma, beta }), x, dy),
        columns === 1 ? 1e-3 : 2e-5,
      );
      expectValues(
        dGamma,
        slope((v) => forward({ x, gamma: v, beta }), gamma, dy),
      );
      expectValues(
        dBeta,
        slope((v) => forward({ x, gamma, beta: v }), beta, dy),
      );
      const plain = runAll('LayerNormalization', { x: inputs.x }, { epsilon, rms });
      expectValues(plain[0] ?? y, forward({ x, gamma: gamma.map(() => 1), beta: beta.map(() => 0) }));
    });
  });

  it('batch normalisation and its gradients', () => {
    const forward = (p: { x: number[]; gamma: number[]; beta: number[] }): number[] =>
      p.x.map((value, i) => {
        const column = p.x.filter((_, j) => j % columns === i % columns);
        const variance = mean(column.map((v) => (v - mean(column)) ** 2));
        return (
          ((value - mean(column)) / Math.sqrt(variance + epsilon)) * (p.gamma[i % columns] ?? 0) +
          (p.beta[i % columns] ?? 0)
        );
      });
    dirtyHeap();
    tf.tidy(() => {
      const inputs = tensors();
      const [y, mu, variance] = runAll(
        'BatchNormalization',
        { x: inputs.x, gamma: inputs.gamma, beta: inputs.beta },
        { epsilon },
      );
      if (!y || !mu || !variance) throw new Error('Three results expected');
      expectValues(y, forward({ x, gamma, beta }));
      const saved = { dy: inputs.dy, x: inputs.x, gamma: inputs.gamma, mean: mu, variance };
      const [dx, dGamma, dBeta] = runAll('BatchNormalizationGrad', saved, { epsilon });
      if (!dx || !dGamma || !dBeta) throw new Error('Three results expected');
      expectValues(
        dx,
        slope((v) => forward({ x: v, gamma, beta }), x, dy),
        2e-5,
      );
      expectValues(
        dGamma,
        slope((v) => forward({ x, gamma: v, beta }), gamma, dy),
      );
      expectValues(
        dBeta,
        slope((v) => forward({ x, gamma, beta: v }), beta, dy),
      );
      const fixed = run(
        'FusedBatchNorm',
        { x: inputs.x, mean: mu, variance, scale: inputs.gamma, offset: inputs.beta },
        { varianceEpsilon: epsilon },
      );
      expectValues(fixed, forward({ x, gamma, beta }));
    });
  });
});

it('tfjs batchNorm with moments of other shapes is left to tfjs', () => {
  tf.tidy(() => {
    const x = new Random(1).tensor([2, 3, 3, 2]) as tf.Tensor4D;
    const y = tf.batchNorm4d(
      x,
      tf.zeros<tf.Rank.R4>([1, 1, 1, 2]),
      tf.ones<tf.Rank.R4>([1, 1, 1, 2]),
      undefined,
      undefined,
      0,
    );
    expectValues(y, x.dataSync(), 1e-6);
  });
});
