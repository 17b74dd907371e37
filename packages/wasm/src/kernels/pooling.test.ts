import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { eachWindow, outputSize, type ConvolutionCase } from '../testing/convolution-reference.ts';
import { dirtyHeap, expectGradients, expectValues, Random, run, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const pair = (max: number, min = 1): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min, max }), { minLength: 2, maxLength: 2 });

/** Any pooling in which every window meets the image. */
const cases: fc.Arbitrary<ConvolutionCase & { seed: number }> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    size: pair(9),
    inChannels: fc.integer({ min: 1, max: 9 }),
    kernel: pair(4),
    stride: pair(4),
    padding: fc.tuple(fc.tuple(fc.nat(2), fc.nat(2)), fc.tuple(fc.nat(2), fc.nat(2))),
    seed: fc.nat(),
  })
  .map((c) => ({ ...c, outChannels: c.inChannels, groups: c.inChannels, dilation: [1, 1] }))
  .filter((c) => outputSize(c).every((extent) => extent > 0))
  .filter((c) => {
    let full = true;
    eachWindow(c, (_, window) => (full &&= window.length > 0));
    return full;
  });

const attrsOf = (c: ConvolutionCase): object => ({
  filterSize: c.kernel,
  strides: c.stride,
  pad: [[0, 0], ...c.padding, [0, 0]],
});

function check(c: ConvolutionCase & { seed: number }, axes: '' | '3D' = '', attrs = attrsOf(c)): void {
  const random = new Random(c.seed);
  const xShape = [c.batch, ...c.size, c.inChannels];
  const yShape = [c.batch, ...outputSize(c), c.inChannels];
  // Few different values, so that maxima are often shared.
  const x = random.values(tf.util.sizeFromShape(xShape)).map((value) => Math.round(value * 8) / 8);
  const dy = random.values(tf.util.sizeFromShape(yShape));
  const [max, mean] = [new Float64Array(dy.length), new Float64Array(dy.length)];
  const [dMax, dMean] = [new Float64Array(x.length), new Float64Array(x.length)];
  eachWindow(c, (at, window) => {
    const values = window.map((i) => x[i] ?? 0);
    const gradient = dy[at] ?? 0;
    max[at] = Math.max(...values);
    mean[at] = values.reduce((a, b) => a + b, 0) / values.length;
    const first = window[values.indexOf(max[at])] ?? 0;
    dMax[first] = (dMax[first] ?? 0) + gradient;
    for (const i of window) dMean[i] = (dMean[i] ?? 0) + gradient / window.length;
  });
  dirtyHeap();
  tf.tidy(() => {
    const input = tf.tensor(x, xShape);
    const dyTensor = tf.tensor(dy, yShape);
    const output = run(`MaxPool${axes}`, { x: input }, attrs);
    expect(output.shape).toEqual(yShape);
    expectValues(output, max, 0);
    expectValues(run(`MaxPool${axes}Grad`, { dy: dyTensor, input, output }, attrs), dMax);
    expectValues(run(`AvgPool${axes}`, { x: input }, attrs), mean);
    expectValues(run(`AvgPool${axes}Grad`, { dy: dyTensor, input }, attrs), dMean);
  });
}

it('max and average pooling and their gradients equal the plain loops', () => {
  fc.assert(
    fc.property(cases, (c) => check(c)),
    { numRuns: 150, seed: 1 },
  );
});

it('the gradient of max pooling takes along the relu before it, and sums it for the bias', () => {
  const property = fc.property(cases, (c) => {
    const random = new Random(c.seed);
    const [xShape, yShape] = [
      [c.batch, ...c.size, c.inChannels],
      [c.batch, ...outputSize(c), c.inChannels],
    ];
    const x = random.values(tf.util.sizeFromShape(xShape)).map((value) => Math.max(Math.round(value * 4 - 2) / 4, 0));
    const dy = random.values(tf.util.sizeFromShape(yShape));
    const [dz, db] = [new Float64Array(x.length), new Float64Array(c.inChannels)];
    eachWindow(c, (at, window) => {
      const values = window.map((i) => x[i] ?? 0);
      const best = Math.max(...values);
      if (best <= 0) return;
      const [to, channel] = [window[values.indexOf(best)] ?? 0, at % c.inChannels];
      dz[to] = (dz[to] ?? 0) + (dy[at] ?? 0);
      db[channel] = (db[channel] ?? 0) + (dy[at] ?? 0);
    });
    dirtyHeap();
    tf.tidy(() => {
      const input = tf.tensor(x, xShape);
      const output = run('RectifiedMaxPool', { x: input }, attrsOf(c));
      const inputs = { dy: tf.tensor(dy, yShape), input, output };
      const [gradient, sums] = runAll('RectifiedMaxPoolGrad', inputs, attrsOf(c)) as [tf.Tensor, tf.Tensor];
      expectValues(gradient, dz);
      expectValues(sums, db);
    });
  });
  fc.assert(property, { numRuns: 100, seed: 1 });
});

it.each(['same', 'valid'] as const)('average pooling has right gradients through tf.grads with padding %s', (pad) => {
  tf.tidy(() => {
    expectGradients((x) => tf.avgPool(x as tf.Tensor4D, [3, 2], 2, pad), [new Random(2).tensor([1, 5, 6, 3])]);
  });
});

it('max pooling has right gradients through tf.grads with several channels', () => {
  tf.tidy(() => {
    const values = Float32Array.from({ length: 5 * 5 * 6 }, (_, i) => ((i * 37) % 150) / 10);
    expectGradients((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'same'), [tf.tensor(values, [1, 5, 5, 6])]);
  });
});

it.each(['same', 'valid'] as const)('pooling over three axes equals the plain loops with padding %s', (pad) => {
  const size = [4, 5, 3];
  const kernel = [2, 3, 2];
  const stride = [2, 1, 2];
  const padding = size.map((extent, axis): [number, number] => {
    const total = (Math.ceil(extent / (stride[axis] ?? 1)) - 1) * (stride[axis] ?? 1) + (kernel[axis] ?? 1) - extent;
    return pad === 'valid' || total <= 0 ? [0, 0] : [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  const c: ConvolutionCase & { seed: number } = {
    batch: 2,
    size,
    kernel,
    stride,
    padding,
    inChannels: 5,
    outChannels: 5,
    groups: 5,
    dilation: [1, 1, 1],
    seed: 3,
  };
  check(c, '3D', { filterSize: kernel, strides: stride, pad, dataFormat: 'NDHWC' });
});

it('a NaN comes out of its window', () => {
  tf.tidy(() => {
    const x = tf.tensor([1, NaN, 3, 4, 5, 6, 7, 8], [1, 2, 4, 1]);
    expect(Array.from(run('MaxPool', { x }, { filterSize: 2, strides: 2, pad: 'valid' }).dataSync())).toEqual([NaN, 8]);
  });
});
