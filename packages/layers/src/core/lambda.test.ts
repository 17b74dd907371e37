import { runLayerTest } from '../testing/run-layer-test.ts';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { deserializeLayer } from '../get.ts';
import { Lambda } from './lambda.ts';

const double = (x: Tensor): Tensor => tf.mul(x, 2);

describe('Lambda', () => {
  runLayerTest(Lambda, {
    title: 'a function',
    config: { function: double },
    inputShape: [1, 2],
    inputs: [[[1, 2]]],
    output: [[2, 4]],
  });
  runLayerTest(Lambda, {
    title: 'a stated shape, arguments and a mask',
    config: {
      function: (x, context) => tf.reshape(x, [-1, context.arguments['size'] as number]),
      outputShape: [6],
      arguments: { size: 6 },
      mask: (x) => tf.ones([x.shape[0]], 'bool'),
    },
    inputShape: [2, 2, 3],
    outputShape: [2, 6],
    outputMask: [true, true],
  });

  it('cannot come from a file', () => {
    const serialized = {
      className: 'Lambda',
      config: { name: 'l', function: { className: '__lambda__', config: { code: '…' } } },
    };
    expect(() => deserializeLayer(serialized)).toThrow(
      'Lambda "l": expected `function` to be a function (files cannot hold any)',
    );
  });

  it('states its shape by a function too', () => {
    const layer = new Lambda({ function: double, outputShape: ([batch = null]) => [batch, 9] });
    expect(layer.computeOutputShape([null, 4])).toEqual([null, 9]);
    expect(new Lambda({ function: double }).computeOutputShape([null, 4])).toEqual([null, 4]);
  });
});
