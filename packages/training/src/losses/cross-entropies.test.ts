import { annotate, DataError, hasKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { BinaryCrossentropy } from './binary-crossentropy.ts';
import { CategoricalCrossentropy, categoricalCrossentropy } from './categorical-crossentropy.ts';
import { CategoricalGeneralizedCrossEntropy } from './categorical-generalized-cross-entropy.ts';
import { checkSparseLabels } from './check-sparse-labels.ts';
import type { Loss } from './loss.ts';
import { SparseCategoricalCrossentropy, sparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts';
import { backends, expectGradient, expectNumbers, gradient, startBackend, take } from './testing/harness.ts';

describe.each(backends)('cross-entropies on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it('are fused where the backend has the kernels', () => {
    expect(hasKernel('SoftmaxCrossEntropy')).toBe(backend === 'wasm');
    expect(hasKernel('SparseSoftmaxCrossEntropyGrad')).toBe(backend === 'wasm');
  });

  it.each([
    { name: 'rows', shape: [5, 4] },
    { name: 'sequences', shape: [2, 3, 4] },
    { name: 'images', shape: [2, 2, 3, 3] },
  ])('of logits agree for class numbers, one-hot labels and probabilities: $name', ({ shape }) => {
    const classes = shape.at(-1) ?? 1;
    const size = shape.reduce((a, b) => a * b, 1);
    const logits = tf.tensor(
      Array.from({ length: size }, (_, i) => Math.sin(i * 2.3) * 3),
      shape,
    );
    const labels = tf.tensor(
      Array.from({ length: size / classes }, (_, i) => (i * 7) % classes),
      shape.slice(0, -1),
      'int32',
    );
    const oneHot = tf.cast(tf.oneHot(labels, classes), 'float32');
    const probabilities = tf.softmax(logits);
    const sparse = take(sparseCategoricalCrossentropy(labels, logits, { fromLogits: true }));
    expectNumbers(take(categoricalCrossentropy(oneHot, logits, { fromLogits: true })), sparse);
    expectNumbers(take(categoricalCrossentropy(oneHot, probabilities)), sparse);
    expectNumbers(take(sparseCategoricalCrossentropy(labels, probabilities)), sparse);
    expectNumbers(take(sparseCategoricalCrossentropy(tf.cast(labels, 'float32'), probabilities)), sparse);
    expectNumbers(take(sparseCategoricalCrossentropy(tf.expandDims(labels, -1), probabilities)), sparse);
    // Σ label · p - label, by each logit
    const expected = take(tf.sub(probabilities, oneHot));
    expectNumbers(
      gradient((x) => sparseCategoricalCrossentropy(labels, x, { fromLogits: true }), logits),
      expected,
    );
    expectNumbers(
      gradient((x) => categoricalCrossentropy(oneHot, x, { fromLogits: true }), logits),
      expected,
    );
    expectGradient((x) => tf.mul(sparseCategoricalCrossentropy(labels, x, { fromLogits: true }), 3), logits, 1e-2);
    expectNumbers(
      gradient((x) => sparseCategoricalCrossentropy(labels, tf.softmax(x)), logits),
      expected,
    );
    tf.dispose([logits, labels, oneHot, probabilities]);
  });

  it('take labels that are distributions', () => {
    const [t, x] = [tf.tensor2d([[0.3, 0.5, 0.4]]), tf.tensor2d([[0.1, -0.5, 2]])];
    expectGradient((p) => categoricalCrossentropy(t, p, { fromLogits: true }), x);
    const p = tf.softmax(x);
    expectNumbers(take(categoricalCrossentropy(t, x, { fromLogits: true })), take(categoricalCrossentropy(t, p)));
    tf.dispose([t, x, p]);
  });

  it.each<{ loss: Loss; activation: 'softmax' | 'sigmoid'; t: number[]; x: number[] }>([
    { loss: new CategoricalCrossentropy(), activation: 'softmax', t: [0, 0, 1], x: [200, 0, -200] },
    { loss: new SparseCategoricalCrossentropy(), activation: 'softmax', t: [2], x: [200, 0, -200] },
    { loss: new BinaryCrossentropy(), activation: 'sigmoid', t: [0, 0, 1], x: [400, -800, -800] },
  ])('$loss.name is computed from remembered logits, without the clipping of probabilities', (example) => {
    const { loss, activation, t, x } = example;
    const [yTrue, logits] = [tf.tensor2d([t]), tf.tensor2d([x])];
    const f = (x: tf.Tensor): tf.Tensor => {
      const p = activation === 'softmax' ? tf.softmax(x) : tf.sigmoid(x);
      annotate(p, { logits: { activation, tensor: x } });
      return loss.apply(yTrue, p);
    };
    expectNumbers(take(tf.tidy(() => f(logits))), [400]);
    const expected = activation === 'softmax' ? [1, 0, -1] : [1 / 3, 0, -1 / 3];
    expectNumbers(gradient(f, logits), expected);
    tf.dispose([yTrue, logits]);
  });

  it('logits of another activation, or gone, are not used', () => {
    const [t, logits] = [tf.tensor2d([[0, 1]]), tf.tensor2d([[5, 5]])];
    const p = tf.tensor2d([[0.25, 0.75]]);
    annotate(p, { logits: { activation: 'sigmoid', tensor: logits } });
    expectNumbers(take(new CategoricalCrossentropy().apply(t, p)), [-Math.log(0.75)]);
    annotate(p, { logits: { activation: 'softmax', tensor: logits } });
    expectNumbers(take(new CategoricalCrossentropy().apply(t, p)), [Math.LN2]);
    logits.dispose();
    expectNumbers(take(new CategoricalCrossentropy().apply(t, p)), [-Math.log(0.75)]);
    tf.dispose([t, p]);
  });

  it('probabilities of 0 and 1 cost -log 1e-7', () => {
    const p = tf.tensor2d([[0, 1]]);
    const worst = -Math.log(1e-7);
    expectNumbers(take(categoricalCrossentropy(tf.tensor2d([[1, 0]]), p)), [worst], 1e-4);
    expectNumbers(take(new BinaryCrossentropy().apply(tf.tensor2d([[1, 0]]), p)), [worst], 2e-2);
    expectNumbers(take(new BinaryCrossentropy().apply(tf.tensor2d([[0, 1]]), p)), [0], 1e-6);
    p.dispose();
  });

  it.each([true, false])('a label outside the classes is NaN, and only that one (fromLogits: %s)', (fromLogits) => {
    const p = tf.tensor2d([
      [0.5, 0.5],
      [0.5, 0.5],
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    for (const labels of [tf.tensor1d([0, 2, -1, 1], 'int32'), tf.tensor1d([0, 2, -1, 1])])
      expectNumbers(take(sparseCategoricalCrossentropy(labels, p, { fromLogits })), [Math.LN2, NaN, NaN, Math.LN2]);
    expectNumbers(take(sparseCategoricalCrossentropy(tf.tensor1d([0, NaN, 0, 0]), p)).slice(0, 2), [Math.LN2, NaN]);
    p.dispose();
  });

  it('an ignored class does not count in the mean', () => {
    const [labels, p] = [tf.tensor2d([[0, -1, 1]], [1, 3], 'int32'), tf.fill([1, 3, 2], 0.5)];
    const losses = (reduction: 'none' | 'mean' | 'sum'): number[] =>
      take(new SparseCategoricalCrossentropy({ ignoreClass: -1, reduction }).apply(labels, p));
    const before = tf.memory().numTensors;
    expectNumbers(losses('none'), [Math.LN2, 0, Math.LN2]);
    expectNumbers(losses('mean'), [Math.LN2]);
    expectNumbers(losses('sum'), [2 * Math.LN2]);
    take(sparseCategoricalCrossentropy(labels, p, { ignoreClass: -1 }));
    expect(tf.memory().numTensors).toBe(before);
    expectNumbers(
      gradient((x) => sparseCategoricalCrossentropy(labels, x, { ignoreClass: -1, fromLogits: true }), p),
      [-0.5, 0.5, 0, 0, 0.5, -0.5],
    );
    tf.dispose([labels, p]);
  });

  it('classes may stand on another axis', () => {
    const p = tf.tensor3d([
      [
        [0.25, 0.5],
        [0.75, 0.5],
      ],
    ]);
    const labels = tf.tensor2d([[1, 0]], [1, 2], 'int32');
    expectNumbers(take(sparseCategoricalCrossentropy(labels, p, { axis: 1 })), [-Math.log(0.75), Math.LN2]);
    expectGradient((x) => sparseCategoricalCrossentropy(labels, x, { axis: 1, fromLogits: true }), p);
    tf.dispose([labels, p]);
  });
});

describe('labels of the wrong form', () => {
  beforeAll(() => startBackend('cpu'));

  it('are named, with what may help', () => {
    const p = tf.zeros([4, 3]);
    expect(() => new SparseCategoricalCrossentropy().apply(tf.zeros([4, 3]), p)).toThrow(
      /one-hot labels need the categorical form, not the sparse one.*yTrue\.shape=\[4, 3\], yPred\.shape=\[4, 3\]/,
    );
    expect(() => new SparseCategoricalCrossentropy().apply(tf.zeros([5]), p)).toThrow(/yTrue\.shape=\[5\]/);
    expect(() => new CategoricalCrossentropy().apply(tf.zeros([4]), p)).toThrow(
      /categoricalCrossentropy: expected .* Received: yTrue\.shape=\[4\], yPred\.shape=\[4, 3\]/,
    );
    expect(() => new CategoricalCrossentropy().apply(tf.zeros([4, 1]), p)).toThrow(/of the same shape/);
    expect(() => new BinaryCrossentropy().apply(tf.zeros([4, 1]), p)).toThrow(/of the same shape/);
  });

  it('checkSparseLabels finds the first label outside', () => {
    expect(() => checkSparseLabels(Int32Array.of(0, 2, 1), 3)).not.toThrow();
    expect(() => checkSparseLabels(Int32Array.of(0, 3, 1), 3)).toThrow(DataError);
    expect(() => checkSparseLabels(Int32Array.of(0, 3, 1), 3)).toThrow(
      /from 0 to 2, as the predictions have 3 classes. Received: label 3 at position 1/,
    );
    expect(() => checkSparseLabels([0, 0.5], 3)).toThrow(/label 0.5 at position 1/);
    expect(() => checkSparseLabels(Float32Array.of(NaN), 3)).toThrow(/label NaN at position 0/);
    const loss = new SparseCategoricalCrossentropy({ ignoreClass: -1 });
    expect(() => loss.checkLabels(Int32Array.of(-1, 2), [null, 3])).not.toThrow();
    expect(() => loss.checkLabels(Int32Array.of(-1, 3), [null, 3])).toThrow(/label 3 at position 1/);
    expect(() => loss.checkLabels(Int32Array.of(7), [null, null])).not.toThrow();
    const generalized = new CategoricalGeneralizedCrossEntropy();
    expect(() => generalized.checkLabels(Int32Array.of(0, 2), [null, 3])).not.toThrow();
    expect(() => generalized.checkLabels(Int32Array.of(0, 3), [null, 3])).toThrow(/label 3 at position 1/);
  });
});
