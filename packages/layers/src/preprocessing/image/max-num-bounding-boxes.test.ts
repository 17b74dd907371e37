import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../testing/backends.ts';
import { runLayerTest } from '../../testing/run-layer-test.ts';
import { take } from '../../testing/values.ts';
import { MaxNumBoundingBoxes, type BoxedImageData } from './max-num-bounding-boxes.ts';

const given = [
  [10, 20, 100, 150],
  [50, 60, 200, 250],
  [0, 0, 50, 50],
];

describe('MaxNumBoundingBoxes', () => {
  runLayerTest(MaxNumBoundingBoxes, {
    config: { maxNumber: 2, fillValue: 0 },
    inputShape: [1, 1, 2, 1],
    inputs: [[[[[1], [2]]]]],
    output: [[[[1], [2]]]],
    args: () => ({ training: true }),
  });

  describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
    beforeAll(() => startBackend(backend));

    /** What `augment` makes of the three boxes, of one image in a batch or alone. */
    function fitted(layer: MaxNumBoundingBoxes, batched: boolean): unknown {
      const before = tf.memory().numTensors;
      const data = {
        images: tf.zeros(batched ? [1, 4, 4, 3] : [4, 4, 3]),
        boundingBoxes: {
          boxes: tf.tensor(batched ? [given] : given),
          labels: tf.tensor(batched ? [[1, 2, 3]] : [1, 2, 3], undefined, 'int32'),
        },
      };
      const { images, boundingBoxes } = layer.augment(data);
      const { boxes, labels } = boundingBoxes ?? data.boundingBoxes;
      expect(images.shape).toEqual(data.images.shape);
      const result = [boxes.shape, labels.shape, labels.dtype, take(boxes), take(labels)];
      tf.dispose([data.images, images, ...Object.values(data.boundingBoxes)]);
      expect(tf.memory().numTensors).toBe(before);
      return result;
    }

    // The expected numbers are Keras's.
    it('cuts off', () => {
      const expected = [...given.slice(0, 2).flat()];
      const layer = new MaxNumBoundingBoxes({ maxNumber: 2 });
      expect(fitted(layer, true)).toEqual([[1, 2, 4], [1, 2], 'int32', expected, [1, 2]]);
      expect(fitted(layer, false)).toEqual([[2, 4], [2], 'int32', expected, [1, 2]]);
    });

    it('fills up', () => {
      const filled = (value: number): number[] => [...given.flat(), value, value, value, value];
      const layer = new MaxNumBoundingBoxes({ maxNumber: 4 });
      expect(fitted(layer, true)).toEqual([[1, 4, 4], [1, 4], 'int32', filled(-1), [1, 2, 3, -1]]);
      expect(fitted(layer, false)).toEqual([[4, 4], [4], 'int32', filled(-1), [1, 2, 3, -1]]);
      const sevens = new MaxNumBoundingBoxes({ maxNumber: 4, fillValue: 7 });
      expect(fitted(sevens, true)).toEqual([[1, 4, 4], [1, 4], 'int32', filled(7), [1, 2, 3, 7]]);
    });

    it('leaves as many as there should be, and what has none', () => {
      const layer = new MaxNumBoundingBoxes({ maxNumber: 3 });
      expect(fitted(layer, true)).toEqual([[1, 3, 4], [1, 3], 'int32', given.flat(), [1, 2, 3]]);
      const images = tf.ones([1, 1, 1, 2]);
      const same = layer.augment({ images });
      expect(Object.keys(same)).toEqual(['images']);
      expect(take(same.images)).toEqual([1, 1]);
      images.dispose();
    });
  });

  it('refuses boxes that do not fit, and names bad arguments', () => {
    const layer = new MaxNumBoundingBoxes({ name: 'm', maxNumber: 2 });
    tf.tidy(() => {
      const refuse = (data: BoxedImageData): void => expect(() => layer.augment(data)).toThrow('"m".augment: expected');
      const images = tf.zeros([1, 2, 2, 1]);
      refuse({ images, boundingBoxes: { boxes: tf.zeros([1, 3, 4]), labels: tf.zeros([1, 2]) } });
      refuse({ images, boundingBoxes: { boxes: tf.zeros([1, 3, 5]), labels: tf.zeros([1, 3]) } });
      refuse({ images, boundingBoxes: { boxes: tf.zeros([3, 4]), labels: tf.zeros([3]) } });
      refuse({ images: tf.zeros([3]) });
    });
    expect(() => new MaxNumBoundingBoxes({ maxNumber: 0, name: 'm' })).toThrow(
      'MaxNumBoundingBoxes "m": expected `maxNumber` to be a positive integer. Received: maxNumber=0',
    );
    expect(() => new MaxNumBoundingBoxes({ maxNumber: 1, fillValue: 0.5 })).toThrow('`fillValue` to be an integer');
  });
});
