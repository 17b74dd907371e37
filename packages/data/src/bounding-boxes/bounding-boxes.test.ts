import { ArgumentError, DataError, ShapeError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { boundingBoxes } from '../index.ts';
import type { BoxFormat } from './box-format.ts';

const { affineTransform, clipToImageSize, computeCiou, computeIou, convertFormat, crop, pad } = boundingBoxes;
const { decodeDeltasToBoxes, encodeBoxToDeltas } = boundingBoxes;

// The expected numbers are Keras's.
const boxes = [
  [10, 20, 50, 80],
  [5, 60, 70, 90],
  [0, 0, 30, 10],
];
const others = [
  [12, 25, 40, 70],
  [5, 60, 75, 99],
];
const size = { height: 100, width: 200 };

beforeAll(async () => {
  tf.env().set('IS_TEST', true);
  await tf.setBackend('cpu');
});

function expectNumbers(tensor: tf.Tensor, expected: readonly number[]): void {
  const values = tensor.dataSync();
  tensor.dispose();
  expect(values).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 4));
}

afterEach(() => expect(tf.memory().numTensors).toBe(0));

describe('convertFormat', () => {
  const forms: readonly [BoxFormat, number[]][] = [
    ['xyxy', [10, 20, 50, 80]],
    ['yxyx', [20, 10, 80, 50]],
    ['xywh', [10, 20, 40, 60]],
    ['centerXywh', [30, 50, 40, 60]],
    ['centerYxhw', [50, 30, 60, 40]],
    ['relXyxy', [0.05, 0.2, 0.25, 0.8]],
    ['relYxyx', [0.2, 0.05, 0.8, 0.25]],
    ['relXywh', [0.05, 0.2, 0.2, 0.6]],
    ['relCenterXywh', [0.15, 0.5, 0.2, 0.6]],
  ];

  it.each(forms)('from %s to all others', (source, box) => {
    for (const [target, expected] of forms) expectNumbers(convertFormat([box], { source, target, ...size }), expected);
  });

  it('keeps batches, and takes the names of Keras', () => {
    const converted = convertFormat([[[10, 20, 50, 80]]], { source: 'xyxy', target: 'center_xywh' as BoxFormat });
    expect(converted.shape).toEqual([1, 1, 4]);
    expectNumbers(converted, [30, 50, 40, 60]);
    // Between two relative formats the size does not matter.
    expectNumbers(
      convertFormat([[0.1, 0.2, 0.3, 0.6]], { source: 'relXyxy', target: 'relXywh' }),
      [0.1, 0.2, 0.2, 0.4],
    );
  });

  it('refuses what it does not know, and a missing size', () => {
    expect(() => convertFormat(boxes, { source: 'xyxy', target: 'xyx' as BoxFormat })).toThrow(ArgumentError);
    expect(() => convertFormat(boxes, { source: 'xyxy', target: 'relXyxy', height: 5 })).toThrow(
      'convertFormat: expected `width` to be a finite number. Received: width=undefined',
    );
    expect(() => convertFormat(boxes, { source: 'relXyxy', target: 'xyxy', height: 0, width: 5 })).toThrow(/`height`/);
    expect(() => convertFormat([[1, 2, 3]], { source: 'xyxy', target: 'xywh' })).toThrow(ShapeError);
    expect(() => convertFormat('boxes' as never, { source: 'xyxy', target: 'xywh' })).toThrow(DataError);
  });
});

describe('clipToImageSize', () => {
  it('cuts boxes off, and takes labels from those that are gone', () => {
    const given = {
      boxes: [
        [-10, -20, 150, 160],
        [50, 40, 70, 80],
        [130, 0, 140, 50],
      ],
      labels: Int32Array.of(0, 1, 2),
    };
    const clipped = clipToImageSize(given, { height: 100, width: 120 });
    expect(clipped.labels.dtype).toBe('int32');
    expectNumbers(clipped.boxes, [0, 0, 120, 100, 50, 40, 70, 80, 120, 0, 120, 50]);
    expectNumbers(clipped.labels, [0, 1, -1]);
  });

  it('knows shares of the image', () => {
    const given = { boxes: [[-0.5, 0.2, 0.5, 1.5]] };
    expectNumbers(clipToImageSize(given, { boundingBoxFormat: 'relXyxy' }).boxes, [0, 0.2, 0.5, 1]);
  });

  it('refuses other formats, labels of another count, and a missing size', () => {
    expect(() => clipToImageSize({ boxes }, { boundingBoxFormat: 'xywh' as never })).toThrow(/`boundingBoxFormat`/);
    expect(() => clipToImageSize({ boxes }, { height: 5 })).toThrow(/`width`/);
    expect(() => clipToImageSize({ boxes, labels: [1, 2] }, size)).toThrow(
      'clipToImageSize: expected one of `labels` a box. Received: boxes.shape=[3, 4], labels.shape=[2]',
    );
  });
});

it('crop and pad move boxes', () => {
  const window = { top: 10, left: 20, height: 40, width: 30 };
  expectNumbers(crop(boxes, window), [0, 10, 30, 40, 0, 40, 30, 40, 0, 0, 10, 0]);
  expectNumbers(pad(boxes, { top: 10, left: 20 }), [30, 30, 70, 90, 25, 70, 90, 100, 20, 10, 50, 20]);
  expect(() => crop(boxes, { ...window, height: -1 })).toThrow('crop: expected `height` to be a positive number');
  expect(() => pad(boxes, { top: NaN, left: 0 })).toThrow('pad: expected `top` to be a finite number');
});

