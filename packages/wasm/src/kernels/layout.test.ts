import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { dirtyHeap, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const toFirst = (x: tf.Tensor): tf.Tensor4D => tf.transpose(x, [0, 3, 1, 2]) as tf.Tensor4D;
const extent = fc.integer({ min: 4, max: 7 });
const small = fc.integer({ min: 1, max: 3 });
const cases = fc.record({
  shape: fc.tuple(fc.constantFrom(1, 2), extent, extent, fc.constantFrom(1, 2, 3, 4, 8)),
  filter: fc.tuple(small, small, fc.constantFrom(1, 3, 8)),
  strides: fc.tuple(fc.constantFrom(1, 2), fc.constantFrom(1, 2)),
  dilations: fc.constantFrom(1, 2),
  pad: fc.constantFrom('same', 'valid', 'given'),
});

/** Compares what `f` gives for channels-first images, and its gradients, with those for channels-last ones. */
function compare(
  x: tf.Tensor,
  others: tf.Tensor[],
  f: (x: tf.Tensor4D, isFirst: boolean, ...others: tf.Tensor[]) => tf.Tensor,
): void {
  dirtyHeap();
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const loss =
      (isFirst: boolean) =>
      (image: tf.Tensor, ...rest: tf.Tensor[]) => {
        const y = isFirst ? f(toFirst(image), true, ...rest) : toFirst(f(image as tf.Tensor4D, false, ...rest));
        return tf.mul(y, new Random(9).tensor(y.shape));
      };
    const [last, first] = [false, true].map((isFirst) => ({
      y: loss(isFirst)(x, ...others),
      gradients: tf.grads((...inputs: tf.Tensor[]) =>
        tf.sum(loss(isFirst)(inputs[0] as tf.Tensor, ...inputs.slice(1))),
      )([x, ...others]),
    })) as [{ y: tf.Tensor; gradients: tf.Tensor[] }, { y: tf.Tensor; gradients: tf.Tensor[] }];
    expect(first.y.shape).toEqual(last.y.shape);
    expectValues(first.y, last.y.dataSync());
    first.gradients.forEach((gradient, i) => expectValues(gradient, last.gradients[i]?.dataSync() ?? []));
  });
  expect(tf.memory().numTensors).toBe(before);
}

type Pad = 'same' | 'valid';

it('convolves channels-first images, forward and backward', () => {
  fc.assert(
    fc.property(cases, ({ shape, filter: [rows, columns, outputs], strides, dilations, pad }) => {
      fc.pre(dilations === 1 || (strides[0] === 1 && strides[1] === 1));
      const random = new Random(shape[1]);
      const [x, w] = [random.tensor(shape), random.tensor([rows, columns, shape[3], outputs])];
      const pads = [[1, 0], [2, 1]] as const; // prettier-ignore
      const given = (isFirst: boolean) => (isFirst ? [[0, 0], [0, 0], ...pads] : [[0, 0], ...pads, [0, 0]]) as unknown as Pad; // prettier-ignore
      compare(
        x,
        [w],
        (image, isFirst, filter) =>
        tf.conv2d(image, filter as tf.Tensor4D, strides, pad === 'given' ? given(isFirst) : (pad), isFirst ? 'NCHW' : 'NHWC', dilations), // prettier-ignore
      );
      tf.dispose([x, w]);
    }),
    { numRuns: 60, seed: 1 },
  );
});

it('convolves each channel of channels-first images', () => {
  fc.assert(
    fc.property(cases, ({ shape, filter: [rows, columns], strides, pad }) => {
      fc.pre(pad !== 'given' && strides[0] === strides[1]);
      const random = new Random(shape[1]);
      const [x, w] = [random.tensor(shape), random.tensor([rows, columns, shape[3], 2])];
      compare(x, [w], (image, isFirst, filter) => {
        const attrs = { strides, pad, dataFormat: isFirst ? 'NCHW' : 'NHWC', dilations: [1, 1] };
        return run('DepthwiseConv2dNative', { x: image, filter }, attrs);
      });
      tf.dispose([x, w]);
    }),
    { numRuns: 30, seed: 1 },
  );
});

it('adds a bias and activates', () => {
  const x = new Random(1).tensor([2, 4, 5, 3]);
  const others = [new Random(2).tensor([2, 2, 3, 4]), new Random(3).tensor([4])];
  tf.tidy(() => {
    const [filter, bias] = others as [tf.Tensor, tf.Tensor];
    const attrs = { strides: [1, 1], pad: 'same', dilations: [1, 1], activation: 'elu' };
    const last = run('FusedConv2D', { x, filter, bias }, { ...attrs, dataFormat: 'NHWC' });
    for (const shape of [[4], [4, 1, 1]]) {
      const inputs = { x: toFirst(x), filter, bias: tf.reshape(bias, shape) };
      const first = run('FusedConv2D', inputs, { ...attrs, dataFormat: 'NCHW' });
      expectValues(first, toFirst(last).dataSync(), 1e-6);
    }
  });
  tf.dispose([x, ...others]);
});

it.each(['MaxPool', 'AvgPool'])('%s takes channels-first images', (name) => {
  const x = new Random(1).tensor([2, 5, 6, 3]);
  tf.tidy(() => {
    const attrs = { filterSize: [2, 3], strides: [2, 1], pad: 'same' };
    const last = run(name, { x }, attrs);
    const first = run(name, { x: toFirst(x) }, { ...attrs, dataFormat: 'NCHW' });
    expectValues(first, toFirst(last).dataSync(), 0);
    const dy = new Random(2).tensor(last.shape);
    const back = run(`${name}Grad`, { dy, input: x, output: last }, attrs);
    const inputs = { dy: toFirst(dy), input: toFirst(x), output: first };
    expectValues(run(`${name}Grad`, inputs, { ...attrs, dataFormat: 'NCHW' }), toFirst(back).dataSync(), 0);
  });
  x.dispose();
});
