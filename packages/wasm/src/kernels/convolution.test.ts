import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { eachProduct, outputSize, type ConvolutionCase } from '../testing/convolution-reference.ts';
import { dirtyHeap, expectGradients, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const size = (values: number[]): number => values.reduce((a, b) => a * b, 1);

const pair = (max: number, min = 1): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min, max }), { minLength: 2, maxLength: 2 });

/** Any 2D convolution whose output is not empty. */
const cases: fc.Arbitrary<ConvolutionCase & { seed: number }> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    size: pair(11),
    inChannels: fc.constantFrom(1, 2, 3, 4, 7, 8, 9, 16),
    outChannels: fc.constantFrom(1, 2, 3, 5, 8, 12, 17),
    kernel: pair(4),
    stride: pair(3),
    dilation: pair(2),
    padding: fc.tuple(fc.tuple(fc.nat(2), fc.nat(2)), fc.tuple(fc.nat(2), fc.nat(2))),
    groups: fc.constant(1),
    seed: fc.nat(),
  })
  .filter((c) => outputSize(c).every((extent) => extent > 0));

function attrsOf(c: ConvolutionCase): object {
  return { strides: c.stride, dilations: c.dilation, pad: [[0, 0], ...c.padding, [0, 0]], dataFormat: 'NHWC' };
}

interface Data {
  x: Float32Array;
  w: Float32Array;
  dy: Float32Array;
  xShape: number[];
  wShape: number[];
  yShape: number[];
}

function dataOf(c: ConvolutionCase & { seed: number }): Data {
  const random = new Random(c.seed);
  const xShape = [c.batch, ...c.size, c.inChannels];
  const wShape = [...c.kernel, c.inChannels / c.groups, c.outChannels];
  const yShape = [c.batch, ...outputSize(c), c.outChannels];
  return {
    xShape,
    wShape,
    yShape,
    x: random.values(size(xShape)),
    w: random.values(size(wShape)),
    dy: random.values(size(yShape)),
  };
}

/** y, dX and dW in double precision. */
function reference(c: ConvolutionCase, { x, w, dy }: Data): { y: Float64Array; dx: Float64Array; dw: Float64Array } {
  const y = new Float64Array(dy.length);
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(w.length);
  const add = (to: Float64Array, index: number, value: number): void => {
    to[index] = (to[index] ?? 0) + value;
  };
  eachProduct(c, (yAt, xAt, wAt) => {
    add(y, yAt, (x[xAt] ?? 0) * (w[wAt] ?? 0));
    add(dx, xAt, (dy[yAt] ?? 0) * (w[wAt] ?? 0));
    add(dw, wAt, (x[xAt] ?? 0) * (dy[yAt] ?? 0));
  });
  return { y, dx, dw };
}

function checkCase(c: ConvolutionCase & { seed: number }): void {
  const data = dataOf(c);
  const expected = reference(c, data);
  dirtyHeap();
  tf.tidy(() => {
    const x = tf.tensor(data.x, data.xShape);
    const filter = tf.tensor(data.w, data.wShape);
    const dy = tf.tensor(data.dy, data.yShape);
    const attrs = attrsOf(c);
    const y = run('Conv2D', { x, filter }, attrs);
    expect(y.shape).toEqual(data.yShape);
    expectValues(y, expected.y);
    expectValues(run('Conv2DBackpropInput', { dy, filter }, { ...attrs, inputShape: data.xShape }), expected.dx);
    expectValues(run('Conv2DBackpropFilter', { x, dy }, { ...attrs, filterShape: data.wShape }), expected.dw);
  });
}