describe('affineTransform', () => {
  const change = { angle: 30, translateX: 0.1, translateY: -0.2, scale: 1.5, shearX: 10, shearY: -5, ...size };
  const turned = [
    ...[-49.209118, 14.256382, 66.892937, 122.807724, -17.766312, 46.320225],
    ...[105.594246, 139.46019, -83.07206, 6.860975, -29.857513, 45.104721],
  ];

  it('turns, moves, scales and shears', () => {
    expectNumbers(affineTransform(boxes, change), turned);
    const about = affineTransform(boxes, { ...change, centerX: 0.25, centerY: 0.75 });
    expectNumbers(
      tf.tidy(() => tf.slice(about, [0, 0], [1, 4])),
      [-50.701069, -34.487446, 65.400986, 74.063896],
    );
    about.dispose();
  });

  it('takes a number for each image of a batch, and does nothing by default', () => {
    const both = affineTransform([boxes, boxes], { ...change, angle: [30, 0], scale: [1.5, 1] });
    expectNumbers(
      tf.tidy(() => tf.slice(both, [0, 0, 0], [1, 3, 4])),
      turned,
    );
    both.dispose();
    expectNumbers(affineTransform([boxes], size), boxes.flat());
    expect(() => affineTransform([boxes], { ...size, angle: [1, 2] })).toThrow(
      'affineTransform: expected 1 numbers `angle`, one an image. Received: 2',
    );
    expect(() => affineTransform(boxes, { ...size, scale: NaN })).toThrow(/`scale` to be a finite number/);
    expect(() => affineTransform([1, 2, 3, 4], size)).toThrow(ShapeError);
  });
});

describe('deltas', () => {
  const anchors = boxes.slice(0, 2);
  const formats = { anchorFormat: 'xyxy', boxFormat: 'xyxy' } as const;
  const variance = [0.1, 0.1, 0.2, 0.2];

  it('are encoded as Keras does', () => {
    const scaled = encodeBoxToDeltas(anchors, others, { ...formats, variance });
    expectNumbers(scaled, [-0.416667, -1, -1.43841, -1.783375, 1.5, 0.384615, 1.311821, 0.37054]);
    const plain = encodeBoxToDeltas(anchors, others, { ...formats, encodingFormat: 'centerXywh' });
    expectNumbers(plain, [-0.1, -0.041667, -0.356675, -0.287682, 0.038462, 0.15, 0.074108, 0.262364]);
  });

  it('are decoded as Keras does, and come back', () => {
    const deltas = [
      [0.1, -0.2, 0.3, 0.1],
      [0, 0.5, -0.1, 0.2],
    ];
    const decoded = decodeDeltasToBoxes(anchors, deltas, { ...formats, boxFormat: 'xywh', variance });
    expectNumbers(decoded, [8.795975, 18.7449, 40.808052, 63.710194, 6.923649, 60.29702, 67.65271, 29.40596]);
    const relative = { anchorFormat: 'xyxy', boxFormat: 'relCenterXywh', imageShape: [100, 200, 3], variance } as const;
    const given = [
      [0.1, 0.2, 0.1, 0.3],
      [0.5, 0.5, 0.2, 0.2],
    ];
    const encoded = encodeBoxToDeltas(anchors, given, relative);
    expectNumbers(decodeDeltasToBoxes(anchors, encoded, relative), given.flat());
    encoded.dispose();
  });

  it('refuse other formats and variances', () => {
    const wrong = { ...formats, encodingFormat: 'xyxy' as never };
    expect(() => encodeBoxToDeltas(anchors, others, wrong)).toThrow(/`encodingFormat` to be one of 'center_xywh'/);
    expect(() => encodeBoxToDeltas(anchors, others, { ...formats, variance: [1, 2] })).toThrow(/four positive numbers/);
    expect(() => decodeDeltasToBoxes(anchors, [[1, 2]], formats)).toThrow(/`boxesDelta` of shape/);
  });
});

describe('overlaps', () => {
  const format = { boundingBoxFormat: 'xyxy' } as const;

  it('of every box with every other', () => {
    const expected = [0.525, 0.184758, 0.095563, 0.714286, 0, 0];
    expectNumbers(computeIou(boxes, others, format), expected);
    const batched = computeIou([boxes, boxes], others, format);
    expect(batched.shape).toEqual([2, 3, 2]);
    expectNumbers(batched, [...expected, ...expected]);
    const relative = convertFormat(others, { source: 'xyxy', target: 'relXyxy', ...size });
    const shares = { boundingBoxFormat: 'relXyxy', imageShape: [100, 200] } as const;
    expectNumbers(computeIou(relative, relative, shares), [1, 0.075472, 0.075472, 1]);
    relative.dispose();
  });

  it('with boxes that stand for none', () => {
    const padded = [
      [-1, -1, -1, -1],
      [10, 20, 50, 80],
    ];
    expectNumbers(computeIou(padded, others, { ...format, useMasking: true }), [-1, -1, 0.525, 0.184758]);
    expectNumbers(computeIou(padded, others, { ...format, useMasking: true, maskVal: 7 }), [7, 7, 0.525, 0.184758]);
  });

  it('of pairs, with what sets them apart', () => {
    expectNumbers(computeCiou(boxes.slice(0, 2), others, format), [0.520721, 0.71014]);
    expectNumbers(computeCiou(boxes, boxes, format), [1, 1, 1]);
  });

  it('refuse a relative format without the size, and single boxes', () => {
    expect(() => computeIou(boxes, others, { boundingBoxFormat: 'relXyxy' })).toThrow(ArgumentError);
    expect(() => computeIou([1, 2, 3, 4], others, format)).toThrow('computeIou: expected `boxes1` of rank 2 or 3');
  });
});
