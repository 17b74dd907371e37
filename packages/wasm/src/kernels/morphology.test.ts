import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { dirtyHeap, expectGradients, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const small = fc.integer({ min: 1, max: 3 });
const cases = fc.record({
  shape: fc.tuple(small, fc.integer({ min: 3, max: 7 }), fc.integer({ min: 3, max: 7 }), fc.constantFrom(1, 3, 4, 6)),
  window: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
  strides: fc.tuple(small, small),
  dilations: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
  pad: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
});

interface Attrs {
  strides: [number, number];
  dilations: [number, number];
  pad: 'same' | 'valid';
}

/** The dilation and both gradients, from the definition. */
function reference(x: tf.Tensor, filter: tf.Tensor, call: Attrs & { dy: (size: number) => Float32Array }) {
  const { strides, dilations, pad, dy: makeDy } = call;
  const shapes = [x.shape as [number, number, number, number], filter.shape as [number, number, number]] as const;
  const info = tf.backend_util.computeDilation2DInfo(...shapes, strides, pad, 'NHWC', dilations);
  const [xs, ws] = [x.dataSync(), filter.dataSync()];
  const y = new Float64Array(tf.util.sizeFromShape(info.outShape));
  const dy = makeDy(y.length);
  const [dx, dw] = [new Float64Array(xs.length), new Float64Array(ws.length)];
  let at = 0;
  for (let b = 0; b < info.batchSize; b++)
    for (let i = 0; i < info.outHeight; i++)
      for (let j = 0; j < info.outWidth; j++)
        for (let c = 0; c < info.inChannels; c++) {
          let best = { sum: -Infinity, from: -1, tap: -1 };
          for (let p = 0; p < info.filterHeight; p++)
            for (let q = 0; q < info.filterWidth; q++) {
              const row = i * info.strideHeight - info.padInfo.top + p * info.dilationHeight;
              const column = j * info.strideWidth - info.padInfo.left + q * info.dilationWidth;
              if (row < 0 || column < 0 || row >= info.inHeight || column >= info.inWidth) continue;
              const from = ((b * info.inHeight + row) * info.inWidth + column) * info.inChannels + c;
              const tap = (p * info.filterWidth + q) * info.inChannels + c;
              const sum = (xs[from] ?? NaN) + (ws[tap] ?? NaN);
              if (sum > best.sum) best = { sum, from, tap };
            }
          y[at] = best.sum;
          dx[best.from] = (dx[best.from] ?? 0) + (dy[at] ?? 0);
          dw[best.tap] = (dw[best.tap] ?? 0) + (dy[at] ?? 0);
          at++;
        }
  return { y, dx, dw, dy: tf.tensor(dy, info.outShape) };
}

it('dilates, with both gradients', () => {
  fc.assert(
    fc.property(cases, ({ shape, window, ...attrs }) => {
      tf.tidy(() => {
        const random = new Random(shape[1] * 31 + shape[2]);
        const [x, filter] = [random.tensor(shape), random.tensor([...window, shape[3]])];
        const expected = reference(x, filter, { ...attrs, dy: (size) => random.values(size) });
        dirtyHeap();
        expectValues(run('Dilation2D', { x, filter }, attrs), expected.y, 1e-6);
        const inputs = { x, filter, dy: expected.dy };
        expectValues(run('Dilation2DBackpropInput', inputs, attrs), expected.dx);
        expectValues(run('Dilation2DBackpropFilter', inputs, attrs), expected.dw);
      });
    }),
    { numRuns: 60, seed: 1 },
  );
});

it('agrees with finite differences', () => {
  tf.tidy(() => {
    const inputs = [tf.mul(new Random(1).tensor([1, 4, 5, 2]), 9), tf.mul(new Random(2).tensor([2, 2, 2]), 9)];
    const f = (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
      tf.dilation2d(x as tf.Tensor4D, filter as tf.Tensor3D, [1, 2], 'same', [2, 1]);
    expectGradients(f, inputs);
  });
});