describe('Conv2D and its gradients', () => {
  it('equal the plain sums for any stride, padding and dilation', () => {
    fc.assert(fc.property(cases, checkCase), { numRuns: 120, seed: 1 });
  });

  it('equal the plain sums for grouped channels', () => {
    const grouped = fc
      .tuple(cases, fc.constantFrom(2, 3), fc.constantFrom(1, 2, 8), fc.constantFrom(1, 3, 8))
      .map(([c, groups, inputs, outputs]) => ({
        ...c,
        groups,
        inChannels: groups * inputs,
        outChannels: groups * outputs,
      }));
    fc.assert(fc.property(grouped, checkCase), { numRuns: 30, seed: 2 });
  });

  it('work on more rows than one block, with long and with gathered windows', () => {
    const common = { batch: 2, size: [19, 17], stride: [1, 1], dilation: [1, 1], groups: 1, seed: 3 };
    const padding: [number, number][] = [
      [1, 1],
      [1, 1],
    ];
    checkCase({ ...common, inChannels: 1, outChannels: 11, kernel: [3, 3], padding });
    checkCase({ ...common, inChannels: 24, outChannels: 16, kernel: [3, 3], padding });
  });

  it('equal the plain sums by way of transformed tiles', () => {
    const tiled = fc
      .record({
        batch: fc.integer({ min: 1, max: 9 }),
        size: fc.tuple(fc.integer({ min: 4, max: 14 }), fc.integer({ min: 4, max: 14 })),
        inChannels: fc.constantFrom(8, 16, 40),
        outChannels: fc.constantFrom(8, 24),
        padding: fc.tuple(fc.tuple(fc.nat(2), fc.nat(2)), fc.tuple(fc.nat(2), fc.nat(2))),
        seed: fc.nat(),
      })
      .map((c) => ({ ...c, kernel: [3, 3], stride: [1, 1], dilation: [1, 1], groups: 1 }));
    fc.assert(fc.property(tiled, checkCase), { numRuns: 20, seed: 3 });
    // More tiles than one block, and more channels than are summed in one go.
    const padding: [number, number][] = [
      [0, 1],
      [1, 0],
    ];
    const common = { kernel: [3, 3], stride: [1, 1], dilation: [1, 1], groups: 1, padding, seed: 4 };
    checkCase({ ...common, batch: 5, size: [18, 15], inChannels: 16, outChannels: 8 });
    checkCase({ ...common, batch: 2, size: [9, 9], inChannels: 136, outChannels: 136 });
  });

  it('give nothing for an empty batch', () => {
    tf.tidy(() => {
      const x = tf.zeros([0, 5, 5, 2]);
      const filter = tf.ones([3, 3, 2, 4]);
      const attrs = { strides: 1, pad: 'valid', dataFormat: 'NHWC', dilations: 1 };
      const y = run('Conv2D', { x, filter }, attrs);
      expect(y.shape).toEqual([0, 3, 3, 4]);
      const dw = run('Conv2DBackpropFilter', { x, dy: y }, { ...attrs, filterShape: filter.shape });
      expectValues(dw, new Float32Array(72));
    });
  });
});

describe('FusedConv2D', () => {
  const activations: Record<string, (z: number) => number> = {
    linear: (z) => z,
    relu: (z) => Math.max(z, 0),
    relu6: (z) => Math.min(Math.max(z, 0), 6),
    elu: (z) => (z < 0 ? Math.expm1(z) : z),
    leakyrelu: (z) => (z < 0 ? 0.3 * z : z),
    sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  };

  it.each(Object.keys(activations))('adds the bias and applies %s', (activation) => {
    const f = activations[activation] ?? Number;
    const c: ConvolutionCase & { seed: number } = {
      batch: 2,
      size: [6, 7],
      inChannels: 3,
      outChannels: 10,
      kernel: [3, 2],
      stride: [2, 1],
      dilation: [1, 1],
      padding: [
        [0, 1],
        [1, 0],
      ],
      groups: 1,
      seed: 5,
    };
    const data = dataOf(c);
    const bias = new Random(6).values(10);
    const expected = reference(c, data).y.map((value, i) => f(value + (bias[i % 10] ?? 0)));
    dirtyHeap();
    tf.tidy(() => {
      const inputs = {
        x: tf.tensor(data.x, data.xShape),
        filter: tf.tensor(data.w, data.wShape),
        bias: tf.tensor(bias),
      };
      expectValues(run('FusedConv2D', inputs, { ...attrsOf(c), activation, leakyreluAlpha: 0.3 }), expected);
    });
  });

  it('has the gradients of tfjs-core for bias and relu', () => {
    tf.tidy(() => {
      const random = new Random(8);
      const inputs = [random.tensor([2, 5, 5, 2]), random.tensor([3, 3, 2, 3]), random.tensor([3])];
      expectGradients(
        (x, filter, bias) =>
          tf.fused.conv2d({
            x: x as tf.Tensor4D,
            filter: filter as tf.Tensor4D,
            bias: bias,
            strides: 2,
            pad: 'same',
            activation: 'sigmoid',
          }),
        inputs,
      );
    });
  });
});

describe('DepthwiseConv2dNative and its gradients', () => {
  it('equal the plain sums', () => {
    const depthwise = fc
      .tuple(cases, fc.constantFrom(1, 1, 2, 3))
      .map(([c, multiplier]) => ({ ...c, groups: c.inChannels, outChannels: c.inChannels * multiplier }));
    fc.assert(
      fc.property(depthwise, (c) => {
        const data = dataOf(c);
        const expected = reference(c, data);
        const wShape = [...c.kernel, c.inChannels, c.outChannels / c.inChannels];
        dirtyHeap();
        tf.tidy(() => {
          const x = tf.tensor(data.x, data.xShape);
          const filter = tf.tensor(data.w, wShape);
          const dy = tf.tensor(data.dy, data.yShape);
          const attrs = attrsOf(c);
          expectValues(run('DepthwiseConv2dNative', { x, filter }, attrs), expected.y);
          const dx = run('DepthwiseConv2dNativeBackpropInput', { dy, filter }, { ...attrs, inputShape: data.xShape });
          expectValues(dx, expected.dx);
          const dw = run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...attrs, filterShape: wShape });
          expectValues(dw, expected.dw);
        });
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('work through tf.grads', () => {
    tf.tidy(() => {
      const random = new Random(9);
      expectGradients(
        (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
        [random.tensor([1, 4, 4, 5]), random.tensor([3, 3, 5, 1])],
      );
    });
  });
});

describe('Conv3D and its gradients', () => {
  it('equal the plain sums with any stride and dilation', () => {
    const triple = (max: number): fc.Arbitrary<number[]> =>
      fc.array(fc.integer({ min: 1, max }), { minLength: 3, maxLength: 3 });
    const spatial = fc
      .record({
        batch: fc.integer({ min: 1, max: 2 }),
        size: triple(6),
        inChannels: fc.constantFrom(1, 3, 8),
        outChannels: fc.constantFrom(1, 4, 9),
        kernel: triple(3),
        stride: triple(2),
        dilation: triple(2),
        groups: fc.constant(1),
        seed: fc.nat(),
        same: fc.boolean(),
      })
      .map((c) => ({
        ...c,
        padding: c.size.map((size, axis): [number, number] => (c.same ? samePadding(c, size, axis) : [0, 0])),
      }))
      .filter((c) => outputSize(c).every((extent) => extent > 0));
    fc.assert(
      fc.property(spatial, (c) => {
        const data = dataOf(c);
        const expected = reference(c, data);
        const attrs = { strides: c.stride, dilations: c.dilation, pad: c.same ? 'same' : 'valid', dataFormat: 'NDHWC' };
        dirtyHeap();
        tf.tidy(() => {
          const x = tf.tensor(data.x, data.xShape);
          const filter = tf.tensor(data.w, data.wShape);
          const dy = tf.tensor(data.dy, data.yShape);
          expectValues(run('Conv3D', { x, filter }, attrs), expected.y);
          expectValues(
            run('Conv3DBackpropInputV2', { dy, filter }, { ...attrs, inputShape: data.xShape }),
            expected.dx,
          );
          expectValues(run('Conv3DBackpropFilterV2', { x, dy }, { ...attrs, filterShape: data.wShape }), expected.dw);
        });
      }),
      { numRuns: 40, seed: 6 },
    );
  });
});

/** Padding that makes the output as large as the input over the stride, more of it at the end. */
function samePadding(
  c: Pick<ConvolutionCase, 'kernel' | 'stride' | 'dilation'>,
  size: number,
  axis: number,
): [number, number] {
  const stride = c.stride[axis] ?? 1;
  const window = ((c.kernel[axis] ?? 1) - 1) * (c.dilation[axis] ?? 1) + 1;
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + window - size, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

it('dilated convolution has gradients through tf.grads', () => {
  tf.tidy(() => {
    const random = new Random(11);
    const inputs = [random.tensor([1, 6, 6, 2]), random.tensor([3, 2, 2, 3])];
    expectGradients((x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same', 'NHWC', [2, 3]), inputs);
  });
});

it('transposed convolution is the input gradient, with gradients of its own', () => {
  tf.tidy(() => {
    const random = new Random(10);
    expectGradients(
      (x, w) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [1, 6, 6, 3], 2, 'same'),
      [random.tensor([1, 3, 3, 2]), random.tensor([3, 3, 3, 2])],
    );
  });
});

it('leaks nothing', () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const x = tf.ones<tf.Rank.R4>([2, 8, 8, 3]);
    const w = tf.ones<tf.Rank.R4>([3, 3, 3, 4]);
    tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same'))([x, w]);
  });
  expect(tf.memory().numTensors).toBe(before);
});
